"""The topology file: what peers agree on out of band, as records (TOML for people, JSON for programs)."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any

from schemas.validation import explain

BUNDLED = Path(__file__).parent.parent / "fixtures" / "topologies"


class TopologyError(ValueError):
    """A topology that can't be read or contradicts itself; the text says where and what to do."""


@dataclass(frozen=True)
class Ledger:
    """A ledger that the connector has an account on; amounts are in its base unit, 10**-scale of a currency unit."""

    prefix: str
    currency: str
    scale: int
    account: str
    capacity: int
    rpc_url: str
    token: str | None
    steady: tuple[str, ...]
    spare: tuple[str, ...]
    precision: int | None = None  # digits of an amount; None: not declared

    @property
    def peers(self) -> tuple[str, ...]:
        """The declared peers' accounts: steady ones first."""
        return self.steady + self.spare


@dataclass(frozen=True)
class Pair:
    """A pair of ledger prefixes traded in one direction, at `rate` destination currency units for one of the source."""

    source: str
    destination: str
    rate: Fraction


@dataclass(frozen=True)
class Configured:
    """A route that is configured in the connector: what lies under `prefix` (empty: everything) goes to that peer.

    It has no curve: quotes are the peer's to give.
    """

    prefix: str
    peer: str


@dataclass(frozen=True)
class Topology:
    """All that the harness and a connector under test must know alike. Times in ms, but for the two in seconds."""

    name: str
    profile: str
    ledgers: tuple[Ledger, ...]
    pairs: tuple[Pair, ...]
    spread: Fraction
    slippage: Fraction
    gratuity: Fraction | None
    broadcast_interval: int
    hold_down_time: int
    message_window: Fraction  # seconds
    maximum_hold: Fraction  # seconds
    remote_quote_timeout: int
    patience: int
    lacks: tuple[str, ...]
    routes: tuple[Configured, ...] = ()

    def __hash__(self) -> int:
        """Of the name alone: what was reckoned of a topology is found again at once."""
        return hash(self.name)

    def ledger(self, prefix: str) -> Ledger:
        """The ledger of that prefix; KeyError where the topology has none."""
        return self._by_prefix[prefix]

    @cached_property
    def _by_prefix(self) -> dict[str, Ledger]:
        return {ledger.prefix: ledger for ledger in reversed(self.ledgers)}

    def pair(self, source: str, destination: str) -> Pair | None:
        """The pair traded from the one ledger prefix to the other, if it is."""
        return self._by_ends.get((source, destination))

    @cached_property
    def _by_ends(self) -> dict[tuple[str, str], Pair]:
        return {(pair.source, pair.destination): pair for pair in reversed(self.pairs)}

    def with_rpc_url(self, url: str) -> Topology:
        """The same topology with all peers reached at one RPC URL (a run's own ports)."""
        return replace(self, ledgers=tuple(replace(ledger, rpc_url=url) for ledger in self.ledgers))

    def to_json(self, tokens: bool = True) -> dict[str, Any]:
        """The JSON form, complete (no defaults left out); without `tokens` fit to be published."""
        ledgers = []
        for ledger in self.ledgers:
            row = {
                "prefix": ledger.prefix,
                "currency": ledger.currency,
                "scale": ledger.scale,
                "account": ledger.account,
                "capacity": str(ledger.capacity),
                "rpc_url": ledger.rpc_url,
                "steady": list(ledger.steady),
                "spare": list(ledger.spare),
            }
            if ledger.precision is not None:
                row["precision"] = ledger.precision
            if ledger.token is not None:
                row["token"] = ledger.token if tokens else "(hidden)"
            ledgers.append(row)
        document = {
            "name": self.name,
            "profile": self.profile,
            "spread": _decimal(self.spread),
            "slippage": _decimal(self.slippage),
            "broadcast_interval": self.broadcast_interval,
            "hold_down_time": self.hold_down_time,
            "message_window": _decimal(self.message_window),
            "maximum_hold": _decimal(self.maximum_hold),
            "remote_quote_timeout": self.remote_quote_timeout,
            "patience": self.patience,
            "lacks": list(self.lacks),
            "ledger": ledgers,
            "pair": [
                {"source": pair.source, "destination": pair.destination, "rate": _decimal(pair.rate)}
                for pair in self.pairs
            ],
            "route": [{"prefix": route.prefix, "peer": route.peer} for route in self.routes],
        }
        if self.gratuity is not None:
            document["gratuity"] = _decimal(self.gratuity)
        return document


def names() -> list[str]:
    """The names of the bundled topologies."""
    return sorted(path.stem for path in BUNDLED.glob("*.toml"))


def load(name_or_path: str) -> Topology:
    """The topology of a bundled name, or of a TOML or JSON file. Raises TopologyError."""
    return from_document(_read(name_or_path), name_or_path)


