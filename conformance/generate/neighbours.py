"""The nearest messages on both sides of each rule of a schema: one that just keeps it, and one that just breaks it.

The fault is as small as the rule lets it be (one below a minimum, an address in a list of one, a letter beyond the
alphabet), and where lists lead to it, it lies in their last entry: what comes before is right.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from conformance.generate.fixtures import fixture
from conformance.verdicts import HarnessError
from schemas import rules, validation
from schemas.rules import Rule

FULL = {  # the reference messages of each kind that together have all members, and several entries in lists
    "routing_update": ("an update in full",),
    "quote_request": ("a quote request in full", "a quote request by destination amount"),
    "quote_response": ("a quote response in full",),
    "error": ("an error that names its kind",),
    "message": ("a message with a quote request",),
    "transfer": ("a prepared transfer in full",),
}
NEAR = Decimal("0.001")  # how far below the minimum of a number that need not be whole


@dataclass(frozen=True)
class Neighbour:
    """A rule with the nearest message that keeps it and the nearest that breaks it, and no other rule, on purpose."""

    kind: str
    rule: Rule
    valid: Any
    invalid: Any

    @property
    def name(self) -> str:
        """A name for a row of cases: where the rule holds, and its keyword."""
        words = [step or "entry" for step in rules.steps(self.rule.place)] or ["whole"]
        return f"{'_'.join(words)}_{self.rule.keyword}"


@cache
def neighbours(kind: str) -> tuple[Neighbour, ...]:
    """The neighbours of the full reference message of that kind, rule by rule.

    HarnessError where no candidate breaks exactly the rule, or none that keeps it is valid.
    """
    return tuple(_neighbour(kind, rule, _full(kind, rule)) for rule in rules.rules(kind))


@dataclass(frozen=True)
class Breach:
    """A message that breaks one rule and no other: the rule, what stood there and what it became, and the message."""

    rule: Rule
    was: Any
    became: Any
    message: Any

    @property
    def name(self) -> str:
        """Where the rule holds, and its keyword."""
        return f"{self.rule.place or 'whole'} {self.rule.keyword}"


def breaches(kind: str, rule: Rule, message: Any) -> list[Breach]:
    """The ways tried to break that rule of the kind in the message, and nothing else; none where it has no such place.

    Each was checked to be invalid.
    """
    try:
        values = list(_wrong(kind, rule, message))
        made = list(_edited(message, rule, values))
        was = _value(message, rule.place) if rule.keyword != "required" else None
    except (KeyError, IndexError, TypeError):
        return []
    found = []
    for value, invalid in zip(values, made, strict=True):
        if rules.broken(kind, invalid) == [rule] and not validation.is_valid(kind, invalid):
            found.append(Breach(rule, was, None if value is GONE else value, invalid))
    return found


def _full(kind: str, rule: Rule) -> Any:
    """A reference message that has something at the rule's place."""
    member = (rules.steps(rule.place) or [None])[0]
    messages = [fixture(name).message for name in FULL[kind]]
    return next(message for message in messages if member is None or member in message)


def _neighbour(kind: str, rule: Rule, message: Any) -> Neighbour:
    for invalid in _edited(message, rule, _wrong(kind, rule, message)):
        if rules.broken(kind, invalid) == [rule] and not validation.is_valid(kind, invalid):
            break
    else:
        raise HarnessError(f"nothing tried breaks {rule} of {kind} alone")
    for valid in _edited(message, rule, _right(kind, rule, message)):
        if validation.is_valid(kind, valid):
            return Neighbour(kind, rule, valid, invalid)
    raise HarnessError(f"nothing tried keeps {rule} of {kind} at its limit")


# -- what a value is changed into, the nearest first -------------------------------------------------------------

GONE = object()  # the member is taken out


def _wrong(kind: str, rule: Rule, message: Any) -> Iterable[Any]:
    """Values in place of the right one."""
    if rule.keyword == "required":
        return [GONE]
    limit: Any = rules.node(kind, rule.place).get(rule.keyword)
    value = _value(message, rule.place)
    if rule.keyword == "minimum":
        return [limit - 1] if isinstance(value, int) and _is_whole(kind, rule.place) else [limit - NEAR]
    makers: dict[str, Callable[[], list[Any]]] = {
        "type": lambda: _of_another_type(value),
        "enum": lambda: [f"{value}s"],
        "pattern": lambda: _beyond_the_alphabet(str(value)),
        "minLength": lambda: [value[: limit - 1]],
        "minItems": lambda: [value[: limit - 1]],
        "maxItems": lambda: [[*value, *value[-1:]][: limit + 1]],
        "additionalProperties": lambda: [{**value, "more": None}],
        "anyOf": lambda: [_without(value, _alternatives(kind, rule))],
        "not": lambda: [{**{name: value[other] for name, other in _pairs(kind, rule, value)}, **value}],
    }
    return makers[rule.keyword]()


def _right(kind: str, rule: Rule, message: Any) -> Iterable[Any]:
    """Values at the limit that the rule draws; the message as it is where it draws none."""
    value = _value(message, rule.place)
    limit: Any = rules.node(kind, rule.place).get(rule.keyword)
    if rule.keyword == "minimum":
        return [limit, value]
    if rule.keyword in ("minItems", "minLength"):
        return [value[:limit], value[-limit:], value]
    return [_value(message, rule.place)]


def _of_another_type(value: Any) -> list[Any]:
    """What a careless reader might take for the value all the same."""
    if isinstance(value, str):
        return [[value]]
    if isinstance(value, dict):
        return [[value], "object"]
    if isinstance(value, list):
        return [{str(place): each for place, each in enumerate(value)}]
    return [str(value)]


def _beyond_the_alphabet(value: str) -> list[str]:
    """A letter of another alphabet, a digit of one, a plus, a newline at the end."""
    letters = [value[:-1] + letter + value[-1:] for letter in ("é", "٣")]
    return [*letters, f"+{value}", f"{value}\n"]


def _is_whole(kind: str, place: str) -> bool:
    return bool(rules.node(kind, place).get("type") == "integer")


def _alternatives(kind: str, rule: Rule) -> list[str]:
    """The members one of which has to be there."""
    return [each["required"][0] for each in rules.node(kind, rule.place)["anyOf"]]


def _pairs(kind: str, rule: Rule, value: dict[str, Any]) -> list[tuple[str, str]]:
    """The members that must not stand together, each with the one there whose value it may take."""
    names = rules.node(kind, rule.place)["not"]["required"]
    there = [name for name in names if name in value]
    return [(name, there[0]) for name in names]


def _without(value: dict[str, Any], names: list[str]) -> dict[str, Any]:
    return {name: member for name, member in value.items() if name not in names}


# -- where it stands in the message ------------------------------------------------------------------------------


def _edited(message: Any, rule: Rule, values: Iterable[Any]) -> Iterable[Any]:
    """The message with each of the values at the rule's place, in the last entry of lists."""
    path = rules.steps(rule.place)
    for value in values:
        if not path:
            yield copy.deepcopy(value)
            continue
        edited = copy.deepcopy(message)
        parent, last = _value(edited, path[:-1]), path[-1]
        if value is GONE:
            del parent[last]
        else:
            parent[-1 if last is None else last] = copy.deepcopy(value)
        yield edited


def _value(message: Any, place: str | list[str | None]) -> Any:
    """What stands there, in the last entries of lists."""
    for step in rules.steps(place) if isinstance(place, str) else place:
        message = message[-1 if step is None else step]
    return message
