"""Reads a results stream back, also one whose run was killed in the middle of a line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from schemas.results import FORMAT, VERDICTS, Footer, Header, Record, from_json
from schemas.validation import is_valid

PREVIOUS = "previous.jsonl"
GZIP = b"\x1f\x8b"


class ResultsError(ValueError):
    """A file that can't be read as results; the text names the file, the line and what is wrong."""


@dataclass(frozen=True)
class Results:
    """A run's results; `footer` is None where the run was broken off.

    `sha256` is that of the file they were read from, `previous` are those of the run before, where they are known.
    """

    header: Header
    records: tuple[Record, ...]
    footer: Footer | None = None
    sha256: str = field(default="", compare=False)
    previous: Results | None = field(default=None, compare=False)

    @property
    def complete(self) -> bool:
        """Whether the run came to its end."""
        return self.footer is not None and self.footer.complete

    @property
    def totals(self) -> dict[str, int]:
        """How many records have each verdict, counted anew; verdicts that do not occur are left out."""
        counted = Counter(record.verdict for record in self.records)
        return {verdict: counted[verdict] for verdict in VERDICTS if counted[verdict]}

    @classmethod
    def read(cls, path: str | Path) -> Results:
        """The results in that file, packed with gzip or not; ResultsError where it is none.

        A last line cut short is left out. Those of the run before are in a file PREVIOUS beside it, if anywhere.
        """
        found = _read(Path(path))
        before = Path(path).with_name(PREVIOUS)
        return found.after(before) if before.is_file() and before != Path(path) else found

    def after(self, path: str | Path) -> Results:
        """The same results with those of an earlier run, to say what changed. Raises ResultsError."""
        return replace(self, previous=_read(Path(path)))


def _read(path: Path) -> Results:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ResultsError(f"{path}: can't be read: {error.strerror or error}") from error
    return replace(parse(_unpacked(raw, path), str(path)), sha256=sha256(raw).hexdigest())


def _unpacked(raw: bytes, path: Path) -> bytes:
    """The stream itself, where it was packed with gzip."""
    if not raw.startswith(GZIP):
        return raw
    try:
        return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise ResultsError(f"{path}: can't be unpacked: {error}") from error


def parse(raw: bytes, name: str) -> Results:
    """The results in these bytes; `name` stands in the ResultsError. A last line cut short is left out."""
    lines = raw.split(b"\n")
    unended = lines.pop()
    parsed = [_line(line, f"{name}, line {number}") for number, line in enumerate(lines, start=1)]
    if unended:
        try:
            parsed.append(_line(unended, f"{name}, line {len(lines) + 1}"))
        except ResultsError:
            if not parsed:
                raise
    return _assemble(parsed, name)


def _assemble(lines: list[Header | Record | Footer], name: str) -> Results:
    if not lines or not isinstance(lines[0], Header):
        raise ResultsError(f"{name}: is no results file: it does not begin with a header")
    rest = lines[1:]
    footer = rest.pop() if rest and isinstance(rest[-1], Footer) else None
    records = tuple(line for line in rest if isinstance(line, Record))
    if len(records) != len(rest):
        raise ResultsError(f"{name}: is no results file: a header or footer stands among the records")
    return Results(lines[0], records, footer if isinstance(footer, Footer) else None)


def _line(line: bytes, place: str) -> Header | Record | Footer:
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{place}: is no JSON: {str(error)[:200]}") from error
    if isinstance(value, dict) and value.get("kind") == "header" and value.get("format") != FORMAT:
        raise ResultsError(f"{place}: results of format {value.get('format')!r}; this version reads format {FORMAT}")
    if not is_valid("results", value):
        raise ResultsError(f"{place}: is no line of a results file")
    return from_json(value)
