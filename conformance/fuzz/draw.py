"""Draws programs: everything up front, nothing that depends on an answer of the target's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.player import WAYS
from conformance.fuzz.steps import STEM, Ask, Bad, Deliveries, Offered, Passes, Program, Replies, Step, Update
from conformance.generate import fixtures, names, neighbours, recast
from conformance.generate.mutations import OPERATORS, spliced
from schemas import json_text
from schemas.topology import Ledger, Topology

NAMES = ("a.", "a.b.", "a.b.c.", "b.", "A.", "ab.", "constructor.", "__proto__.", "c.d.e.f.g.h.")
WILD = "wild."  # where the prefixes of reference messages lie
AMOUNTS = (1, 2, 9, 10, 99, 1000, 10_000, 2**31 - 1, 2**31, 10**12, 2**53 - 1)
KINDS = ("routing_update", "quote_request", "quote_response", "error")
SCENES, SCENE = 10, 12  # steps of a program, at most: so many times so many


@dataclass(frozen=True)
class Player:
    """An account with its ledger, as the rows of fixtures want it."""

    account: str
    ledger: Ledger
    spare: bool


@dataclass(frozen=True)
class Stage:
    """Who can take part: the topology's peers on open ledgers."""

    topology: Topology
    steady: tuple[Player, ...]
    spare: tuple[Player, ...]

    @staticmethod
    def of(topology: Topology) -> Stage:
        """The stage of a topology."""
        found = [
            Player(account, ledger, account in ledger.spare) for ledger in topology.ledgers for account in ledger.peers
        ]
        return Stage(
            topology,
            tuple(each for each in found if not each.spare),
            tuple(each for each in found if each.spare),
        )


