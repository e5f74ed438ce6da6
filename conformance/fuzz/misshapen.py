"""Messages one part of which, from the whole down to the data in it, is of another kind, empty, or left out."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

ABSENT = object()
INSTEAD: Mapping[str, Any] = {
    "null": None, "a number": 7, "true": True, "an empty text": "", "a text": "x", "an empty list": [],
    "a list": ["x"], "an empty object": {}, "left out": ABSENT,
}  # fmt: skip
PARTS: Mapping[str, tuple[str, ...]] = {
    "the message": (), "its ledger": ("ledger",), "its sender": ("from",), "its receiver": ("to",),
    "its payload": ("data",), "its method": ("data", "method"), "its id": ("data", "id"),
    "its data": ("data", "data"),
}  # fmt: skip
SHAPES = {
    f"{part} is {instead}": (path, value)
    for part, path in PARTS.items()
    for instead, value in INSTEAD.items()
    if path or value is not ABSENT
}


def misshapen(params: list[Any], shape: str) -> list[Any]:
    """The parameters of a call with another thing in one place; `shape` is a key of `SHAPES`."""
    path, value = SHAPES[shape]
    made: Any = copy.deepcopy(params)
    place, at = made, 0  # type: Any, int | str
    for member in path:
        place, at = place[at], member
    if value is ABSENT:
        place.pop(at, None)
    else:
        place[at] = copy.deepcopy(value)
    return list(made)
