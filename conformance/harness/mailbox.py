"""What one peer has heard from the target: messages by kind, and the routes it has been told of."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from conformance.profiles.incoming import Incoming, Kind

STEM = 3  # segments of a prefix of a case, at least: g, the run's, the case's


@dataclass(frozen=True)
class Told:
    """The target said something of a prefix: the route, or (route None) that it has become unreachable.

    `place`: which of the update's routes, or of its withdrawals, it is, from 0.
    """

    prefix: str
    route: Mapping[str, Any] | None
    seq: int
    at: int
    hold_down_time: Any
    place: int = 0


class Mailbox:
    """One peer's messages, in the order in which they came."""

    def __init__(self) -> None:
        self.messages: list[Incoming] = []
        self.news: list[Told] = []
        self.updates: list[Incoming] = []
        self._requests: dict[str, list[Incoming]] = {}
        self.answers: dict[Any, list[Incoming]] = {}
        self._about: dict[str, list[tuple[int, Told]]] = {}
        self._standing: dict[str, Told] = {}

    def take(self, incoming: Incoming) -> None:
        """Files a message."""
        self.messages.append(incoming)
        if incoming.kind is Kind.BROADCAST:
            self.updates.append(incoming)
            self._apply(incoming)
        elif incoming.kind is Kind.QUOTE_REQUEST:
            self._requests.setdefault(_stem(destination_of(incoming)), []).append(incoming)
        elif incoming.kind in (Kind.QUOTE_RESPONSE, Kind.ERROR) and isinstance(incoming.id, str | int | None):
            self.answers.setdefault(incoming.id, []).append(incoming)

    def requests_under(self, prefix: str) -> list[Incoming]:
        """The quote requests for addresses that begin with the prefix."""
        stem = _stem(prefix)
        found = self._requests.get(stem, ()) if stem else chain.from_iterable(self._requests.values())
        return [each for each in found if destination_of(each).startswith(prefix)]

    def requests_for_part_of(self, address: str) -> list[Incoming]:
        """The quote requests for what the address begins with."""
        found = chain(self._requests.get(_stem(address), ()), self._requests.get("", ()))
        return [each for each in found if destination_of(each) and address.startswith(destination_of(each))]

    def mark(self) -> int:
        """The present length of the news, to ask later what came after."""
        return len(self.news)

    def told(self, prefix: str, since: int = 0) -> Told | None:
        """The latest news of a route to the prefix that still stands, if it came after the mark."""
        number, news = self._about[prefix][-1] if prefix in self._about else (0, None)
        return news if news is not None and news.route is not None and number >= since else None

    def gone(self, prefix: str, since: int = 0) -> Told | None:
        """The news, after the mark, that the prefix has become unreachable, if there is."""
        return next((each for each in self.about(prefix, since) if each.route is None), None)

    def about(self, prefix: str, since: int = 0) -> list[Told]:
        """All news of the prefix after the mark."""
        return [each for number, each in self._about.get(prefix, ()) if number >= since]

    def forget(self, seqs: Collection[int]) -> None:
        """What was told in these exchanges does not count: the delivery failed."""
        kept = {prefix: [each for each in news if each[1].seq not in seqs] for prefix, news in self._about.items()}
        self._about = {prefix: news for prefix, news in kept.items() if news}
        latest = [news[-1][1] for news in self._about.values()]
        self._standing = {told.prefix: told for told in latest if told.route is not None}

    def routes(self) -> list[Told]:
        """The routes that stand now."""
        return list(self._standing.values())

    def _apply(self, incoming: Incoming) -> None:
        update = incoming.data if isinstance(incoming.data, dict) else {}
        hold = update.get("hold_down_time")
        for place, prefix in enumerate(_list(update.get("unreachable_through_me"))):
            if isinstance(prefix, str):
                self._note(Told(prefix, None, incoming.seq, incoming.at, hold, place))
        for place, route in enumerate(_list(update.get("new_routes"))):
            if isinstance(route, dict) and isinstance(route.get("destination_ledger"), str):
                self._note(Told(route["destination_ledger"], route, incoming.seq, incoming.at, hold, place))

    def _note(self, told: Told) -> None:
        self._about.setdefault(told.prefix, []).append((len(self.news), told))
        self.news.append(told)
        if told.route is None:
            self._standing.pop(told.prefix, None)
        else:
            self._standing[told.prefix] = told


def destination_of(request: Incoming) -> str:
    """The address that a quote request asks about; empty where it has none."""
    return str(request.data.get("destination_address")) if isinstance(request.data, dict) else ""


def _stem(address: str) -> str:
    """The first segments, that of the run and that of the case among them, where there are so many; else nothing."""
    segments = address.split(".", STEM)
    return ".".join(segments[:STEM]) if len(segments) > STEM else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
