"""The messages of a case as a sequence diagram: a lane for the connector and each peer, a row for each message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.layers import Layers
from schemas.results import Exchange

LEFT, TOP, ROW, PAD = 74, 52, 34, 64  # pixels
NARROW, WIDE, PAGE = 92, 138, 830  # pixels of a lane, at least and at most, and of all lanes together, if they fit
PAUSE = 400  # ms between two messages from which on a gap is drawn
PAUSE_HEIGHT = 22
LETTERS = 30  # of what a message says

Message = tuple[Exchange, Layers, Layers | None]  # a call and the answer to it


@dataclass(frozen=True)
class Lane:
    """A participant, and where its line stands."""

    name: str
    ledger: str
    x: int
    connector: bool = False


@dataclass(frozen=True)
class Arrow:
    """A message: from where to where, when (ms since the first one), what. `pause`: ms of silence before, if long.

    `style`: judged, arrow, or reply for what came as the answer to a call. `note`: what is odd about that answer.
    """

    y: int
    start: int
    end: int
    at: int
    style: str
    name: str
    about: str
    note: str = ""
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


def diagram(messages: Sequence[Message]) -> Diagram:
    """The picture of these calls. The connector stands in the middle, the peers in the order of their ledgers."""
    peers = sorted({(each.ledger, each.account) for each, _, _ in messages})
    lane = max(NARROW, min(WIDE, PAGE // max(1, len(peers))))
    middle = (len(peers) + 1) // 2
    places = [*range(middle), *range(middle + 1, len(peers) + 1)]
    x_of = {peer: LEFT + PAD + place * lane for peer, place in zip(peers, places, strict=True)}
    connector = LEFT + PAD + middle * lane
    lanes = [Lane(_short(account.rpartition(".")[2]), ledger, x_of[ledger, account]) for ledger, account in peers]
    lanes.append(Lane("connector", "under test", connector, connector=True))
    began = messages[0][0].at
    y, before, arrows = TOP, began, []
    for at, exchange, said, is_reply in _in_time(messages):
        pause = at - before if at - before >= PAUSE else 0
        y += ROW + (PAUSE_HEIGHT if pause else 0)
        ends = x_of[exchange.ledger, exchange.account], connector
        start, end = ends if (exchange.direction == "to target") is not is_reply else ends[::-1]
        style = "reply" if is_reply else "judged" if exchange.judged else "arrow"
        note = "" if is_reply else _answered(exchange)
        arrows.append(Arrow(y, start, end, at - began, style, _short(said.kind), _short(said.about), note, pause))
        before = at
    return Diagram(tuple(lanes), tuple(arrows), LEFT + 2 * PAD + len(peers) * lane, y + ROW)


def _in_time(messages: Sequence[Message]) -> list[tuple[int, Exchange, Layers, bool]]:
    """Calls and the answers that say something, in the order in which they happened; whether it is an answer."""
    found = []
    for exchange, call, answer in messages:
        found.append((exchange.at, exchange, call, False))
        if answer is not None and exchange.answered_at is not None:
            found.append((exchange.answered_at, exchange, answer, True))
    return sorted(found, key=lambda each: each[0])


def _answered(exchange: Exchange) -> str:
    """What is odd about the call's answer: its status, or that there was none."""
    if exchange.direction != "to target" or exchange.status == 200:
        return ""
    return "no answer" if exchange.status is None else f"status {exchange.status}"


def _short(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"
