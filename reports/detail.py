"""What the page shows of one finding: its messages in layers, the diagram, the curves; and how many fit into a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from reports.chart import View, judged, of_messages
from reports.layers import answer_layers, layers
from reports.sequence import Diagram, Message, diagram
from reports.summary import Coverage
from reports.text import cost
from schemas.results import Record

LAYERS = 3  # times that a body stands in a page: its payload, its envelope and payload as they came, what is around
FRAME = 1_500  # characters that a message takes besides
POINT = 30  # characters of a point of a curve, in two drawings
CURVES = 6  # that are drawn of messages


@dataclass(frozen=True)
class Detail:
    """The calls of a finding and their answers, each in layers; the picture of them, if there are any; the curves."""

    messages: tuple[Message, ...]
    diagram: Diagram | None
    views: tuple[View, ...]


def detail(record: Record) -> Detail:
    """All of that for one record."""
    evidence = record.evidence
    judged_in = {
        each.seq: [other.path for other in evidence.fields if other.seq == each.seq] for each in evidence.fields
    }
    found = tuple((each, layers(each, judged_in.get(each.seq, ())), answer_layers(each)) for each in record.exchanges)
    views = judged(evidence.curve) if evidence.curve else _views(found)
    return Detail(found, diagram(found) if found else None, views)


def _views(messages: Sequence[Message]) -> tuple[View, ...]:
    """The curves in the messages that were judged, and what was announced of the same prefixes; if none, any."""
    judged_names = {name for exchange, call, _ in messages if exchange.judged for name in call.curves}
    names = judged_names or {name for _, call, _ in messages for name in call.curves}
    curves = {}
    for exchange, call, _ in messages:
        way = "told to" if exchange.direction == "from target" else "announced by"
        for name in names & call.curves.keys():
            curves[f"{name} {way} {exchange.account}"] = call.curves[name]
    drawn = dict(list(curves.items())[-CURVES:])
    return (of_messages(drawn),) if drawn else ()


def in_full(groups: Iterable[Coverage], room: int) -> frozenset[str]:
    """The ids of the records that the page has room for (characters): the first of each requirement go first.

    The groups come in the order of their weight.
    """
    found: set[str] = set()
    for turn in zip_longest(*(group.records for group in groups)):
        for record in filter(None, turn):
            room -= _cost(record)
            if room < 0:
                return frozenset(found)
            found.add(record.id)
    return frozenset(found)


def _cost(record: Record) -> int:
    """About how many characters of a page the record takes, with its messages."""
    said, curve = record.evidence, record.evidence.curve
    words = [said.expected, said.observed, said.reason, *(each.expected + each.observed for each in said.fields)]
    points = len(curve.promised) + sum(map(len, curve.routes)) if curve else 0
    names = [each.account + each.ledger + each.method for each in record.exchanges]
    bodies = sum(FRAME + LAYERS * cost(each.body) + cost(each.answer) for each in record.exchanges)
    return bodies + sum(map(cost, words)) + LAYERS * sum(map(cost, names)) + POINT * points
