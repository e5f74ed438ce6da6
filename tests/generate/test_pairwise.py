"""Rows for all pairs of values: complete, few, the same each time."""

from itertools import combinations, product

from conformance.generate.pairwise import all_pairs

VALUES = {
    "who": ("bob", "ben", "carol"),
    "depth": ("one", "three"),
    "shape": ("even", "good", "poor"),
    "side": ("s", "d"),
}


def test_each_pair_of_values_stands_in_a_row() -> None:
    rows = [row for _, row in all_pairs(**VALUES)]
    for one, other in combinations(VALUES, 2):
        assert {(row[one], row[other]) for row in rows} == set(product(VALUES[one], VALUES[other]))


def test_the_rows_are_few_and_the_same_each_time() -> None:
    assert 9 <= len(all_pairs(**VALUES)) <= 11
    assert all_pairs(**VALUES) == all_pairs(**VALUES)


def test_a_rows_name_is_made_of_its_values() -> None:
    names = [name for name, _ in all_pairs(**VALUES)]
    assert names[0] == "bob_one_even_s"
    assert len(set(names)) == len(names)


def test_a_single_parameter_has_no_pairs() -> None:
    assert all_pairs(who=("bob", "ben")) == []
