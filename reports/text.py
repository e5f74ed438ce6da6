"""Makes text that a target sent fit to be read: what can't be seen is named, and JSON is broken into lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

INLINE = 72
DEEPEST = 12
LONGEST = 200_000

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],]|[^"{}\[\],]+', re.DOTALL)
_CLOSERS = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `code` is empty, or names the one character that can't be shown (`U+202E`)."""

    text: str
    code: str = ""


def pieces(text: str, breaks: bool = False) -> list[Piece]:
    """The text in stretches that can be shown, and characters that can't: control, formatting, bidi, odd spaces.

    Line breaks count as characters that can be shown only with `breaks`.
    """
    if (text.replace("\n", "") if breaks else text).isprintable():
        return [Piece(text)] if text else []
    found: list[Piece] = []
    start = 0
    for place, character in enumerate(text):
        if character.isprintable() or (breaks and character == "\n"):
            continue
        if place > start:
            found.append(Piece(text[start:place]))
        found.append(Piece("", f"U+{ord(character):04X}"))
        start = place + 1
    if start < len(text):
        found.append(Piece(text[start:]))
    return found


def broken_into_lines(body: str) -> str:
    """JSON text of one line with line breaks and indentation added, broken JSON too; any other text as it is."""
    if not body.startswith(("{", "[")) or "\n" in body or len(body) > LONGEST:
        return body
    tokens = _TOKEN.findall(body)
    ends = _ends(tokens)
    lines: list[str] = []
    depth = inline_until = 0
    for place, token in enumerate(tokens):
        if place < inline_until:
            lines.append(token)
        elif token in _CLOSERS:
            inline_until = _inline_until(tokens, place, ends.get(place))
            depth += not inline_until
            lines.append(token if inline_until else token + _margin(depth))
        elif token in ("}", "]"):
            depth = max(0, depth - 1)
            lines.append(_margin(depth) + token)
        else:
            lines.append(token + _margin(depth) if token == "," else token.strip())
    return "".join(lines)


def _ends(tokens: list[str]) -> dict[int, int]:
    """For each opening bracket that has one, the place of its closing bracket."""
    ends: dict[int, int] = {}
    open_places: list[int] = []
    for place, token in enumerate(tokens):
        if token in _CLOSERS:
            open_places.append(place)
        elif token in ("}", "]") and open_places and _CLOSERS[tokens[open_places[-1]]] == token:
            ends[open_places.pop()] = place
    return ends


def _inline_until(tokens: list[str], start: int, end: int | None) -> int:
    """The place after a bracket's end where the whole fits into a line; else 0."""
    if end is None or end - start > INLINE or sum(map(len, tokens[start : end + 1])) > INLINE:
        return 0
    return end + 1


def _margin(depth: int) -> str:
    return "\n" + "  " * min(depth, DEEPEST)
