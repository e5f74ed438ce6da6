"""`pytest --fuzz`: the cases and a campaign in one run, with one exit code and one results file."""

from __future__ import annotations

import json
from pathlib import Path

from conformance.campaigns.arena import TargetArena
from conformance.campaigns.documents import Document
from conformance.fuzz.steps import Bad, Program
from conformance.starting import Source
from schemas import topology as topologies
from tests.suite.test_exit_codes import REFERENCE, run

FAULTY = "--target=memory:tests.campaigns.connectors:TrustsItsPeers"
FUZZ = ("--case=RB-1", "--fuzz=6s", "--fuzz-seed=2")
NO_MESSAGE = Program((Bad("test1.bee.bob", b"[]", "rule", "no message"),))


def test_a_finding_is_a_record_of_the_results_and_fails_the_run(tmp_path: Path) -> None:
    """The cases hold; the campaign's finding is told in the terminal, and can be played again.

    It is a stored one: what is found in a time hangs on how busy the machine is.
    """
    ground = TargetArena(Source(topologies.load("default"), FAULTY.partition("=")[2]), 1, lambda: 0.0)
    (fault,) = ground.play([NO_MESSAGE])[0].faults
    folder = tmp_path / "c2c-report" / "findings" / fault.id
    folder.mkdir(parents=True)
    document = Document(fault.requirement, fault.signature, "default", NO_MESSAGE).to_json()
    (folder / "program.json").write_text(json.dumps(document), encoding="utf-8")
    code, output = run(tmp_path, FAULTY, *FUZZ, "--formats=junit,sarif,markdown")
    assert code == 1, output
    assert "RS-1/fuzz/" in output
    assert "seed 2:" in output
    lines = (tmp_path / "c2c-report" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    record, *_ = [each for each in map(json.loads, lines) if "/fuzz/" in each.get("id", "")]
    assert (record["verdict"], record["requirement"]) == ("fail", "RS-1")
    assert record["exchanges"]
    assert record["rerun"].startswith("c2c-conformance replay c2c-report/findings/RS-1-")
    for name in ("report.html", "junit.xml", "results.sarif", "summary.md"):
        assert "RS-1" in (tmp_path / "c2c-report" / name).read_text(encoding="utf-8")


def test_without_a_finding_the_run_is_as_before(tmp_path: Path) -> None:
    """What the campaign did is shown all the same."""
    code, output = run(tmp_path, REFERENCE, "--case=MSG-2", "--fuzz=1s")
    assert code == 0, output
    assert "No finding." in output


def test_the_second_profile_has_its_campaign(tmp_path: Path) -> None:
    """With the profile's own topology."""
    words = ("--profile=liquidity-routing", "--case=MSG-2", "--fuzz=2s", "--fuzz-seed=3")
    code, output = run(tmp_path, "--target=memory:reference_impl.liquidity.connector:LiquidityConnector", *words)
    assert code == 0, output
    assert "No finding." in output


def test_a_time_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    """Before anything runs."""
    code, output = run(tmp_path, REFERENCE, "--fuzz=soon")
    assert code == 4
    assert "'soon' is no time" in output
