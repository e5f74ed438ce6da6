"""What records come to: which exit code goes first, and when somebody is called conformant."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.answer import BROKEN, DOWN, GOOD, INTERRUPTED, NOTHING, OURS, UNCLEAR, USAGE, Answer
from conformance.requirements import load as load_requirements

PROFILE = "gratuity-quoting"


def row(
    verdict: str, level: str = "MUST", requirement: str = "RR-2", name: str = "a_case", **evidence: Any
) -> dict[str, Any]:
    """A record, as JSON."""
    return {
        "id": f"{requirement}/{name}",
        "requirement": requirement,
        "level": level,
        "verdict": verdict,
        "evidence": evidence,
    }


def all_of(verdict: str = "pass") -> list[dict[str, Any]]:
    """A record of each requirement of the profile."""
    known = [each for each in load_requirements().values() if PROFILE in each.levels]
    return [row(verdict, str(each.level(PROFILE)), each.id) for each in known]


UNSEEN = row("expected deviation", rests_on=["RB-9"], excused_by="RB-9")
EXCUSED_SHOULD = row("expected deviation", "SHOULD", "RB-9", excused_by="RB-9")


def answer(*rows: dict[str, Any], whole: bool = True, **other: Any) -> Answer:
    """The answer to these records."""
    return Answer(rows, PROFILE, whole, **other)


@pytest.mark.parametrize(
    ("rows", "other", "code"),
    [
        (["fail", "harness error", "inconclusive"], {"dead": "it is gone", "status": INTERRUPTED}, DOWN),
        (["fail", "harness error"], {"status": INTERRUPTED}, INTERRUPTED),
        (["fail", "harness error"], {"status": USAGE}, USAGE),
        (["fail", "harness error", "inconclusive"], {}, OURS),
        (["fail", "inconclusive", "not applicable"], {}, BROKEN),
        (["pass", "inconclusive"], {"stale": ["RR-2"]}, BROKEN),
        (["warning", "inconclusive"], {"strict": True}, BROKEN),
        (["warning", "inconclusive", "pass"], {}, UNCLEAR),
        (["not applicable"], {}, NOTHING),
        ([], {}, NOTHING),
        (["not applicable", "pass", "warning", "info", "expected deviation"], {}, GOOD),
    ],
)
def test_the_first_code_that_holds_is_the_runs(rows: list[str], other: dict[str, Any], code: int) -> None:
    """In the order of docs/exit-codes.md: 6, 2, 4, 3, 1, 7, 5, 0."""
    assert answer(*map(row, rows), **other).exit_code == code


def test_a_run_in_which_only_monitors_were_judged_shows_nothing() -> None:
    """They saw what peers say by themselves."""
    assert answer(row("not applicable"), row("pass", name="monitor_x")).exit_code == NOTHING


def test_a_whole_run_that_holds_is_conformant_and_a_part_never() -> None:
    """With warnings too: they are no MUST."""
    rows = [*all_of(), row("warning", "SHOULD")]
    assert answer(*rows).conformant is True
    assert answer(*rows).sentence.startswith("Conformant to the Connector to Connector protocol, draft 1, profile")
    assert answer(*rows, whole=False).conformant is None


def test_requirements_without_a_record_are_named() -> None:
    """Nothing is said of them."""
    rows = [each for each in all_of() if each["requirement"] != "RR-14"]
    assert answer(*rows).sentence.endswith("but for 1 MUST requirements that have no case yet (RR-14).")


def test_a_broken_must_is_not_conformant_excused_or_not() -> None:
    """In a part as well."""
    assert answer(*all_of(), row("fail"), whole=False).conformant is False
    excused = answer(*all_of(), row("expected deviation", excused_by="RR-2"))
    assert (excused.exit_code, excused.conformant) == (GOOD, False)
    assert excused.sentence.startswith("As expected: not conformant, in 1 MUST requirements")


def test_what_was_not_seen_is_neither_broken_nor_kept() -> None:
    """A MUST that rests on an excused SHOULD: nobody knows."""
    found = answer(*all_of(), EXCUSED_SHOULD, UNSEEN)
    assert (found.exit_code, found.conformant) == (GOOD, None)
    assert found.sentence.startswith("Not shown: nothing failed, but some cases rest on what")
    assert answer(*all_of(), EXCUSED_SHOULD).conformant is True


def test_broken_requirements_are_named_once_and_in_order() -> None:
    """RR-2 before RR-10."""
    rows = [row("fail", requirement=id) for id in ("RR-10", "RR-2", "RR-2")]
    assert answer(*rows).sentence == "Not conformant: 2 MUST requirements are broken: RR-2, RR-10."
