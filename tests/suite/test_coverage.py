"""The ledger of requirements says of each what holds it, and what lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import cli, coverage
from conformance.profiles import PROFILES
from conformance.registry import discover
from tests.mutants.runner import mutants


def test_mutants_read_as_text_are_those_that_run() -> None:
    """Their names and what they declare."""
    known = coverage.mutants() or {}
    run = {each.name.removeprefix("tests.mutants."): set(each.breaks) for each in mutants()}
    assert {name: set(breaks) for name, breaks in known.items() if name in run} == run


def test_every_case_is_counted_once() -> None:
    """Under its requirement."""
    ours = [case for case in discover() if coverage.PROFILE in case.profiles]
    assert sum(sum(each.cases.values()) for each in coverage.holdings()) == len(ours)


def test_without_the_checkout_nothing_is_said_of_mutants(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As in an installed package."""
    monkeypatch.setattr(coverage, "MUTANTS", tmp_path / "none")
    coverage.mutants.cache_clear()
    assert "mutant" not in coverage.listing("RR-9")
    coverage.mutants.cache_clear()


@pytest.mark.parametrize("profile", list(PROFILES))
def test_every_case_of_a_profile_is_counted_once_or_can_not_be_said(profile: str) -> None:
    """With the reason."""
    ours = [case for case in discover() if profile in case.profiles]
    held = coverage.holdings(profile)
    said = {name for each in held for name in (*each.cases, *each.unsaid)}
    assert said == {case.id.split("/")[1] for case in ours}
    assert all(reason for each in held for reason in each.unsaid.values())


def test_cases_are_listed_by_profile() -> None:
    """With the level that they have there."""
    assert "RB-10/" in cli.list_text("RB-10", "liquidity-routing")
    assert "[MUST" in cli.list_text("RR-6/", "liquidity-routing")
    with pytest.raises(KeyError):
        cli.list_text("RB-10")


def test_a_row_of_the_other_profile_says_so() -> None:
    """It needs no reason of its own."""
    assert "liquidity-routing alone" in coverage.listing("RB-10")


def test_an_unknown_part_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    """With its name in the message."""
    assert cli.main(["list", "--coverage", "XX"]) == cli.USAGE
    assert "'XX'" in capsys.readouterr().err


def test_a_requirement_is_explained_with_all_that_holds_it() -> None:
    """Sentence, source, reading, cases, monitors, mutants."""
    text = cli.explain_text("RB-1")
    for part in ("The syntax of such a method", "Read so because", "RB-1/", "every_update_is_a_valid", "rb_routes:"):
        assert part in text
