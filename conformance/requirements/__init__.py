"""The requirement catalogue: the TOML files of this folder, one for each area, read into records."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

AREAS = ("MSG", "RB", "RR", "LC", "QT", "RQ", "FW", "RS")
PROFILES = ("gratuity-quoting", "liquidity-routing")
BASES = ("prose", "schema", "asn1", "derived", "observed", "robustness", "silent")

_TEXTS = ("id", "basis", "source", "summary", "why")
_FIELDS = {*_TEXTS, "level", "profiles", "quote", "no_case"}


class RequirementsError(ValueError):
    """A row of the catalogue that can't be read; the text names the file and the row."""


class Level(StrEnum):
    """How much a requirement weighs: a broken MUST fails the run, a broken SHOULD warns, INFO only reports."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    INFO = "INFO"


@dataclass(frozen=True)
class Requirement:
    """One row of the catalogue: what is required, in which profiles, on which basis, and why it is read so.

    `no_case` says why no case and no monitor judges it, where none does; else it is empty.
    """

    id: str
    levels: Mapping[str, Level]
    basis: str
    source: str
    quote: str
    summary: str
    why: str
    no_case: str = ""

    @property
    def area(self) -> str:
        """The catalogue's area: the id's letters before the hyphen."""
        return self.id.partition("-")[0]

    @property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that the requirement is about."""
        return tuple(self.levels)

    def level(self, profile: str) -> Level:
        """The level under that profile; KeyError where the requirement is not about it."""
        return self.levels[profile]


@cache
def load() -> Mapping[str, Requirement]:
    """All requirements by id, in the catalogue's order; RequirementsError for a malformed row."""
    found: dict[str, Requirement] = {}
    for area in AREAS:
        name = f"{area.lower()}.toml"
        for requirement in read(files(__name__).joinpath(name).read_text(encoding="utf-8"), name):
            if requirement.area != area:
                raise RequirementsError(f"{name}, {requirement.id}: belongs into {requirement.area.lower()}.toml")
            found[requirement.id] = requirement
    return MappingProxyType(found)


def applicable(profile: str) -> Mapping[str, Requirement]:
    """The requirements of that profile by id, in the catalogue's order; RequirementsError for an unknown profile."""
    if profile not in PROFILES:
        raise RequirementsError(f"profile {profile!r} is unknown; the catalogue has {', '.join(PROFILES)}")
    return MappingProxyType({each.id: each for each in load().values() if profile in each.levels})


@cache
def terms() -> Mapping[str, str]:
    """The words that rows use in one meaning, and their meaning."""
    document = tomllib.loads(files(__name__).joinpath("terms.toml").read_text(encoding="utf-8"))
    return MappingProxyType({term["name"]: _line(term["meaning"]) for term in document["term"]})


def read(text: str, name: str) -> list[Requirement]:
    """The rows of one catalogue file given as text; `name` stands in the RequirementsError for a malformed row."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RequirementsError(f"{name}: is no TOML: {error}") from error
    rows = document.get("requirement")
    if set(document) != {"requirement"} or not isinstance(rows, list):
        raise RequirementsError(f"{name}: must hold [[requirement]] tables and nothing else")
    found: dict[str, Requirement] = {}
    for number, row in enumerate(rows, start=1):
        place = f"{name}, {row.get('id', f'row {number}')}"
        requirement = _requirement(row, place)
        if requirement.id in found:
            raise RequirementsError(f"{place}: the id occurs twice")
        found[requirement.id] = requirement
    return list(found.values())


def _requirement(row: dict[str, Any], place: str) -> Requirement:
    unknown = sorted(set(row) - _FIELDS)
    if unknown:
        raise RequirementsError(f"{place}: unknown field {', '.join(unknown)}")
    texts = {field: _text(row, field, place) for field in _TEXTS}
    if not re.fullmatch(r"[A-Z]+-[1-9][0-9]*[a-z]?", texts["id"]):
        raise RequirementsError(f"{place}: an id is an area, a hyphen, a number and perhaps a letter")
    if texts["basis"] not in BASES:
        raise RequirementsError(f"{place}: basis {texts['basis']!r} is none of {', '.join(BASES)}")
    quote, no_case = (_text(row, name, place) if name in row else "" for name in ("quote", "no_case"))
    return Requirement(levels=MappingProxyType(_levels(row, place)), quote=quote, no_case=no_case, **texts)


def _text(row: dict[str, Any], field: str, place: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip():
        raise RequirementsError(f"{place}: {field} is missing or no text")
    return _line(value)


def _levels(row: dict[str, Any], place: str) -> dict[str, Level]:
    profiles = row.get("profiles")
    if not isinstance(profiles, list) or not profiles or any(each not in PROFILES for each in profiles):
        raise RequirementsError(f"{place}: profiles must list one or more of {', '.join(PROFILES)}")
    given = row.get("level")
    named: dict[str, Any] = given if isinstance(given, dict) else dict.fromkeys(profiles, given)
    if set(named) != set(profiles):
        raise RequirementsError(f"{place}: level must name the profiles that `profiles` lists")
    for level in named.values():
        if level not in list(Level):
            raise RequirementsError(f"{place}: level {level!r} is none of {', '.join(Level)}")
    return {profile: Level(named[profile]) for profile in profiles}


def _line(text: str) -> str:
    return " ".join(text.split())
