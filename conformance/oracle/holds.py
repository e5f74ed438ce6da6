"""Hold durations in quotes and message windows in routes; all in seconds, exact."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from schemas.topology import Topology


def least_gap(topology: Topology, next_hop_gap: Fraction | None = None) -> Fraction:
    """How much longer the source hold is than the destination hold, at least (QT-15).

    Between own ledgers the own window; over a remote route what the next hop's answer has between the two comes on top.
    """
    return topology.message_window + (next_hop_gap or 0)


def gap_is_enough(
    topology: Topology, source_hold: Fraction, destination_hold: Fraction, next_hop_gap: Fraction | None = None
) -> bool:
    """Whether a quote's two durations obey QT-15."""
    return source_hold - destination_hold >= least_gap(topology, next_hop_gap)


def hold_is_too_long(topology: Topology, destination_hold: Fraction) -> bool:
    """Whether a destination hold asked for is to be refused (QT-16, SHOULD)."""
    return destination_hold > topology.maximum_hold


def least_window(topology: Topology, received: Iterable[Fraction] = ()) -> Fraction:
    """The least `min_message_window` of a route passed on: own and received (RR-21).

    Of a curve joined from several routes the largest counts; nothing received: a route to an own ledger.
    """
    return topology.message_window + max(received, default=Fraction(0))
