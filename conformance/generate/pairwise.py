"""Rows that together hold each pair of values of any two parameters: few of them, and always the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

Pair = tuple[tuple[str, str], tuple[str, str]]  # two parameters with their values, in the order of the parameters


def all_pairs(**parameters: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """(name, row) of each row: a value for each parameter; the name is made of the values.

    Greedy: a row begins with the first pair that no row has yet, and takes for each other parameter the value that
    brings most of such pairs.
    """
    names = list(parameters)
    left: dict[Pair, None] = {
        ((one, x), (other, y)): None
        for one, other in combinations(names, 2)
        for x, y in product(parameters[one], parameters[other])
    }
    found = []
    while left:
        row = dict(next(iter(left)))
        for name in [each for each in names if each not in row]:
            new = {value: len(_pairs({**row, name: value}, names) & left.keys()) for value in parameters[name]}
            row[name] = max(new, key=new.__getitem__)
        for pair in _pairs(row, names):
            left.pop(pair, None)
        found.append(("_".join(row[name] for name in names), {name: row[name] for name in names}))
    return found


def _pairs(row: dict[str, str], names: Sequence[str]) -> set[Pair]:
    """All pairs of values that a row, complete or not, holds."""
    return set(combinations([(name, row[name]) for name in names if name in row], 2))
