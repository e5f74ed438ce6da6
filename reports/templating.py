"""The templates' environment: everything is escaped, and a name that is missing is an error."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.text import amount, anchor, broken_into_lines, case_name, pieces, steps


def duration(milliseconds: int) -> str:
    """A time of a run for people: `850 ms`, `12.3 s`, `4 min 10 s`."""
    if milliseconds < 1000:
        return f"{milliseconds} ms"
    if milliseconds < 60_000:
        return f"{milliseconds // 1000}.{milliseconds % 1000 // 100} s"
    return f"{milliseconds // 60_000} min {milliseconds % 60_000 // 1000} s"


FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """The one environment of all pages."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    named = (amount, anchor, case_name, duration, pieces, steps)
    made.filters.update({each.__name__: each for each in named}, lines=broken_into_lines)
    return made


def page_parts() -> Mapping[str, object]:
    """What every page has: its style and script, and the policy by which a browser takes these two and nothing else."""
    return {"style": Markup(_file("style.css")), "script": Markup(_file("page.js")), "policy": _policy()}


@cache
def _policy() -> str:
    parts = (f"default-src 'none'; style-src {_hash('style.css')}; script-src {_hash('page.js')}", "base-uri 'none'")
    return "; ".join([*parts, "form-action 'none'"])


@cache
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def _hash(name: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(_file(name).encode()).digest()).decode()}'"
