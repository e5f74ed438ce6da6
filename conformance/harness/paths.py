"""What a peer is told of a route's paths, against the ledgers of whoever announced it."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING, Any

from conformance.oracle.addresses import is_prefix
from conformance.verdicts import Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer


def has_paths_without_loops(listener: Peer, prefix: str, *announcers: Peer) -> None:
    """RB-11: when all is worked off, each path told lists ledger prefixes, none of them twice, nor the destination.

    The next ledger is that of the announcers, where there is one of these alone: it may stand first, not further on.
    """
    for each in announcers:
        listener.world.settle(each, listener)
    are_without_loops(listener, prefix, {each.ledger.prefix for each in announcers})


def are_without_loops(listener: Peer, prefix: str, nexts: Set[str]) -> None:
    """The same of what the listener holds now; `nexts` are the ledgers of all announcers."""
    told = listener.mailbox.told(prefix)
    paths: Any = ((told.route if told else None) or {}).get("paths")
    for path in paths if isinstance(paths, list) else []:
        if not isinstance(path, list):
            continue  # RB-1's
        problem = _other(path) or _loop(path, prefix, next(iter(nexts)) if len(nexts) == 1 else None)
        if problem and told:
            expected = f"paths to {prefix} that list ledger prefixes, none of them twice"
            raise Violation(expected, f"{problem}, in {path}", [told.seq])


def _other(path: Sequence[Any]) -> str | None:
    """What in the path is no ledger prefix; the announced ones are."""
    others = [each for each in path if not (isinstance(each, str) and is_prefix(each))]
    return f"{others[0]!r}, which is no ledger prefix" if others else None


def _loop(path: Sequence[str], prefix: str, following: str | None) -> str | None:
    if prefix in path:
        return "the destination on the way"
    if following is not None and following in path[1:]:
        return f"the next ledger {following} on the way"
    twice = [each for each in path if list(path).count(each) > 1]
    return f"{twice[0]} twice" if twice else None
