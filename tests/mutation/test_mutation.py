"""The machine that makes mutants: its changes are real ones, and a change that matters is noticed."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.__main__ import all_changes
from tests.mutation.operators import changed, changes
from tests.mutation.trial import try_out

SOURCE = '''
LIMIT = 7

def first(a: int = 3, b: bool = False) -> int:
    """What it does."""
    if a < 2 and not b:
        return a + 1
    return max(a, 5)
'''


def test_each_small_change_is_found_once() -> None:
    """Nothing of tables, defaults, annotations and docstrings."""
    found = [(each.was, each.became) for each in changes("m", SOURCE)]
    assert found == [
        ("a < 2 and (not b)", "not (a < 2 and (not b))"),
        ("a < 2 and (not b)", "a < 2 or not b"),
        ("a < 2", "a <= 2"),
        ("2", "3"),
        ("2", "1"),
        ("not b", "b"),
        ("return a + 1", "pass"),
        ("a + 1", "a - 1"),
        ("1", "2"),
        ("1", "0"),
        ("return max(a, 5)", "pass"),
        ("max", "min"),
        ("5", "6"),
        ("5", "4"),
    ]


@pytest.mark.parametrize("number", range(14))
def test_a_change_changes_one_thing(number: int) -> None:
    """The tree with it compiles, and differs."""
    tree = changed(SOURCE, number)
    compile(tree, "m", "exec")
    assert ast.unparse(tree) != ast.unparse(ast.parse(SOURCE))


def test_the_core_has_many_changes_with_names_of_their_own() -> None:
    """But for the same change twice in a line."""
    found = all_changes()
    assert len(found) > 1000
    assert len({each.id for each in found}) > len(found) * 0.9


def test_a_change_that_matters_is_noticed() -> None:
    """A peer's withdrawal that takes nothing; the case that notices goes first."""
    change = next(each for each in all_changes("routes") if each.was == "del routes[peer]")
    found = try_out(change, ["RR-7/a_withdrawn_route_is_not_used"], ["plain"])
    assert found.kind in ("broken", "died")
