"""Tiers: which cases are left out for the time that they wait, and that the results and the terminal say so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.bindings import open_binding
from conformance.engine import Run
from conformance.registry import Lasts, discover
from schemas import topology as topologies
from tests.suite.test_exit_codes import REFERENCE, run

ADDRESS = "memory:reference_impl.connector:Connector"
SLACK = 3500  # ms beyond what a case waits for: to prepare it, and until its spare peers have been reached again


def header(folder: Path) -> dict[str, object]:
    """The first line of the results."""
    lines = (folder / "c2c-report" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    found: dict[str, object] = json.loads(lines[0])["selection"]
    return found


def test_a_slow_targets_timers_are_not_waited_for_in_brief(tmp_path: Path) -> None:
    """An update every 30 s, held for 45: what waits for that is left out and named, the rest is judged."""
    code, output = run(tmp_path, REFERENCE, "--topology=slow", "--tier=brief", "--case=RB-6", "--case=RR-13")
    assert code == 0, output
    assert "RB-6/updates_come_within_the_hold_down_time (75 s)" in output
    assert "--tier=all runs them" in output
    selection = header(tmp_path)
    assert {"id": "RB-6/updates_come_within_the_hold_down_time", "lasts": 75000} in selection["left_out"]  # type: ignore[operator]  # JSON
    assert "RR-13/an_update_on_known_routes_keeps_all_routes_fresh" not in str(selection["left_out"])
    assert "RB-6/updates_come" in (tmp_path / "c2c-report" / "report.html").read_text(encoding="utf-8")


def test_with_quick_timers_nothing_is_left_out_in_brief(tmp_path: Path) -> None:
    """But the word conformant is a whole run's."""
    code, output = run(tmp_path, REFERENCE, "--tier=brief", "--case=RB-6")
    assert (code, header(tmp_path)["left_out"]) == (0, [])
    assert "left out" not in output


def test_the_fast_tier_leaves_out_all_timed_cases(tmp_path: Path) -> None:
    """However short."""
    code, output = run(tmp_path, REFERENCE, "--tier=fast", "--case=RR-11", "--case=RR-14")
    assert code == 0, output
    left_out = {row["id"] for row in header(tmp_path)["left_out"]}  # type: ignore[attr-defined]  # JSON
    assert left_out == {case.id for case in discover() if case.timed and case.requirement.id == "RR-11"}


@pytest.mark.parametrize("name", ["default", "slow"])
def test_timed_cases_last_no_longer_than_they_say(name: str) -> None:
    """Against the reference connector, in virtual time; a tier's budget and the order of beginning rest on it."""
    topology = topologies.load(name)
    run = Run(
        topology, lambda world: open_binding("memory:reference_impl.connector:Connector", topology, world.reception)
    )
    run.wait_until_ready()
    timed = [case for case in discover() if case.timed]
    together = [[case for case in timed if case.group == group] for group in ("timed", "silent")]
    took = {outcome.id: outcome.took for cases in together for outcome in run.run_side_by_side(cases)}
    run.close()
    slack = SLACK if name == "default" else topology.broadcast_interval + topology.hold_down_time
    long = {case.id: took[case.id] for case in timed if took[case.id] > case.mark.lasts.within(topology) + slack}
    assert long == {}


def test_the_time_of_a_case_is_made_of_the_topologys() -> None:
    """Each part counts."""
    topology = topologies.load("slow")
    assert Lasts(ms=7, intervals=2, hold_downs=1, remote_quotes=1).within(topology) == 7 + 60_000 + 45_000 + 10_000
