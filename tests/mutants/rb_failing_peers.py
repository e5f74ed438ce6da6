"""Faults that a peer brings out which answers badly: in what others hear, and in what it hears itself afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from reference_impl.broadcaster import Audience, Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Network, Peer
from reference_impl.offers import Offer, Offers
from reference_impl.outbox import Outbox
from schemas import json_text
from schemas.topology import Ledger

CROWD = 5  # answers not taken
PATIENCE = 5000  # ms for which they are waited for
Carried = dict[str, Offer | None]


class Remembering(Broadcaster):
    """Counts the failures of each audience in a row."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        self.failures: dict[Audience, int] = {}

    def missed(self, audience: Audience, carried: Carried) -> None:
        super().missed(audience, carried)
        self.failures[audience] = self.failures.get(audience, 0) + 1

    def delivered(self, audience: Audience, carried: Carried, sent: int) -> None:
        super().delivered(audience, carried, sent)
        self.failures.pop(audience, None)


class Broken(Remembering):
    def beat(self, now: int) -> None:
        before = self.next_heartbeat
        super().beat(now)
        after = False
        for audience in self.audiences if self.next_heartbeat != before else []:
            audience.heartbeat_due = audience.heartbeat_due and not after
            after = after or audience in self.failures


class HeartbeatsEndAtAFailingPeer(Connector):
    """Those who stand after a failing peer on the list get no heartbeats."""

    breaks = ("RB-6", "RB-13")
    broadcaster_class = Broken


class OnlyThis(Broadcaster):
    def missed(self, audience: Audience, carried: Carried) -> None:
        came = list(audience.untold)
        super().missed(audience, carried)
        for prefix in came if carried else []:
            if prefix not in carried:
                audience.untold.pop(prefix, None)


class ARetryForgetsWhatCameMeanwhile(Connector):
    """What changed while an update was under way that failed is never told."""

    breaks = ("RB-12",)
    broadcaster_class = OnlyThis


class Twice(Remembering):
    def missed(self, audience: Audience, carried: Carried) -> None:
        super().missed(audience, carried)
        for prefix in [each for each, offer in carried.items() if offer is None and self.failures[audience] > 1]:
            audience.untold.pop(prefix, None)
            audience.told.pop(prefix, None)


class AWithdrawalIsTriedTwice(Connector):
    """A withdrawal that could not be delivered for the second time is forgotten."""

    breaks = ("RB-12",)
    broadcaster_class = Twice


class AsItWas(Broadcaster):
    """What failed is sent again as it was."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        self.failed: dict[Audience, Carried] = {}

    def missed(self, audience: Audience, carried: Carried) -> None:
        super().missed(audience, carried)
        self.failed.setdefault(audience, {}).update(
            {prefix: offer for prefix, offer in carried.items() if offer is not None and prefix.startswith("g.")}
        )

    def news(self, audience: Audience) -> Carried:
        return {**super().news(audience), **self.failed.pop(audience, {})}


class SendsAFailedUpdateAgain(Connector):
    """Routes of a failed update are sent again as they were, though they have changed or gone since."""

    breaks = ("RB-12",)
    broadcaster_class = AsItWas


class OnceMore(Remembering):
    """Only the first failure of a peer's life is noticed."""

    def __init__(self, network: Network, offers: Offers, outbox: Outbox) -> None:
        super().__init__(network, offers, outbox)
        self.healed: set[Audience] = set()

    def delivered(self, audience: Audience, carried: Carried, sent: int) -> None:
        if audience in self.failures:
            self.healed.add(audience)
        super().delivered(audience, carried, sent)

    def missed(self, audience: Audience, carried: Carried) -> None:
        if audience not in self.healed:
            super().missed(audience, carried)
            return
        for prefix, offer in carried.items():
            if offer is None:
                audience.told.pop(prefix, None)
            else:
                audience.told[prefix] = offer


class ASecondSpellIsNotNoticed(Connector):
    """A peer that failed once and came back misses for good what fails then."""

    breaks = ("RB-12",)
    broadcaster_class = OnceMore


class ThirdTime(Remembering):
    def missed(self, audience: Audience, carried: Carried) -> None:
        super().missed(audience, carried)
        if self.failures[audience] == 3:
            self.changed(self.lost(audience.peer))

    def lost(self, peer: Peer) -> Iterable[str]:
        table = self.offers.table
        mine = [each for each in list(table.prefixes()) if any(route.peer is peer for route in table.routes(each))]
        mine = mine if len(mine) > 1 else []
        return set().union(*(table.withdraw(peer, prefix) for prefix in mine))


class DropsRoutesAtTheThirdFailure(Connector):
    """A peer that fails three times in a row loses its routes, where they are several."""

    breaks = ("RB-14",)
    broadcaster_class = ThirdTime


class Hung(ThirdTime):
    def missed(self, audience: Audience, carried: Carried) -> None:
        Remembering.missed(self, audience, carried)
        if self.gave_up:
            self.changed(self.lost(audience.peer))

    gave_up = False

    def was_delivered(self, status: int | None) -> bool:
        self.gave_up = status is None
        return super().was_delivered(status)


class DropsRoutesWhereNoAnswerComes(Connector):
    """An error is borne; a call without an answer costs the peer's routes."""

    breaks = ("RB-14",)
    broadcaster_class = Hung


class Crowded(Outbox):
    """Counts the answers that each peer has not taken."""

    def __init__(self) -> None:
        super().__init__()
        self.not_taken: dict[str, str] = {}
        self.since: dict[str, int] = {}
        self.waiting: list[tuple[Ledger, str, bytes]] = []

    def message(self, ledger: Ledger, receiver: str, data: object) -> str:
        text = json_text.write(data)
        if b'"destination_ledger":"test1.' in text and self.is_crowded(ledger):
            self.waiting.append((ledger, receiver, text))
            return ""
        key = super().message(ledger, receiver, data)
        self.not_taken[key] = receiver
        return key

    def is_crowded(self, ledger: Ledger) -> bool:
        if ledger.scale != 2:  # the first ledger of the topology
            return False
        counted = Counter(each for each in self.not_taken.values() if each.startswith(ledger.prefix))
        return any(number >= CROWD for number in counted.values())

    def give_up(self, now: int) -> None:
        super().give_up(now)
        for key in list(self.not_taken):
            if now - self.since.setdefault(key, now) > PATIENCE:
                self.answered(key, None, now)

    def answered(self, key: Any, status: int | None, now: int) -> None:
        super().answered(key, status, now)
        self.not_taken.pop(key, None)
        self.since.pop(key, None)
        waiting, self.waiting = self.waiting, []
        for ledger, receiver, data in waiting:
            if self.is_crowded(ledger):
                self.waiting.append((ledger, receiver, data))
            else:
                self.not_taken[self.message_text(ledger, receiver, data)] = receiver


class AnswersNotTakenKeepTheNeighboursFromTheirs(Connector):
    """When one peer has not taken five answers, nobody on its ledger gets quotes by the own rate (that in cents)."""

    breaks = ("RS-6",)
    outbox_class = Crowded
