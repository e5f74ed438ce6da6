"""The reference messages of `fixtures/messages/` as rows of cases, with the names of a run in place of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from conformance.profiles import liquidity_routing
from schemas import json_text
from schemas.rules import Rule
from schemas.topology import Ledger

KINDS = {"routing_update": ("routing_update", "liquidity_routing_update")}
ALIKE = ("transfer",)  # kinds that are the same in all profiles
FOLDER = Path(__file__).parent.parent.parent / "fixtures" / "messages"


@dataclass(frozen=True)
class Fixture:
    """One row: `message` is the value, or `text` the raw JSON text where the flaw is in the text.

    `rule` is the one rule that an invalid row breaks: schema, place, keyword. `profile` is None where all say it so.
    """

    name: str
    description: str
    requirement: str
    kind: str
    valid: bool
    message: Any
    text: str | None = None
    rule: Rule | None = None
    profile: str | None = None


class Player(Protocol):
    """Whoever has an account on a ledger."""

    @property
    def account(self) -> str: ...

    @property
    def ledger(self) -> Ledger: ...


def fixtures(kind: str, *requirements: str, valid: bool | None = None) -> list[tuple[str, Fixture]]:
    """(name, fixture) of each row of the kind that is about one of the requirements (none named: about any).

    An update may be in the form of either profile; a case runs for those of the target's.
    """
    return list(_chosen(kind, requirements, valid))


@cache
def _chosen(kind: str, requirements: tuple[str, ...], valid: bool | None) -> tuple[tuple[str, Fixture], ...]:
    return tuple(
        (row.name.replace(" ", "_"), row)
        for row in _all()
        if row.kind in KINDS.get(kind, (kind,))
        and (not requirements or row.requirement in requirements)
        and valid in (None, row.valid)
    )


def fixture(name: str) -> Fixture:
    """The row of that name; KeyError where there is none."""
    for row in _all():
        if row.name == name:
            return row
    raise KeyError(name)


def names(stem: str, asker: Player, sender: Player, other: Player | None = None) -> dict[str, str]:
    """What the names in the rows stand for (fixtures/README.md): `stem` is that of the case's prefixes."""
    table = {"g.fixture.": stem}
    for prefix, player, account in (("test1.ant.", asker, "alice"), ("test1.bee.", sender, "bob")):
        table[prefix] = player.ledger.prefix
        table[prefix + "conn"] = player.ledger.account
        table[prefix + account] = player.account
    if other is not None:
        table["test1.bee.ben"] = other.account
    return table


def recast(value: Any, table: Mapping[str, str]) -> Any:
    """The value with each name in its strings replaced, the longest match first."""
    if isinstance(value, str):
        pattern = "|".join(re.escape(name) for name in sorted(table, key=len, reverse=True))
        return re.sub(pattern, lambda found: table[found.group()], value)
    if isinstance(value, list):
        return type(value)(recast(each, table) for each in value)
    if isinstance(value, Mapping):
        return {name: recast(each, table) for name, each in value.items()}
    return value


def _spoken_of(kind: str, message: Any) -> Any:
    """An update in the form in which peers speak of it: the profile writes it on the wire as it was."""
    return liquidity_routing.spoken(message) if kind == "liquidity_routing_update" else message


@cache
def _all() -> tuple[Fixture, ...]:
    return tuple(_read())


def _read() -> Iterator[Fixture]:
    for path in sorted(FOLDER.glob("*.json")):
        for row in json_text.read(path.read_bytes()):
            yield Fixture(
                name=row["name"],
                description=row["description"],
                requirement=row["requirement"],
                kind=row["kind"],
                valid=row["valid"],
                message=_spoken_of(row["kind"], row.get("message")),
                text=row.get("text"),
                rule=Rule(**row["rule"]) if "rule" in row else None,
                profile=None if row["kind"] in ALIKE else row["profile"],
            )
