"""The messages of a case as a sequence diagram: a lane for the connector and each peer, a row for each message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.layers import Layers
from schemas.results import Exchange

LEFT, TOP, ROW, LANE, PAD = 74, 52, 34, 138, 70  # pixels
PAUSE = 400  # ms between two messages from which on a gap is drawn
PAUSE_HEIGHT = 22
LETTERS = 30  # of what a message says


@dataclass(frozen=True)
class Lane:
    """A participant, and where its line stands."""

    name: str
    ledger: str
    x: int
    connector: bool = False


@dataclass(frozen=True)
class Arrow:
    """A message: from where to where, when (ms since the first one), what. `pause`: ms of silence before, if long."""

    y: int
    start: int
    end: int
    at: int
    kind: str
    about: str
    judged: bool
    answer: str
    pause: int = 0

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return (self.start + self.end) // 2

    @property
    def head(self) -> str:
        """The points of its head."""
        back = self.end - (7 if self.end > self.start else -7)
        return f"{self.end},{self.y} {back},{self.y - 4} {back},{self.y + 4}"


@dataclass(frozen=True)
class Diagram:
    """The whole picture, with its size in pixels."""

    lanes: tuple[Lane, ...]
    arrows: tuple[Arrow, ...]
    width: int
    height: int

    @property
    def names(self) -> str:
        """The peers' names, for those who can't see it."""
        return ", ".join(lane.name for lane in self.lanes if not lane.connector)


def diagram(exchanges: Sequence[Exchange], messages: Sequence[Layers]) -> Diagram:
    """The picture of these messages. The connector stands in the middle, the peers in the order of their ledgers."""
    peers = sorted({(each.ledger, each.account) for each in exchanges})
    middle = (len(peers) + 1) // 2
    places = [*range(middle), *range(middle + 1, len(peers) + 1)]
    x_of = {peer: LEFT + PAD + place * LANE for peer, place in zip(peers, places, strict=True)}
    connector = LEFT + PAD + middle * LANE
    lanes = [Lane(_short(account.rpartition(".")[2]), ledger, x_of[ledger, account]) for ledger, account in peers]
    y, before, arrows = TOP, exchanges[0].at, []
    for exchange, message in zip(exchanges, messages, strict=True):
        pause = exchange.at - before if exchange.at - before >= PAUSE else 0
        y += ROW + (PAUSE_HEIGHT if pause else 0)
        peer = x_of[exchange.ledger, exchange.account]
        start, end = (peer, connector) if exchange.direction == "to target" else (connector, peer)
        arrows.append(
            Arrow(
                y,
                start,
                end,
                at=exchange.at - exchanges[0].at,
                kind=_short(message.kind),
                about=_short(message.about),
                judged=exchange.judged,
                answer=_answered(exchange),
                pause=pause,
            )
        )
        before = exchange.at
    lanes.append(Lane("connector", "under test", connector, connector=True))
    return Diagram(tuple(lanes), tuple(arrows), LEFT + 2 * PAD + len(peers) * LANE, y + ROW)


def _answered(exchange: Exchange) -> str:
    """What is odd about the call's answer: its status, or that there was none."""
    if exchange.direction != "to target" or exchange.status == 200:
        return ""
    return "no answer" if exchange.status is None else f"status {exchange.status}"


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
