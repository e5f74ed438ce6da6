"""The hunt of mutants: a recorded campaign finds what one of its own finds, and a run goes on where it ended."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fuzz.hunting import Hunt, Hunting, Memory, hunt, state
from tests.fuzz.mutants_page import page
from tests.fuzz.recorded import RECORDED, record
from tests.mutants.runner import Mutant, mutants

SEED, SECONDS = 3, 2.0


def mutant(name: str) -> Mutant:
    return next(each for each in mutants() if each.name == f"tests.mutants.{name}")


QUICK, LATE = mutant("rb_routes:OffersPeerPrefixes"), mutant("rb_deliveries:WaitsForALedger")
MISSED = Hunt(LATE.name, "", 10, 2.0, (), 2.0, SEED, state("default"))


@pytest.fixture(scope="module", autouse=True)
def campaign() -> None:
    record("default", SEED, SECONDS)


def test_a_mutant_is_found_in_a_recorded_campaign_and_in_one_of_its_own() -> None:
    """By the same requirement; one that no program shows is missed."""
    found = hunt((QUICK, None), SECONDS, SEED)
    own = Hunting(QUICK, SECONDS, SEED).in_a_campaign()
    assert (found.found.split()[0], own.found.split()[0], found.error) == ("RB-8", "RB-8", "")
    missed = hunt((LATE, None), SECONDS, SEED)
    assert (missed.found, missed.error) == ("", "")


def test_a_hunt_goes_on_behind_what_it_has_seen() -> None:
    """What was looked at before is not played again."""
    before = Hunt(QUICK.name, "", 10, 2.0, (), SECONDS, SEED, state("default"))
    assert hunt((QUICK, before), SECONDS, SEED).found == ""
    assert hunt((QUICK, replace(before, state="other")), SECONDS, SEED).found != ""


def test_the_first_program_of_a_recorded_campaign_is_empty() -> None:
    assert RECORDED["default", SEED][0].program.steps == ()


def test_what_was_hunted_is_not_hunted_again(tmp_path: Path) -> None:
    """Unless it was missed, in less time, or by other code, or failed."""
    path = tmp_path / "hunts.jsonl"
    Memory(path).add(MISSED)
    memory = Memory(path)
    assert memory.of(LATE.name, SEED) == MISSED
    assert (memory.wants(LATE, 2.0, SEED), memory.wants(LATE, 3.0, SEED), memory.wants(LATE, 2.0, 9)) == (
        False, True, True,
    )  # fmt: skip
    memory.add(replace(MISSED, state="other"))
    assert memory.wants(LATE, 2.0, SEED)
    memory.add(replace(MISSED, found="RB-13 x"))
    memory.add(MISSED)
    assert not Memory(path).wants(LATE, 9.0, SEED)


def test_the_page_says_who_was_missed_and_for_how_long_it_was_hunted() -> None:
    memory = Memory(None)
    memory.add(MISSED)
    memory.add(Hunt(QUICK.name, "RB-8 a", 5, 0.5, (), 9.0, SEED, "older"))
    options = Namespace(profile="gratuity-quoting", seconds=2.0, again=9.0, one_in=1, seed=SEED, write=Path("page.md"))
    text = page([LATE, QUICK], memory, 7, options)
    assert "2 of 7 mutants were tried: 1 found, half of them within 0.5 s; 0 seen by another" in text
    assert "1 not seen. 1 of them were tried before the last changes of the code." in text
    assert "| rb_deliveries:WaitsForALedger | RB-13 |" in text
    assert "| 2 s |" in text
