"""The templates' environment: everything is escaped, and a name that is missing is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reports.text import broken_into_lines, pieces


def duration(milliseconds: int) -> str:
    """A time of a run for people: `850 ms`, `12.3 s`, `4 min 10 s`."""
    if milliseconds < 1000:
        return f"{milliseconds} ms"
    if milliseconds < 60_000:
        return f"{milliseconds // 1000}.{milliseconds % 1000 // 100} s"
    return f"{milliseconds // 60_000} min {milliseconds % 60_000 // 1000} s"


@cache
def environment() -> Environment:
    """The one environment of all pages."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(pieces=pieces, lines=broken_into_lines, duration=duration)
    return made
