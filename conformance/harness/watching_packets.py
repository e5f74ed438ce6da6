"""The single checks of the monitors that are about liquidity routing alone: packets, and the paths of routes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conformance.oracle.errors import problem_of_a_class
from conformance.profiles.incoming import Kind

if TYPE_CHECKING:
    from conformance.harness.watching import Seen


def an_answer_to_the_question(seen: Seen) -> str | None:
    """QT-2: the type of packet that answers the question's, or an error packet."""
    return f"the answer {seen.incoming.data!r}" if seen.incoming.kind is Kind.NO_ANSWER else None


def form_of_an_error_packet(seen: Seen) -> str | None:
    """QT-20: a packet that can be read, with a code of a known class. Who triggered it, cases judge."""
    error = seen.incoming.data
    return problem_of_a_class(error["code"]) if isinstance(error, dict) else f"the error {error!r}"


def curves_of_whole_points(seen: Seen) -> str | None:
    """LC-10: what can't be read as points of sixteen bytes each, in padded base64, is no curve."""
    for route in seen.routes:
        if isinstance(route.get("points"), str):
            return f"{route['points'][:80]!r} in the route to {route.get('destination_ledger')}"
    return None


def paths_without_loops(seen: Seen) -> str | None:
    """RB-11: along no path a ledger occurs twice, nor the destination on the way."""
    for route in seen.routes:
        paths: Any = route.get("paths")
        for path in paths if isinstance(paths, list) else []:
            ledgers = [*path, route.get("destination_ledger")] if isinstance(path, list) else []
            twice = [each for each in ledgers if ledgers.count(each) > 1]
            if twice:
                return f"{twice[0]!r} twice on the path {path} to {route.get('destination_ledger')}"
    return None
