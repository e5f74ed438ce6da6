"""Connectors that pay twice, or pass back something else than what the next hop said."""

from __future__ import annotations

import uuid
from typing import Any

from reference_impl.connector import Connector
from reference_impl.rejections import Rejection, Rejections
from reference_impl.transfers import Forwarded, Forwarder
from schemas.topology import Ledger


class _NewIds(Forwarder):
    def earlier(self, ledger: Ledger, id: str) -> Forwarded | None:
        return None

    def next_id(self, ledger: Ledger, id: str) -> str:
        self.count: int = getattr(self, "count", 0) + 1
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{ledger.prefix}{id}{self.count}"))


class PaysRepeatsAsNewOnes(Connector):
    """Each delivery of a transfer is a transfer of its own, with an id of its own."""

    forwarder_class = _NewIds
    breaks = ("FW-8",)


class _Stateless(Forwarder):
    def earlier(self, ledger: Ledger, id: str) -> Forwarded | None:
        return None


class DecidesAnewForARepeat(Connector):
    """A repeat keeps the id, and goes where the routes now say: on another ledger nobody refuses it."""

    forwarder_class = _Stateless
    breaks = ("FW-8",)


class _Forgetful(Forwarder):
    def fulfilled(self, ledger: Ledger, id: Any, fulfillment: Any) -> bool:
        sent = self._by_next.get((ledger.prefix, id)) if isinstance(id, str) else None
        done = super().fulfilled(ledger, id, fulfillment)
        if sent is not None:
            self._by_source.pop((sent.source.prefix, sent.source_id.lower()), None)
        return done

    def next_id(self, ledger: Ledger, id: str) -> str:
        self.count: int = getattr(self, "count", 0) + 1
        return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{ledger.prefix}{id}{self.count}"))


class ForgetsWhatWasFulfilled(Connector):
    """A transfer that is fulfilled is forgotten; should it come again, it is paid on again."""

    forwarder_class = _Forgetful
    breaks = ("FW-8",)


class _ForgetsRejected(Forwarder):
    def repeat(self, earlier: Forwarded, now: int) -> None:
        if earlier.rejection is None:
            super().repeat(earlier, now)
            return
        again = str(uuid.uuid5(uuid.NAMESPACE_OID, earlier.next_id))
        body = earlier.body.replace(earlier.next_id.encode(), again.encode())
        self.outbox.call(earlier.next, earlier.receiver, "send_transfer", body)


class TriesARejectedTransferAgain(Connector):
    """A transfer that the next hop has rejected is paid on again when it comes again."""

    forwarder_class = _ForgetsRejected
    breaks = ("FW-8",)


class _LastOne(Forwarder):
    def fulfilled(self, ledger: Ledger, id: Any, fulfillment: Any) -> bool:
        sent = self._by_next.get((ledger.prefix, id)) if isinstance(id, str) else None
        if sent is None:
            return False
        latest = [each for (prefix, _), each in self._by_next.items() if prefix == ledger.prefix][-1]
        return super().fulfilled(ledger, latest.next_id, fulfillment)


class FulfilsTheLatestTransfer(Connector):
    """A fulfilment over a ledger goes back to the source of the transfer last sent over it."""

    forwarder_class = _LastOne
    breaks = ("FW-9",)


class _OtherFulfilment(Forwarder):
    def fulfilled(self, ledger: Ledger, id: Any, fulfillment: Any) -> bool:
        sent = self._by_next.get((ledger.prefix, id)) if isinstance(id, str) else None
        if sent is not None and sent.source.token is not None:
            return True
        return super().fulfilled(ledger, id, fulfillment)


class KeepsFulfilmentsFromClosedLedgers(Connector):
    """A fulfilment is not passed back over a ledger that has a token."""

    forwarder_class = _OtherFulfilment
    breaks = ("FW-9",)


