"""A target that dies: the message that ends it is named, also when it dies later, and other cases are not blamed."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from conformance import options
from conformance.deaths import SHOWN
from conformance.engine import Outcome
from conformance.harness.target import free_port
from conformance.registry import Case, discover
from conformance.session import Session, TargetDead
from conformance.verdicts import Verdict
from schemas import topology as topologies

SERVE = f"{shlex.quote(sys.executable)} -m tests.mutants.serve"
DEATH = "RS-1/monitor_the_target_stays_alive/"
BAD = "RS-1/a_bad_message_leaves_good_ones_answered/"


def chosen(*beginnings: str) -> list[Case]:
    """The ordinary cases whose ids begin so, in the order of these beginnings."""
    ordinary = [case for case in discover() if case.group == "ordinary"]
    return [case for each in beginnings for case in ordinary if case.id.startswith(each)]


def played(session: Session, cases: list[Case]) -> list[Outcome]:
    """The outcomes of the cases and monitors."""
    found: list[Outcome] = []
    for place, case in enumerate(cases):
        found += session.play(case, partial(list, cases[place:]))
    return found + session.finish()


@pytest.mark.parametrize(
    ("name", "culprit"),
    [
        ("DiesSoon", "a_tiny_number"),
        ("DiesAtOnce", "half_of_a_surrogate_pair"),
        ("DiesSlowly", "half_of_a_surrogate_pair"),
    ],
)
def test_the_message_that_ends_a_target_is_named(name: str, culprit: str, tmp_path: Path) -> None:
    """Though other cases run along with its own: theirs pass, and the death is the culprit's."""
    asked = options.read(
        target=None, command=f"{SERVE} tests.mutants.http.dying:{name}", topology="plain", report=str(tmp_path)
    )
    session = Session(asked)
    try:
        outcomes = played(session, chosen(BAD + "points", BAD + culprit, BAD + "utf16", "QT-9/", "QT-3/"))
    finally:
        session.close()
    deaths = [each for each in outcomes if each.id.startswith(DEATH)]
    assert [each.id for each in deaths] == [DEATH + (BAD + culprit).replace("/", "_")]
    assert deaths[0].verdict is Verdict.FAIL
    assert len(deaths[0].exchanges) == 1
    assert "ended again" in deaths[0].observed
    others = [each for each in outcomes if each.requirement.id != "RS-1"]
    assert {each.verdict for each in others} <= {Verdict.PASS, Verdict.NOT_APPLICABLE}, [
        (each.id, each.verdict, each.reason, each.observed) for each in others if each.verdict is not Verdict.PASS
    ]


@contextmanager
def running(name: str, port: int) -> Iterator[tuple[str, Path]]:
    """A faulty connector that runs on its own: its address, and the topology file that names its peers' URL."""
    topology = topologies.load("plain").with_rpc_url(f"http://127.0.0.1:{port}/rpc")
    own = free_port()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "topology.json"
        file.write_text(json.dumps(topology.to_json()), encoding="utf-8")
        environment = {**os.environ, "C2C_PORT": str(own), "C2C_TOPOLOGY": str(file)}
        command = [*shlex.split(SERVE), f"tests.mutants.http.dying:{name}"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        try:
            yield f"127.0.0.1:{own}", file
        finally:
            process.kill()
            process.wait()


def test_the_suspects_are_listed_where_the_target_cannot_be_started_again(tmp_path: Path) -> None:
    """The run ends, with the record of the death; the message is among those that it shows."""
    with running("DiesSoon", free_port()) as (address, file):
        asked = options.read(target=address, command=None, topology=str(file), report=str(tmp_path))
        session = Session(asked)
        try:
            with pytest.raises(TargetDead) as dead:
                played(session, chosen(BAD + "points", BAD + "a_tiny_number", BAD + "utf16", "QT-9/", "QT-3/", "RR-1"))
        finally:
            session.close()
    death = dead.value.outcomes[-1]
    assert death.id.startswith(DEATH)
    assert "one of" in death.observed
    assert any(b"1e-999999999" in each.body for each in death.exchanges)
    assert 0 < len(death.exchanges) <= SHOWN