def from_document(document: Mapping[str, Any], where: str = "topology") -> Topology:
    """The records of a topology in its JSON form. Raises TopologyError, naming the place."""
    problems = explain("topology", document)
    if problems:
        raise TopologyError(f"{where}: {problems[0]}")
    ledgers = tuple(_ledger(row) for row in document["ledger"])
    topology = Topology(
        name=document["name"],
        profile=document["profile"],
        ledgers=ledgers,
        pairs=_pairs(document, ledgers),
        spread=Fraction(document["spread"]),
        slippage=Fraction(document["slippage"]),
        gratuity=Fraction(document["gratuity"]) if "gratuity" in document else None,
        broadcast_interval=document["broadcast_interval"],
        hold_down_time=document["hold_down_time"],
        message_window=Fraction(document["message_window"]),
        maximum_hold=Fraction(document["maximum_hold"]),
        remote_quote_timeout=document["remote_quote_timeout"],
        patience=document.get("patience", 2 * document["broadcast_interval"] + 1000),
        lacks=tuple(document.get("lacks", ())),
        routes=tuple(Configured(row["prefix"], row["peer"]) for row in document.get("route", ())),
    )
    _check(topology, where)
    return topology


def _read(name_or_path: str) -> Mapping[str, Any]:
    path = BUNDLED / f"{name_or_path}.toml" if name_or_path in names() else Path(name_or_path)
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except FileNotFoundError:
        raise TopologyError(
            f"{name_or_path}: no such topology; give a file, or one of the bundled: {', '.join(names())}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise TopologyError(f"{name_or_path}: can't be read: {error}") from None
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise TopologyError(f"{name_or_path}: {error}") from None
    if not isinstance(document, dict):
        raise TopologyError(f"{name_or_path}: the file must hold one table of settings")
    if "extends" not in document:
        return document
    return {**_read(str(document.pop("extends"))), **document}


def _ledger(row: Mapping[str, Any]) -> Ledger:
    return Ledger(
        prefix=row["prefix"],
        currency=row["currency"],
        scale=row["scale"],
        account=row["account"],
        capacity=int(row["capacity"]),
        rpc_url=row["rpc_url"],
        token=row.get("token"),
        steady=tuple(row["steady"]),
        spare=tuple(row.get("spare", ())),
        precision=row.get("precision"),
    )


def _pairs(document: Mapping[str, Any], ledgers: tuple[Ledger, ...]) -> tuple[Pair, ...]:
    """The pairs named, or each ledger with each other at one to one."""
    if "pair" in document:
        return tuple(
            Pair(row["source"], row["destination"], Fraction(row.get("rate", "1"))) for row in document["pair"]
        )
    prefixes = [ledger.prefix for ledger in ledgers]
    return tuple(Pair(a, b, Fraction(1)) for a in prefixes for b in prefixes if a != b)


def _check(topology: Topology, where: str) -> None:
    """What no schema can say: accounts lie on their ledger, nothing twice, pairs between known ledgers."""
    prefixes = [ledger.prefix for ledger in topology.ledgers]
    if len(set(prefixes)) < len(prefixes):
        raise TopologyError(f"{where}: a ledger prefix stands twice")
    for ledger in topology.ledgers:
        accounts = (ledger.account, *ledger.peers)
        if len(set(accounts)) < len(accounts):
            raise TopologyError(f"{where}: an account of {ledger.prefix} stands twice")
        for account in accounts:
            if not account.startswith(ledger.prefix):
                raise TopologyError(f"{where}: account {account} is not on its ledger {ledger.prefix}")
    for pair in topology.pairs:
        if pair.source not in prefixes or pair.destination not in prefixes or pair.source == pair.destination:
            raise TopologyError(f"{where}: no two ledgers for the pair {pair.source} to {pair.destination}")
    peers = {account for ledger in topology.ledgers for account in ledger.peers}
    for route in topology.routes:
        if route.peer not in peers or route.prefix in prefixes:
            raise TopologyError(
                f"{where}: the route to {route.prefix!r} leads to no declared peer, or to an own ledger"
            )
    if topology.hold_down_time <= topology.broadcast_interval:
        raise TopologyError(f"{where}: hold_down_time must be longer than broadcast_interval")
    if topology.spread >= 1 or topology.slippage >= 1:
        raise TopologyError(f"{where}: spread and slippage must be less than 1")


def _decimal(value: Fraction) -> str:
    """A terminating decimal of the value, as short as it gets."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
        if digits > 30:
            raise TopologyError(f"{value} is no decimal")
    whole = str(int(value * 10**digits)).rjust(digits + 1, "0")
    return whole if digits == 0 else f"{whole[:-digits]}.{whole[-digits:]}"
