"""The reasons why mutants are found late are about mutants that there are."""

from __future__ import annotations

import pytest

from tests.fuzz.hard_to_find import HARD
from tests.mutants.runner import mutants


@pytest.mark.parametrize("name", sorted(HARD))
def test_a_reason_is_about_a_mutant(name: str) -> None:
    """By its module and class."""
    assert f"tests.mutants.{name}" in {each.name for each in mutants()}
    assert HARD[name].endswith(".")
