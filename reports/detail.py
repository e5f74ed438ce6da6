"""What the page shows of one finding: its messages in layers, the diagram, the curves; and how many fit into a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from reports.chart import View, judged, of_messages
from reports.layers import Layers, layers
from reports.sequence import Diagram, diagram
from reports.summary import Coverage
from reports.text import cost
from schemas.results import Exchange, Record

LAYERS = 3  # times that a body stands in a page: its payload, its envelope and payload as they came, what is around
FRAME = 1_500  # characters that a message takes besides
CURVES = 6  # that are drawn of messages


@dataclass(frozen=True)
class Detail:
    """The messages of a finding, each in layers; the picture of them, if there are any; and the curves drawn."""

    messages: tuple[tuple[Exchange, Layers], ...]
    diagram: Diagram | None
    views: tuple[View, ...]


def detail(record: Record) -> Detail:
    """All of that for one record."""
    evidence = record.evidence
    judged_in = {
        each.seq: [other.path for other in evidence.fields if other.seq == each.seq] for each in evidence.fields
    }
    found = [layers(each, judged_in.get(each.seq, ())) for each in record.exchanges]
    return Detail(
        tuple(zip(record.exchanges, found, strict=True)),
        diagram(record.exchanges, found) if record.exchanges else None,
        judged(evidence.curve) if evidence.curve else _views(record.exchanges, found),
    )


def _views(exchanges: Sequence[Exchange], messages: Sequence[Layers]) -> tuple[View, ...]:
    """The curves in the messages that were judged, and what was announced of the same prefixes."""
    names = {
        name for exchange, each in zip(exchanges, messages, strict=True) if exchange.judged for name in each.curves
    }
    curves = {}
    for exchange, message in zip(exchanges, messages, strict=True):
        way = "told to" if exchange.direction == "from target" else "announced by"
        for name in names & message.curves.keys():
            curves[f"{name} {way} {exchange.account}"] = message.curves[name]
    drawn = dict(list(curves.items())[-CURVES:])
    return (of_messages(drawn),) if drawn else ()


def in_full(groups: Iterable[Coverage], space: int) -> frozenset[str]:
    """The ids of the records whose messages the page has room for (characters): the first of each requirement go first.

    The groups come in the order of their weight.
    """
    found: set[str] = set()
    for turn in zip_longest(*(group.records for group in groups)):
        for record in filter(None, turn):
            space -= sum(FRAME + LAYERS * cost(each.body) + cost(each.answer) for each in record.exchanges)
            if space < 0:
                return frozenset(found)
            found.add(record.id)
    return frozenset(found)
