"""What a violation shows besides words: the member of a message that was judged, a promise and what it is held to."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.promises import Finding
from schemas import json_text
from schemas.json_text import JsonTextError
from schemas.results import CurveJudged, FieldJudged

if TYPE_CHECKING:
    from conformance.harness.mailbox import Told
    from conformance.harness.peer import Answer

_PLACE = re.compile(r"((?:[A-Za-z_]\w*|\[\d+\])(?:\.\w+|\[\d+\])*): (.*)", re.DOTALL)
_STEP = re.compile(r"\[(\d+)\]|(\w+)")


def member(seq: int, path: str | Sequence[str | int], expected: object, value: object) -> FieldJudged:
    """A member of the data of the message with that number: what was expected (in words), and its value."""
    steps = (path,) if isinstance(path, str) else tuple(path)
    return FieldJudged(seq, steps, str(expected), _written(value))


def of_quote(answer: Answer, expected: str) -> tuple[FieldJudged, ...]:
    """A quote as a whole, where none is to be given; nothing of an answer that is none."""
    return () if answer.quote is None else (member(answer.seqs[-1], (), expected, answer.quote),)


def of_answer(answer: Answer, name: str, expected: object) -> tuple[FieldJudged, ...]:
    """The member of a quote; nothing of an answer that is none."""
    if answer.quote is None:
        return ()
    return (member(answer.seqs[-1], name, expected, answer.quote.get(name)),)


def of_request(answer: Answer, name: str, expected: object, value: object) -> tuple[FieldJudged, ...]:
    """The member of the request that was answered so."""
    return (member(answer.asked.seq, name, expected, value),)


def of_route(told: Told, name: str, expected: object) -> tuple[FieldJudged, ...]:
    """The member of a route that was told."""
    return (member(told.seq, ("new_routes", told.place, name), expected, (told.route or {}).get(name)),)


def of_news(told: Told, expected: str) -> tuple[FieldJudged, ...]:
    """The route that was told, or the withdrawal."""
    if told.route is None:
        return (member(told.seq, ("unreachable_through_me", told.place), expected, told.prefix),)
    return (member(told.seq, ("new_routes", told.place), expected, told.route),)


def of_schema(seq: int, problem: str) -> tuple[FieldJudged, ...]:
    """The member that a sentence of `schemas.validation` begins with; nothing where it names none."""
    named = _PLACE.fullmatch(problem)
    if named is None:
        return ()
    steps = [int(index) if index else name for index, name in _STEP.findall(named[1])]
    path = () if steps == ["value"] else tuple(steps)
    return (FieldJudged(seq, path, "what the schema asks for", named[2]),)


def of_promise(told: Told, promised: Curve, routes: Sequence[Join], finding: Finding, at_most: bool) -> CurveJudged:
    """A curve that was told, what the routes behind it give (`at_most`, or at the least), and where that is broken."""
    end = max(promised.last[0], *(math.floor(route.owed_end) for route in routes)) if routes else promised.last[0]
    return CurveJudged(
        seq=told.seq,
        prefix=told.prefix,
        bound="most" if at_most else "least",
        promised=promised.points,
        routes=tuple(
            _drawn(route.best, route.best_cuts, end) if at_most else _drawn(route.least, route.least_cuts, end)
            for route in routes
        ),
        at=finding.x,
        said=str(finding.promised),
        due=str(finding.bound),
    )


def _drawn(value: Callable[[int], Fraction], cuts: Sequence[Fraction], end: int) -> tuple[tuple[str, str], ...]:
    """The points of a line that is straight between the cuts, and may jump at each: integer inputs up to the end."""
    around = {0, end} | {x for cut in cuts for x in (math.floor(cut), math.floor(cut) + 1)}
    return tuple((str(x), str(value(x))) for x in sorted(around) if 0 <= x <= end)


def _written(value: object) -> str:
    try:
        return json_text.write(value).decode()
    except JsonTextError:
        return repr(value)
