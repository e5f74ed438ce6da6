"""The wire log: every call, either way, numbered in the order in which it happened."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from hashlib import sha256

from conformance.verdicts import HarnessError
from schemas.results import Long

LIMIT = 250_000  # exchanges of a run; a target that floods must not cost the memory
SOON = 100  # ms in which a heartbeat is answered by a target that is not busy
SHOWN = 64 * 1024  # characters of one body that go into a result
Keep = Callable[[bytes], tuple[str, Long | None]]
CASE: ContextVar[int] = ContextVar("CASE", default=0)  # the number of the case that is under way


class TooManyCalls(HarnessError):
    """The log is full: the target floods its peers, or the run is longer than any."""


@dataclass
class Exchange:
    """One call and its answer. Moments are ms since the run began; `answer` stays None until there is one."""

    seq: int
    at: int
    outgoing: bool
    ledger: str
    account: str
    method: str
    body: bytes
    status: int | None = None
    answer: bytes | None = None
    answered_at: int | None = None
    refused: bool = False  # nobody listened
    payload: object = None  # what the profile made the body of, where it did
    case: int = 0  # the number of the case that sent it; 0: what peers do by themselves

    @property
    def open(self) -> bool:
        """Whether the answer to a call is still to come."""
        return self.outgoing and self.answer is None

    @property
    def failed(self) -> bool:
        """Whether the call is over and was not answered: refused, broken off or timed out."""
        return self.answer is not None and self.status is None

    @property
    def is_left(self) -> bool:
        """Whether the call was not answered soon, where there was somebody to answer it."""
        took = 0 if self.answered_at is None else self.answered_at - self.at
        return (self.failed or took > SOON) and not self.refused

    def row(self, judged: bool = False, keep: Keep | None = None) -> dict[str, object]:
        """The form in which it stands in a result; of a long body head and tail, and what `keep` says of the whole."""
        (body, long), (answer, long_answer) = ((keep or shortened)(each) for each in (self.body, self.answer or b""))
        row: dict[str, object] = {
            "seq": self.seq,
            "at": self.at,
            "direction": "to target" if self.outgoing else "from target",
            "ledger": self.ledger,
            "account": self.account,
            "method": self.method,
            "status": self.status,
            "body": body,
            "answer": answer,
            "judged": judged,
        }
        row |= {name: asdict(each) for name, each in (("long", long), ("long_answer", long_answer)) if each}
        return row


class WireLog:
    """All exchanges of a run."""

    def __init__(self, tag: str = "") -> None:
        """`tag` is the run's; behind it a body names the number of the case that it is about."""
        self.exchanges: list[Exchange] = []
        self._made = [0]  # how many calls were to the target, of none, of the first one, and so on
        self._number = re.compile(re.escape(tag).encode() + rb"\.(\d+)\.")
        self._about: dict[bytes, list[Exchange]] = {}
        self._read = 0  # exchanges whose bodies were read for that

    def add(self, at: int, outgoing: bool, ledger: str, account: str, method: str, body: bytes) -> Exchange:
        """Notes a call; its answer is filled in when it comes. TooManyCalls beyond the limit."""
        if len(self.exchanges) >= LIMIT:
            raise TooManyCalls(f"the run has more than {LIMIT} calls: does the target flood its peers?")
        exchange = Exchange(len(self.exchanges), at, outgoing, ledger, account, method, body)
        exchange.case = CASE.get() if outgoing else 0
        self.exchanges.append(exchange)
        self._made.append(self._made[-1] + outgoing)
        return exchange

    def made(self, first: int) -> int:
        """How many calls to the target there were from exchange number `first` on."""
        return self._made[-1] - self._made[first]

    def about(self, first: int, case: int) -> list[Exchange]:
        """The exchanges from number `first` on whose bodies name the case."""
        for exchange in self.exchanges[self._read :]:
            for number in set(self._number.findall(exchange.body)):
                self._about.setdefault(number, []).append(exchange)
        self._read = len(self.exchanges)
        return [each for each in self._about.get(str(case).encode(), ()) if each.seq >= first]

    def leaves_heartbeats(self, first: int, end: int) -> bool:
        """Whether of these exchanges one that peers send by themselves was answered late or never.

        By a target that is there.
        """
        span = self.exchanges[first:end]
        return any(not each.case and each.outgoing and each.is_left for each in span)

    def __len__(self) -> int:
        return len(self.exchanges)


def shown(body: bytes) -> str:
    """A body as text: whole up to 64 KiB, above that head, tail and length."""
    return shortened(body)[0]


def shortened(body: bytes) -> tuple[str, Long | None]:
    """The same; and, where it is not whole, how long it is and its hash."""
    if len(body) <= SHOWN:
        return body.decode("utf-8", "backslashreplace"), None
    head, tail = (part.decode("utf-8", "backslashreplace") for part in (body[:2048], body[-512:]))
    return f"{head} [... {len(body)} bytes in all ...] {tail}", Long(len(body), sha256(body).hexdigest())
