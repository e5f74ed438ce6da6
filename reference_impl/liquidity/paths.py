"""Paths of routes: lists of the ledgers strictly between the next and the destination ledger (Routes.json, `paths`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from reference_impl.addresses import is_prefix
from reference_impl.routes import Path, Route

UNKNOWN: tuple[Path, ...] = ((),)  # no ledger between, or none known
MOST_KEPT = 20  # paths of one route


def announced_paths(paths: Sequence[Sequence[str]]) -> tuple[Path, ...]:
    """The paths of an announced route. What is no ledger prefix in them means nothing to anybody, and is left out."""
    found = dict.fromkeys(tuple(ledger for ledger in path if is_prefix(ledger)) for path in paths)
    return tuple(sorted(found, key=len)[:MOST_KEPT]) or UNKNOWN


def free_of_loops(paths: Iterable[Path], *ends: str) -> tuple[Path, ...]:
    """The paths along which no ledger occurs twice, and none of the ends."""
    return tuple(path for path in paths if len({*path, *ends}) == len(path) + len(ends))


def length(route: Route) -> int:
    """How many ledgers lie between; of several paths the longest counts, as ilp-routing 9 has it."""
    return max(map(len, route.paths))


def shortest(routes: Iterable[Route]) -> list[Route]:
    """The routes as short as the shortest (LC-7); where some of these have curves, those without are not needed."""
    known = list(routes)
    least = min(map(length, known), default=0)
    short = [route for route in known if length(route) == least]
    return [route for route in short if route.has_curve] or short
