"""Where in a JSON text a value stands, found in the text itself, so that it can be shown just as it was sent."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

Span = tuple[int, int]

_BLANKS = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]', re.DOTALL)
_SCALAR = re.compile(r"[^,:\[\]{}\s]+")


def span(text: str, path: Sequence[str | int]) -> Span | None:
    """The first and the last place (exclusive) of the value that the steps lead to; None where there is none."""
    start: int | None = _blanks(text, 0)
    for step in path:
        start = None if start is None else _member(text, start, step)
    if start is None:
        return None
    end = _end(text, start)
    return (start, end) if end else None


def _member(text: str, start: int, step: str | int) -> int | None:
    """Where the member's value begins, in the object or array that begins there; of several names the last counts."""
    opener = "[" if isinstance(step, int) else "{"
    if not text.startswith(opener, start):
        return None
    found, index, at = None, 0, _blanks(text, start + 1)
    while at < len(text) and text[at] not in "]}":
        matches = index == step
        if opener == "{":
            name = _STRING.match(text, at)
            colon = _blanks(text, name.end()) if name else len(text)
            if name is None or not text.startswith(":", colon):
                return None
            matches = _is_name(name[0], str(step))
            at = _blanks(text, colon + 1)
        found = at if matches else found
        end = _end(text, at)
        if not end:
            return None
        at, index = _blanks(text, end), index + 1
        at = _blanks(text, at + 1) if text.startswith(",", at) else at
    return found


def _end(text: str, start: int) -> int:
    """Where the value that begins there ends; 0 where it does not."""
    if not text.startswith(("{", "["), start):
        scalar = _STRING.match(text, start) or _SCALAR.match(text, start)
        return scalar.end() if scalar else 0
    depth = 0
    for token in _NESTING.finditer(text, start):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if not depth:
            return token.end()
    return 0


def _is_name(literal: str, name: str) -> bool:
    try:
        return bool(json.loads(literal) == name)
    except ValueError:
        return False


def _blanks(text: str, start: int) -> int:
    found = _BLANKS.match(text, start)
    return found.end() if found else start
