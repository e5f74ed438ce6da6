"""The faults of the HTTP shell, and one mutant of each area, are caught over HTTP too."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from pathlib import Path

import pytest

from conformance import options
from conformance.engine import in_order
from conformance.registry import discover
from conformance.session import Session
from tests.mutants.runner import mutants

GROUPS = ("ordinary", "quiet")  # the others wait
SHELLS = [
    ("tests.mutants.http.shells:RefusesACharset", ["MSG-1"]),
    ("tests.mutants.http.shells:OpensByTheUrl", ["MSG-2"]),
]
AREAS = [
    ("tests.mutants.msg_calls:AnswersWith201", ["MSG-1"]),
    ("tests.mutants.rb_routes:WritesAWindowAsText", ["RB-1"]),
    ("tests.mutants.rr_adoption:AWindowOfZeroIsTakenForNone", ["RR-1", "RR-2"]),
    ("tests.mutants.qt_answers:QuotesZero", ["QT-1", "QT-9"]),
    ("tests.mutants.rq_remote:AsksTheFirstHop", ["RQ-1"]),
    ("tests.mutants.lc_curves:ReadsCurvesAsSteps", ["LC-1", "RQ-1"]),
    ("tests.mutants.rs_bad_messages:AnswersBrokenUnicodeWith500", ["RS-2"]),
]


@pytest.mark.parametrize(("name", "breaks"), SHELLS + AREAS, ids=lambda value: str(value).rpartition(":")[2])
def test_a_mutant_is_caught_over_http(name: str, breaks: list[str], tmp_path: Path) -> None:
    """Of the cases of these areas those requirements fail that are named here, and none that it does not declare."""
    command = f"{shlex.quote(sys.executable)} -m tests.mutants.serve {name}"
    asked = options.read(target=None, command=command, topology="default", report=str(tmp_path))
    areas = {id.partition("-")[0] for id in breaks}
    cases = [case for case in discover() if case.requirement.area in areas and case.group in GROUPS]
    chosen = in_order(case for case in cases if "gratuity-quoting" in case.profiles)
    session = Session(asked)
    try:
        outcomes = [
            outcome
            for place, case in enumerate(chosen)
            for outcome in session.play(case, partial(list, chosen[place:]))
        ] + session.finish()
    finally:
        session.close()
    broken = {each.requirement.id for each in outcomes if each.broken}
    declared = next((each.breaks for each in mutants() if each.name == name), frozenset(breaks))
    assert set(breaks) <= broken <= declared
