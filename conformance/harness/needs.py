"""What a case needs of the topology beyond its peers."""

from __future__ import annotations

from conformance.verdicts import NotApplicable


def only_where(holds: object, reason: str) -> None:
    """NotApplicable, with the reason why there is nothing to judge in this topology, where it does not hold."""
    if not holds:
        raise NotApplicable(reason)
