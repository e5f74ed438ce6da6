"""Steps a little simpler than a given one: a part left out, a member at its usual value, a smaller number."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from typing import Any

from conformance.fuzz.steps import Step
from schemas import json_text

NUMBERS = {"amount": 1, "ms": 10, "count": 1}  # members that may be smaller, and their least value
LABELS = ("source", "flaw", "was", "became")  # members that say what is wrong with a body
LONG = 64  # characters of a string in a body that is cut short


def simpler_steps(step: Step) -> Iterator[Step]:
    """Steps a little simpler than this one; none where there is nothing left to make simpler."""
    yield from _simpler_records(step)


def _simpler_records(record: Any) -> Iterator[Any]:
    for member in (each for each in fields(record) if each.name not in LABELS):
        value = getattr(record, member.name)
        for simpler in _simpler_members(member, value):
            yield replace(record, **{member.name: simpler})


def _simpler_members(member: Field[Any], value: Any) -> Iterator[Any]:
    if member.default is not MISSING and value != member.default:
        yield member.default
    if isinstance(value, bytes):
        yield from _simpler_bodies(value)
    elif isinstance(value, tuple):
        least = 0 if member.default == () else 1
        if len(value) > least:
            yield from (value[:place] + value[place + 1 :] for place in range(len(value)))
        for place, part in enumerate(value):
            if is_dataclass(part):
                yield from ((*value[:place], each, *value[place + 1 :]) for each in _simpler_records(part))
    elif member.name in NUMBERS and isinstance(value, int):
        yield from (each for each in (1000, value // 2) if NUMBERS[member.name] <= each < value)


def _simpler_bodies(body: bytes) -> Iterator[bytes]:
    """JSON with a part left out, or a long string cut short; of what is no JSON one half."""
    try:
        value = json_text.read(body)
    except json_text.JsonTextError:
        half = len(body) // 2
        yield from (each for each in (body[:half], body[half:]) if len(each) < len(body))
        return
    for simpler in _simpler_values(value):
        written = json_text.write(simpler)
        if len(written) < len(body):
            yield written


def _simpler_values(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from (value[:place] + value[place + 1 :] for place in range(len(value)))
        yield from _with_simpler_parts(enumerate(value), lambda key, part: [*value[:key], part, *value[key + 1 :]])
    elif isinstance(value, dict):
        yield from ({name: each for name, each in value.items() if name != left_out} for left_out in value)
        yield from _with_simpler_parts(value.items(), lambda key, part: {**value, key: part})
    elif isinstance(value, str) and len(value) > LONG:
        yield value[: len(value) // 2]


def _with_simpler_parts(parts: Iterable[tuple[Any, Any]], put: Callable[[Any, Any], Any]) -> Iterator[Any]:
    for key, part in parts:
        yield from (put(key, simpler) for simpler in _simpler_values(part))
