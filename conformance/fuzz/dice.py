"""Choices of a program's steps, drawn through Hypothesis, and the sketch of what was drawn so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from conformance.fuzz.coverage import Coverage
from conformance.fuzz.steps import STEM
from schemas.topology import Ledger, Topology

T = TypeVar("T")
PROFILE = "gratuity-quoting"
MOST = 2**64 - 1
CORNERS = (1, 2, 3, 9, 10, 11, 99, 100, 1000, 2**31, 2**53, 2**63, 10**6, 10**12)
BLOCK_SIZE = 256  # bytes
BLOCK = st.binary(
    min_size=BLOCK_SIZE, max_size=BLOCK_SIZE
)  # a draw for each number would take most of a campaign's time
RARE = 3  # of so many choices one goes to any, the others to what was drawn least


@dataclass(frozen=True)
class Player:
    """An account with its ledger, as the rows of fixtures want it."""

    account: str
    ledger: Ledger
    spare: bool


@dataclass(frozen=True)
class Stage:
    """Who can take part: the topology's peers."""

    topology: Topology
    steady: tuple[Player, ...]
    spare: tuple[Player, ...]

    @staticmethod
    def of(topology: Topology) -> Stage:
        """The stage of a topology; spares to whom configured routes lead come last."""
        found = [
            Player(account, ledger, account in ledger.spare) for ledger in topology.ledgers for account in ledger.peers
        ]
        configured = {route.peer for route in topology.routes}
        spare = sorted((each for each in found if each.spare), key=lambda each: each.account in configured)
        return Stage(topology, tuple(each for each in found if not each.spare), tuple(spare))


Manner = Callable[["Dice", Player, str], tuple[tuple[tuple[str, ...], ...], bool]]


def plainly(dice: Dice, player: Player, name: str) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """How a player says a route to the name where its profile leaves no choice: its paths; not without curve."""
    return ((),), False


@dataclass
class Dice:
    """Draws one program. `routes` are the names announced so far, with those who stand for them.

    `curves`: those last drawn, by account and name. `manner`: how routes are said, beside their curves.
    """

    draw: Callable[[SearchStrategy[bytes]], bytes]
    stage: Stage
    coverage: Coverage
    seen: Callable[[str, str], None]
    routes: dict[str, set[str]] = field(default_factory=dict)
    curves: dict[tuple[str, str], tuple[tuple[int, int], ...]] = field(default_factory=dict)
    drawn: int = 0
    block: bytes = b""  # drawn, and not used yet
    manner: Manner = plainly

    def __post_init__(self) -> None:
        self.coverage = self.coverage.copy()  # what this program draws counts for what it draws next

    def number(self, low: int, high: int) -> int:
        """An integer, ends included."""
        return low + int.from_bytes(self._bytes(high - low), "big") % (high - low + 1) if high > low else low

    def _bytes(self, most: int) -> bytes:
        """As many as a number up to `most` takes, and one, so that each is about as likely."""
        count = most.bit_length() // 8 + 2
        if len(self.block) < count:
            self.block = self.draw(BLOCK)
        taken, self.block = self.block[:count], self.block[count:]
        return taken

    def below(self, count: int) -> int:
        """An integer from 0 up to, not including, the count."""
        return self.number(0, max(0, count - 1))

    def pick(self, things: Sequence[T]) -> T:
        """One of them."""
        return things[self.below(len(things))]

    def chance(self, one_in: int) -> bool:
        """True once in so many times."""
        return self.below(one_in) == 1 % one_in

    def rare(self, source: str, names: Sequence[str]) -> str:
        """One of the names, mostly of those drawn least often for this source; it counts as drawn."""
        name = self.pick(names) if self.chance(RARE) else self.pick(self.coverage.least(source, names, names))
        self.seen(source, name)
        self.coverage.drew(source, name)
        return name

    def rarest(self, source: str, things: Mapping[str, T]) -> T:
        """The same for things with names."""
        return things[self.rare(source, tuple(things))]

    def some(self, things: Sequence[T], most: int) -> list[T]:
        """Up to so many of them, each once, at least one."""
        left, found = list(things), []
        for _ in range(min(self.number(1, most), len(left))):
            found.append(left.pop(self.below(len(left))))
        return found

    def fresh(self, kind: str) -> str:
        """A name of the program that was not drawn before."""
        self.drawn += 1
        return f"{STEM}{kind}{self.drawn}"

    # -- people --------------------------------------------------------------------------------------------------

    def steady(self) -> Player:
        """A steady peer."""
        return self.pick(self.stage.steady)

    def elsewhere(self, player: Player) -> Player:
        """A steady peer on another ledger that is traded towards the player's."""
        pair = self.stage.topology.pair
        return self.pick(
            [
                each
                for each in self.stage.steady
                if each.ledger.prefix != player.ledger.prefix and pair(each.ledger.prefix, player.ledger.prefix)
            ]
            or [each for each in self.stage.steady if each.account != player.account]
        )

    def near(self, player: Player) -> list[Player]:
        """The other steady peers on the player's ledger."""
        return [each for each in self.stage.steady if each.ledger.prefix == player.ledger.prefix and each != player]

    def trade(self) -> tuple[Player, Player]:
        """Two steady peers: the connector trades from the first one's ledger to the second one's."""
        steady, pair = self.stage.steady, self.stage.topology.pair
        return self.pick([(a, b) for a in steady for b in steady if pair(a.ledger.prefix, b.ledger.prefix)])

    def meddler(self) -> Player:
        """Who sends bad messages: a spare peer, where there are some."""
        return self.pick(self.stage.spare or self.stage.steady)

    def holder(self) -> Player | None:
        """Somebody on a ledger with a token, where there is one."""
        holders = [each for each in (*self.stage.steady, *self.stage.spare) if each.ledger.token is not None]
        return self.pick(holders) if holders else None

    # -- amounts -------------------------------------------------------------------------------------------------

    def amount(self, end: int) -> int:
        """An amount up to the end, or the most that 64 bits hold: at a corner, or of any size."""
        end = min(end, MOST)
        kind = self.below(5)
        if kind == 0:
            corner = self.pick((*CORNERS, end, end - 1))
            return max(1, min(end, corner + self.pick((0, 0, 1, -1))))
        if kind == 1:
            power: int = 10 ** self.below(len(str(end)))
            return max(1, min(end, self.number(1, 9) * power + self.pick((-1, 0, 1))))
        return max(1, self.number(1, max(1, end >> self.below(end.bit_length()))))
