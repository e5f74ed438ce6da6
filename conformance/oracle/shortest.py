"""Lengths of parallel routes under liquidity routing: which of them count, and where no document says which.

Length is the number of ledgers in a route's `paths` (LC-7). How a route with several paths, with none, with one that is
a loop, or without curve compares with another is open (LC-7b).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from conformance.oracle.addresses import is_prefix, matches
from schemas.topology import Topology

if TYPE_CHECKING:
    from conformance.oracle.routing import Route, Table


def length(route: Route) -> int | None:
    """How many ledgers lie between; None where that is open."""
    return len(route.paths[0]) if len(route.paths) == 1 and _is_open_way(route, route.paths[0]) else None


def shortest(routes: Iterable[Route]) -> tuple[Route, ...]:
    """Those as short as the shortest; all where the length of one is open."""
    known = tuple(routes)
    lengths = [length(route) for route in known]
    if not known or None in lengths:
        return known
    least = min(each for each in lengths if each is not None)
    return tuple(route for route, each in zip(known, lengths, strict=True) if each == least)


def leads_over(route: Route, ledger: str) -> bool:
    """Whether all paths name the ledger: the route is not offered to peers there (RR-23)."""
    return bool(route.paths) and all(ledger in path for path in route.paths)


def is_comparable(routes: Sequence[Route]) -> bool:
    """Whether it is certain which of all routes to a prefix count: the one there is, or those of a single length."""
    if len(routes) < 2:
        return all(any(_is_open_way(route, path) for path in route.paths) for route in routes)
    return all(length(route) is not None and not route.silent for route in routes)


def is_shadowed(counted: Sequence[Route], others: Iterable[Route]) -> bool:
    """Whether a route that may not be used or offered here is shorter than those that may: then it is open what counts.

    LC-7 does not say whether the length of such a one counts.
    """
    lengths = [each for each in map(length, counted) if each is not None]
    return bool(lengths) and any((length(other) or 0) < min(lengths) for other in others)


def is_open(topology: Topology, table: Table, source: str, address: str, now: int) -> bool:
    """Whether it is open which routes serve an address from ledger `source`, for what is said of their paths."""
    around = [route for route in table.alive(now).routes.values() if matches(route.prefix, address)]
    if any(source in path for route in around for path in route.paths):
        return True
    for prefix in {route.prefix for route in around}:
        routes = [route for route in around if route.prefix == prefix]
        usable = [route for route in routes if topology.pair(source, route.ledger) is not None]
        others = [route for route in routes if route not in usable]
        if not is_comparable(routes) or is_shadowed(shortest(usable), others):
            return True
    return False


def _is_open_way(route: Route, path: Sequence[str]) -> bool:
    """Whether the path lists ledger prefixes, none of them twice, nor one of its ends."""
    ends = (route.ledger, route.prefix)
    return not path or (all(map(is_prefix, path)) and len({*path, *ends}) == len(path) + len(ends))
