"""Makes text that a target sent fit to be read: what can't be seen is named, and JSON is broken into lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from html import escape
from itertools import groupby

INLINE = 72
DEEPEST = 12
LONGEST = 200_000
CODE = 32  # characters that the page needs for one that can't be shown

_PLAIN = re.compile(r"[A-Za-z0-9._~/-]{1,250}")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{}\[\],:]|[^"{}\[\],:]+', re.DOTALL)
_CLOSERS = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `code` is empty, or names what can't be shown: `U+202E`, or `U+0000 ×3` for three in a row.

    `marked`: it is what the verdict is about.
    """

    text: str
    code: str = ""
    marked: bool = False


def pieces(text: str, breaks: bool = False, marked: bool = False) -> list[Piece]:
    """The text in stretches that can be shown, and characters that can't: control, formatting, bidi, odd spaces.

    Line breaks count as characters that can be shown only with `breaks`.
    """
    if (text.replace("\n", "") if breaks else text).isprintable():
        return [Piece(text, marked=marked)] if text else []
    seen = "\n" if breaks else ""
    found: list[Piece] = []
    for odd, group in groupby(text, key=lambda each: "" if each.isprintable() or each == seen else each):
        run = "".join(group)
        code = f"U+{ord(odd):04X}" + (f" ×{len(run)}" if len(run) > 1 else "") if odd else ""
        found.append(Piece("" if odd else run, code, marked))
    return found


def anchor(id: str) -> str:
    """The name of a place in a page: the id, where that can be one."""
    return id if _PLAIN.fullmatch(id) else f"id-{sha256(id.encode('utf-8', 'backslashreplace')).hexdigest()[:24]}"


def steps(path: Sequence[str | int]) -> str:
    """The way to a member, for people: `new_routes[0].points`."""
    said = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return said.removeprefix(".") or "the data"


def case_name(id: str) -> str:
    """A case's id without its requirement, in words: its name, and its row's."""
    words = id.partition("/")[2].replace("_", " ").replace("/", " · ")
    return words[:1].upper() + words[1:]


def amount(fraction: str) -> str:
    """An exact number for people: 12, 3/4, 12 3/4."""
    whole, rest = divmod(Fraction(fraction), 1)
    return str(whole) if not rest else f"{whole} {rest}" if whole else str(rest)


def cost(text: str) -> int:
    """About how many characters of the page show this text."""
    return sum(CODE if each.code else len(escape(each.text)) for each in pieces(text, breaks=True))


def shown(text: str, marks: Sequence[tuple[int, int]] = ()) -> list[Piece]:
    """The text broken into lines, in pieces; those in one of the spans of the text are marked."""
    found: list[Piece] = []
    for run, marked in _runs(_lines(text), marks):
        found += pieces(run, breaks=True, marked=marked)
    return found


def broken_into_lines(body: str) -> str:
    """JSON text of one line with line breaks and indentation added, broken JSON too; any other text as it is."""
    return "".join(line for line, _ in _lines(body))


def _runs(lines: Iterable[tuple[str, int]], marks: Sequence[tuple[int, int]]) -> list[tuple[str, bool]]:
    """The lines joined to runs that are in a mark, or are not."""
    runs: list[tuple[str, bool]] = []
    at = 0
    for line, length in lines:
        marked = any(start <= at < end for start, end in marks)
        at += length
        if runs and runs[-1][1] == marked:
            runs[-1] = (runs[-1][0] + line, marked)
        else:
            runs.append((line, marked))
    return runs


def _lines(body: str) -> list[tuple[str, int]]:
    """The body's tokens with the breaks around them, each with the number of characters that it has in the body."""
    if not body.startswith(("{", "[")) or "\n" in body or len(body) > LONGEST:
        return [(body, len(body))]
    tokens = _TOKEN.findall(body)
    ends = _ends(tokens)
    lines: list[tuple[str, int]] = []
    depth = inline_until = 0
    for place, token in enumerate(tokens):
        line = token
        if place >= inline_until:
            if token in _CLOSERS:
                inline_until = _inline_until(tokens, place, ends.get(place))
                depth += not inline_until
                line = token if inline_until else token + _margin(depth)
            elif token in ("}", "]"):
                depth = max(0, depth - 1)
                line = _margin(depth) + token
            else:
                line = token + _margin(depth) if token == "," else token.strip()
        lines.append((line, len(token)))
    return lines


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
