"""The page of the comparison counts what was run, and says what was not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.hunts import FUZZER, RIVAL, SIEVE, Hunts, Terms
from benchmarks.kept import Row, state
from benchmarks.page import page
from benchmarks.subjects import Subject

NAMES = (
    "msg_calls:AnswersWith201",
    "msg_calls:RefusesWith200",
    "rb_routes:OffersPeerPrefixes",
    "rs_names:LosesRoutesToProto",
)
SUBJECTS = [Subject(f"tests.mutants.{name}", "default", frozenset({"MSG-1"}), "") for name in NAMES]


def hunts(folder: Path, times: Sequence[tuple[float | None, float | None]]) -> Hunts:
    """What is known where the subjects in their order were seen after so many s, by the fuzzer and by Schemathesis."""
    found = Hunts("no command", folder, Terms(), lambda: True)
    for subject, (ours, theirs) in zip(SUBJECTS, times, strict=False):
        for tool, seconds, seed, seen in ((FUZZER, 60, 1, ours), (RIVAL, 30, 1, theirs), (SIEVE, 1, 0, None)):
            confirmed = None if seen is None else seen + 3
            row = Row(subject.name, tool, seed, seconds, state(subject.name, tool), 2.0, seen, confirmed, "a | b")
            found.rows.add(row)
    return found


def test_the_totals_are_those_of_the_table(tmp_path: Path) -> None:
    """Who was sifted out has no line, nor has who was not run yet."""
    made = page(SUBJECTS, hunts(tmp_path, [(2.0, 4.0), (None, 5.0), (1.0, 1.0)]))
    assert "- Of 4 mutants 3 were sifted; 3 may show anything in answers, or are tried in any case; 2 of these" in made
    assert "- Of 2 Schemathesis finds 2, the fuzzer 1; only Schemathesis: 1." in made
    assert "- Of 1 that both find the fuzzer sees 1 sooner" in made
    lines = [line for line in made.splitlines() if line.startswith(("| msg", "| r"))]
    assert lines == [
        r"| msg_calls:AnswersWith201 | MSG-1 | 2.0 | 5.0 | a \| b | 4.0 | 7.0 | a \| b |",
        r"| msg_calls:RefusesWith200 | MSG-1 | - | - | a \| b | 5.0 | 8.0 | a \| b |",
    ]


def test_what_is_left_is_told(tmp_path: Path) -> None:
    """Done is who was sifted out, or run by both."""
    known = hunts(tmp_path, [(2.0, 4.0), (None, None), (None, None)])
    assert [known.is_done(each) for each in SUBJECTS] == [True, True, True, False]
