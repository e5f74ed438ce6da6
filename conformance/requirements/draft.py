"""The draft's sentences (`draft.toml`): each with the requirements that hold it, or the reason why none does."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from conformance.requirements import RequirementsError, load

SOURCE = "IL-RFC 10 draft 1"


@dataclass(frozen=True)
class Sentence:
    """One sentence: its section's heading, its words, the ids of requirements, or a reason in their place."""

    section: str
    text: str
    requirements: tuple[str, ...]
    reason: str


@cache
def sentences() -> tuple[Sentence, ...]:
    """All sentences in their order."""
    return read(files("conformance.requirements").joinpath("draft.toml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Sentence, ...]:
    """The rows of the file's text; RequirementsError for an unknown requirement, or a row with no reason or both."""
    return tuple(_sentence(row) for row in tomllib.loads(text)["sentence"])


def _sentence(row: dict[str, Any]) -> Sentence:
    text = " ".join(row["text"].split())
    named, reason = tuple(row.get("requirements", ())), row.get("reason", "")
    unknown = sorted(set(named) - set(load()))
    if unknown:
        raise RequirementsError(f"draft.toml, {text[:40]!r}: unknown requirement {', '.join(unknown)}")
    if bool(named) == bool(reason):
        raise RequirementsError(f"draft.toml, {text[:40]!r}: either requirements or a reason")
    return Sentence(row["section"], text, named, reason)