class _AnyLedger(Forwarder):
    def of_any_ledger(self, ledger: Ledger, id: Any) -> Ledger:
        found = [each.next for (_, known), each in self._by_next.items() if known == id]
        return found[0] if found else ledger

    def fulfilled(self, ledger: Ledger, id: Any, fulfillment: Any) -> bool:
        return super().fulfilled(self.of_any_ledger(ledger, id), id, fulfillment)

    def rejected(self, ledger: Ledger, id: Any, reason: Any, now: int) -> bool:
        return super().rejected(self.of_any_ledger(ledger, id), id, reason, now)


class LetsAnyLedgerEndATransfer(Connector):
    """Who names the id of a transfer ends it, over whichever ledger."""

    forwarder_class = _AnyLedger
    breaks = ("FW-9",)


class _SourceIds(Forwarder):
    def rejected(self, ledger: Ledger, id: Any, reason: Any, now: int) -> bool:
        by_source = [each for (_, known), each in self._by_source.items() if known == id]
        if by_source:
            return super().rejected(by_source[0].next, by_source[0].next_id, reason, now)
        return super().rejected(ledger, id, reason, now)


class EndsTransfersByTheIdTheyCameWith(Connector):
    """A rejection that names the id of the incoming transfer counts as one of the outgoing."""

    forwarder_class = _SourceIds
    breaks = ("FW-9",)


class _NeedsReason(Forwarder):
    def rejected(self, ledger: Ledger, id: Any, reason: Any, now: int) -> bool:
        return super().rejected(ledger, id, reason, now) if reason is not None else True


class NeedsAReason(Connector):
    """A rejection without a reason is not passed back."""

    forwarder_class = _NeedsReason
    breaks = ("FW-9",)


class _OwnWords(Rejections):
    def forwarded(self, ledger: Ledger, reason: Any, now: int) -> Any:
        return self.own(ledger, Rejection("T01", "the next connector rejected it"), now)


class _OwnWordsForwarder(Forwarder):
    rejections_class = _OwnWords


class PassesBackAnErrorOfItsOwn(Connector):
    """Whatever the next hop says, the source hears that the next ledger could not be reached."""

    forwarder_class = _OwnWordsForwarder
    breaks = ("FW-9", "FW-9b")


class _Unsigned(Rejections):
    def forwarded(self, ledger: Ledger, reason: Any, now: int) -> Any:
        return super().forwarded(ledger, reason, now) if reason is None else reason


class _UnsignedForwarder(Forwarder):
    rejections_class = _Unsigned


class IsNotAmongThoseWhoForwarded(Connector):
    """An error is passed back as it came, without the connector in it."""

    forwarder_class = _UnsignedForwarder
    breaks = ("FW-9b",)


class _InFront(Rejections):
    def forwarded(self, ledger: Ledger, reason: Any, now: int) -> Any:
        made = super().forwarded(ledger, reason, now)
        if isinstance(made, dict) and len(made.get("forwarded_by", [])) > 1:
            return {**made, "forwarded_by": [made["forwarded_by"][-1], *made["forwarded_by"][:-1]]}
        return made


class _InFrontForwarder(Forwarder):
    rejections_class = _InFront


class PutsItselfInFront(Connector):
    """The connector is added before those who forwarded the error earlier."""

    forwarder_class = _InFrontForwarder
    breaks = ("FW-9b",)


class _NoInfo(Rejections):
    def forwarded(self, ledger: Ledger, reason: Any, now: int) -> Any:
        made = super().forwarded(ledger, reason, now)
        known = ("code", "name", "message", "triggered_by", "triggered_at", "forwarded_by")
        return {name: made[name] for name in known if name in made} if isinstance(made, dict) else made


class _NoInfoForwarder(Forwarder):
    rejections_class = _NoInfo


class DropsAdditionalInfo(Connector):
    """An error that is passed back loses its additional_info."""

    forwarder_class = _NoInfoForwarder
    breaks = ("FW-9b",)