@st.composite
def curves(draw: DrawFn, capacity: int) -> tuple[tuple[int, int], ...]:
    """A curve of 1 to 6 points within the capacity: steep, flat, with plateaus, a jump at its minimum, or straight."""
    shape = draw(st.sampled_from(("straight", "one point", "late", "bent", "plateau", "small")))
    end = draw(st.sampled_from((capacity, max(1, capacity // 3), max(1, min(capacity, 1_000_000)))))
    if shape == "straight":
        return ((0, 0), (end, end))
    if shape == "one point":
        return ((end, max(1, end // 2)),)
    if shape == "late":
        first = max(1, end // 7)
        return ((first, first), (end, max(first, end - 1)))
    if shape == "plateau":
        third = max(1, end // 3)
        return ((0, 0), (third, third), (third + max(1, third // 2), third), (end + 2, end))
    if shape == "small":
        return ((1, 1), (draw(st.integers(2, 50)), draw(st.integers(1, 60))))
    xs = sorted(draw(st.sets(st.integers(0, end), min_size=2, max_size=6)))
    ys = sorted(draw(st.lists(st.integers(0, end), min_size=len(xs), max_size=len(xs))))
    return tuple(zip(xs, ys, strict=True))


def updates(stage: Stage, players: Sequence[Player]) -> SearchStrategy[Step]:
    """Valid updates: routes, replaced ones, withdrawals, both at once, many at once, none."""

    @st.composite
    def update(draw: DrawFn) -> Step:
        player = draw(st.sampled_from(players))
        names = draw(st.lists(st.sampled_from(NAMES), max_size=4, unique=True))
        gone = draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))
        routes = tuple(
            Offered(STEM + name, draw(curves(player.ledger.capacity)), draw(st.sampled_from((1, 0, 3))))
            for name in names
            if name not in gone
        )
        hold = draw(st.sampled_from((None, None, 1, 500, 60_000))) if player.spare else None
        return Update(player.account, routes, tuple(STEM + name for name in gone), hold)

    return update()


def asks(stage: Stage) -> SearchStrategy[Step]:
    """Quote requests by either amount, for what was announced, for own ledgers and for nothing."""
    homes = [ledger.prefix for ledger in stage.topology.ledgers]

    @st.composite
    def ask(draw: DrawFn) -> Step:
        player = draw(st.sampled_from(stage.steady))
        below = draw(st.sampled_from([*(STEM + name for name in NAMES), STEM + "nowhere.", *homes]))
        side = draw(st.sampled_from(("source_amount", "destination_amount")))
        amount = draw(st.one_of(st.sampled_from(AMOUNTS), st.integers(1, 10**12)))
        return Ask(player.account, below + draw(st.sampled_from(("bob", "x.y"))), side, amount)

    return ask()


def bad_messages(stage: Stage, coverage: Coverage, seen: Callable[[str, str], None]) -> SearchStrategy[Step]:
    """Messages with one rule broken, reference messages damaged, and malice. Spare peers send them, where there are."""
    players = stage.spare or stage.steady

    @st.composite
    def bad(draw: DrawFn) -> Step:
        player = draw(st.sampled_from(players))
        source = draw(st.sampled_from(("rule", "operator", "splice", "malice", "envelope")))
        made = MAKERS[source](draw, stage, player, coverage)
        seen(made.source, made.flaw)
        return made

    return bad()


def _chooser(draw: DrawFn) -> Callable[[int], int]:
    return lambda count: draw(st.integers(0, max(0, count - 1)))


def _wrapped(player: Player, kind: str, message: Any) -> list[Any]:
    """The parameters of the call that carries a reference message of that kind."""
    method = {"routing_update": "broadcast_routes"}.get(kind, kind)
    payload: dict[str, Any] = {"method": method, "data": message}
    if method != "broadcast_routes":
        payload["id"] = STEM + "q"
    envelope = {"ledger": player.ledger.prefix, "from": player.account, "to": player.ledger.account, "data": payload}
    return [envelope]


def _cast(stage: Stage, player: Player, message: Any) -> Any:
    other = next(each for each in stage.steady if each.account != player.account)
    return recast(message, names(STEM + WILD, other, player))


def _broken_rule(draw: DrawFn, stage: Stage, player: Player, coverage: Coverage) -> Bad:
    kind = draw(st.sampled_from(KINDS[:2]))
    rules = neighbours(kind)
    rare = coverage.least("rule", [f"{kind} {each.name}" for each in rules], rules)
    neighbour = draw(st.one_of(st.sampled_from(rare), st.sampled_from(rules)))
    body = json_text.write(_wrapped(player, kind, _cast(stage, player, neighbour.invalid)))
    return Bad(player.account, body, "rule", f"{kind} {neighbour.name}")


def _reference(draw: DrawFn, stage: Stage, player: Player) -> list[Any]:
    kind = draw(st.sampled_from(KINDS))
    row = draw(st.sampled_from([row for _, row in fixtures(kind) if row.text is None]))
    return _wrapped(player, kind, _cast(stage, player, row.message))


def _damaged(draw: DrawFn, stage: Stage, player: Player, coverage: Coverage) -> Bad:
    rare = coverage.least("operator", [each.name for each in OPERATORS], OPERATORS)
    operator = draw(st.one_of(st.sampled_from(rare), st.sampled_from(OPERATORS)))
    params = _reference(draw, stage, player)
    return Bad(player.account, operator.apply(params, _chooser(draw)), "operator", operator.name)


def _spliced(draw: DrawFn, stage: Stage, player: Player, coverage: Coverage) -> Bad:
    one, other = _reference(draw, stage, player), _reference(draw, stage, player)
    return Bad(player.account, json_text.write(spliced(one, other, _chooser(draw))), "splice", "two messages in one")


def _malice(draw: DrawFn, stage: Stage, player: Player, coverage: Coverage) -> Bad:
    victim = draw(
        st.sampled_from([each for each in stage.steady if each.ledger.prefix == player.ledger.prefix] or stage.steady)
    )
    which = draw(st.sampled_from(tuple(MALICE)))
    return Bad(
        player.account, json_text.write(MALICE[which](player, victim, draw(st.sampled_from(NAMES)))), "malice", which
    )


def _update_of(player: Player, prefix: str, **members: Any) -> dict[str, Any]:
    route = {
        "source_ledger": player.ledger.prefix, "destination_ledger": prefix, "source_account": player.account,
        "min_message_window": 1, "points": [[0, 0], [player.ledger.capacity, player.ledger.capacity]], **members,
    }  # fmt: skip
    return {"hold_down_time": 45_000, "unreachable_through_me": [], "new_routes": [route]}


MALICE: dict[str, Callable[[Player, Player, str], Any]] = {
    "a route in another's name": lambda me, victim, name: _wrapped(
        me, "routing_update", _update_of(me, STEM + name, source_account=victim.account)
    ),
    "another's route withdrawn": lambda me, victim, name: _wrapped(
        me, "routing_update", {"hold_down_time": 45_000, "unreachable_through_me": [STEM + name], "new_routes": []}
    ),
    "a route on another ledger": lambda me, victim, name: _wrapped(
        me, "routing_update", _update_of(me, STEM + name, source_ledger="test1.elsewhere.")
    ),
    "an answer nobody waits for": lambda me, victim, name: _wrapped(
        me, "quote_response",
        {"source_ledger": me.ledger.prefix, "destination_ledger": STEM + name, "source_connector_account": me.account,
         "source_amount": "1", "destination_amount": "1000000", "source_expiry_duration": "6",
         "destination_expiry_duration": "5"},
    ),
    "an error nobody waits for": lambda me, victim, name: _wrapped(
        me, "error", {"id": "NoRouteFoundError", "message": name}
    ),
    "a prefix flood": lambda me, victim, name: _wrapped(
        me, "routing_update",
        {"hold_down_time": 45_000, "unreachable_through_me": [],
         "new_routes": [_update_of(me, f"{STEM}{WILD}flood{number}.")["new_routes"][0] for number in range(60)]},
    ),
}  # fmt: skip


def _envelope(draw: DrawFn, stage: Stage, player: Player, coverage: Coverage) -> Bad:
    """A right message in a wrong call: ledger, method, token."""
    body = json_text.write(_reference(draw, stage, player))
    which = draw(st.sampled_from(("an unknown ledger", "no ledger", "another method", "a wrong token")))
    if which == "an unknown ledger":
        return Bad(player.account, body, "envelope", which, ledger="test1.nowhere.")
    if which == "another method":
        return Bad(
            player.account, body, "envelope", which, method=draw(st.sampled_from(("", "send_request", "x" * 300)))
        )
    if which == "a wrong token":
        return Bad(player.account, body, "envelope", which, token=draw(st.sampled_from(("wrong", "none"))))
    return Bad(player.account, body, "envelope", which, ledger="")


MAKERS: dict[str, Callable[[DrawFn, Stage, Player, Coverage], Bad]] = {
    "rule": _broken_rule, "operator": _damaged, "splice": _spliced, "malice": _malice, "envelope": _envelope,
}  # fmt: skip


def programs(stage: Stage, coverage: Coverage, seen: Callable[[str, str], None]) -> SearchStrategy[Program]:
    """Programs for the topology, steered by what was drawn before; `seen` is told of each bad message drawn."""
    homes = tuple(each for each in stage.steady if not each.ledger.prefix.startswith("peer."))
    steps: list[SearchStrategy[Step]] = [updates(stage, homes), asks(stage), bad_messages(stage, coverage, seen)]
    steps.append(
        st.builds(
            Replies,
            st.sampled_from([each.account for each in homes]),
            st.sampled_from([STEM + name for name in NAMES]),
            st.sampled_from(tuple(WAYS)),
        )
    )
    if stage.spare:
        steps += [updates(stage, stage.spare), st.builds(Passes, st.sampled_from((10, 600, 1200)))]
        steps.append(
            st.builds(Deliveries, st.sampled_from([each.account for each in stage.spare]), st.sampled_from((200, 500)))
        )
    scenes = st.lists(st.one_of(steps), max_size=SCENE)  # lists of lists: long on average, and short when shrunk
    return st.lists(scenes, min_size=1, max_size=SCENES).map(lambda drawn: Program(tuple(chain.from_iterable(drawn))))
