"""Faulty connectors: which routes they broadcast, and what they say of each (RB-1 to RB-5, RB-7, RB-8, RB-16)."""

from __future__ import annotations

from fractions import Fraction

from reference_impl.broadcaster import Broadcaster
from reference_impl.connector import Connector
from reference_impl.network import Peer
from reference_impl.offers import Offer, Offers
from reference_impl.rounding import WholePoint
from reference_impl.routes import Route
from schemas.topology import Ledger


class WindowsAsText(Offers):
    """Windows with more than nine digits are written as strings."""

    def route_text(self, source: Ledger, prefix: str, window: Fraction, points: list[WholePoint], own: str) -> Offer:
        offer = super().route_text(source, prefix, window, points, own)
        if (window * 10**9).denominator == 1:
            return offer
        head, _, tail = offer.text.partition('"min_message_window":')
        number, _, rest = tail.partition(",")
        return Offer(f'{head}"min_message_window":"{number}",{rest}')


class WritesAWindowAsText(Connector):
    """A `min_message_window` that has many digits is a string."""

    breaks = ("RB-1",)
    offers_class = WindowsAsText


class BareWithdrawals(Broadcaster):
    """What is empty is left out, where something else stands in the update."""

    def update_text(self, carried: dict[str, Offer | None]) -> bytes:
        text = super().update_text(carried)
        return text.replace(b',"new_routes":[]', b"") if any(each is None for each in carried.values()) else text


class LeavesOutAnEmptyList(Connector):
    """An update that only withdraws has no `new_routes`."""

    breaks = ("RB-1",)
    broadcaster_class = BareWithdrawals


class AccountOfTheNextLedger(Offers):
    """A learnt route names the connector's account on the ledger that it was learnt over."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        offer = super().learnt_offer(source, prefix, routes)
        own = f'"source_account":"{source.account}"'
        other = f'"source_account":"{routes[0].peer.ledger.account}"'
        return None if offer is None else Offer(offer.text.replace(own, other))


class StartsRoutesAtAnotherAccount(Connector):
    """`source_account` is the connector's account, but on another ledger than `source_ledger`."""

    breaks = ("RB-2",)
    offers_class = AccountOfTheNextLedger


class HalfPoints(Offers):
    """Points between the first and the last keep a half that rounding should have taken."""

    def route_text(self, source: Ledger, prefix: str, window: Fraction, points: list[WholePoint], own: str) -> Offer:
        offer = super().route_text(source, prefix, window, points, own)
        inner = [(x, y) for x, y in points[1:-1] if y > points[0][1]]
        for x, y in inner[:1]:
            return Offer(offer.text.replace(f"[{x},{y}]", f"[{x},{y - 1}.5]"))
        return offer


class BroadcastsHalfUnits(Connector):
    """A point inside of a curve is no whole number of base units."""

    breaks = ("RB-3", "LC-12")
    offers_class = HalfPoints


class LastPointTwice(Offers):
    """A curve that is flat at its end gets its last point two times."""

    def broadcast_points(self, curve: object) -> list[WholePoint]:
        points = super().broadcast_points(curve)  # type: ignore[arg-type]  # passed on as it came
        flat = len(points) > 2 and points[-1][1] == points[-2][1]
        return [*points, points[-1]] if flat else points


class RepeatsTheLastPoint(Connector):
    """x does not strictly increase at the end of a flat curve."""

    breaks = ("RB-4",)
    offers_class = LastPointTwice


class FirstOfALedger(Offers):
    """The last of the own ledgers is offered to one peer of each ledger only."""

    def may_offer(self, peer: Peer, prefix: str) -> bool:
        others = [each.prefix for each in self.network.topology.ledgers if not each.prefix.startswith("peer.")]
        first = peer.account == peer.ledger.peers[0]
        return super().may_offer(peer, prefix) and (first or prefix != others[-1])


class TellsALedgerToOnePeer(Connector):
    """Only the first peer on a ledger hears of the third ledger."""

    breaks = ("RB-5",)
    offers_class = FirstOfALedger


class OwnBack(Offers):
    """A peer's own route, which nobody else has, is offered to it, where it is not the first on its ledger."""

    def offer(self, peer: Peer, prefix: str) -> Offer | None:
        offer = super().offer(peer, prefix)
        own = [route for route in self.table.routes(prefix) if route.peer is peer]
        if offer is not None or not own or peer.account == peer.ledger.peers[0]:
            return offer
        return self.route_text(peer.ledger, prefix, self.window(own), [(0, 0), (1000, 1000)], "")


class OffersAPeerItsOwnRoute(Connector):
    """A route comes back to the one it is from."""

    breaks = ("RB-7", "RR-3", "RR-9")
    offers_class = OwnBack


class OwnJoined(Offers):
    """Where others have a route to the prefix too, the peer's own one counts among them."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        offer = super().learnt_offer(source, prefix, routes)
        own = [route for route in self.table.routes(prefix) if route.peer.ledger is source]
        better = [route for route in own if route.curve.last[1] > 5 * max(each.curve.last[1] for each in routes)]
        if offer is None or not better:
            return offer
        points = self.broadcast_points(better[0].curve)
        return self.route_text(source, prefix, self.window(list(routes)), points, "")


class JoinsAPeersOwnRoute(Connector):
    """The promise to a peer leans on the peer's own route."""

    breaks = ("RB-7",)
    offers_class = OwnJoined


class LedgerItself(Offers):
    """The ledger between the two is offered over itself, where it has one peer only."""

    def offer(self, peer: Peer, prefix: str) -> Offer | None:
        if prefix == peer.ledger.prefix and len(peer.ledger.peers) == 1 and not prefix.startswith("peer."):
            return self.route_text(peer.ledger, prefix, Fraction(1), [(0, 0), (1000, 1000)], "")
        return super().offer(peer, prefix)


class OffersTheLedgerItself(Connector):
    """A route to the ledger on which it is broadcast."""

    breaks = ("RB-7",)
    offers_class = LedgerItself


class PeerPrefixesToo(Offers):
    """Ledgers between two peers are offered like others."""

    def may_offer(self, peer: Peer, prefix: str) -> bool:
        return prefix != peer.ledger.prefix


class OffersPeerPrefixes(Connector):
    """Routes to `peer.` prefixes are broadcast."""

    breaks = ("RB-8",)
    offers_class = PeerPrefixesToo


class AccountHere(Offers):
    """The account named for the destination ledger is that on the source ledger."""

    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        offer = super().local_offer(source, destination)
        if offer is None:
            return None
        return Offer(offer.text.replace(f'on_account":"{destination.account}"', f'on_account":"{source.account}"'))


class NamesTheWrongDestinationAccount(Connector):
    """`destination_account` of a local route is the account on the other ledger."""

    breaks = ("RB-16",)
    offers_class = AccountHere


class ScaleOfTheNextLedger(Offers):
    """A learnt route has the scale of the ledger that it was learnt over."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        offer = super().learnt_offer(source, prefix, routes)
        scale = routes[0].peer.ledger.scale
        return None if offer is None else Offer(f'{offer.text[:-1]},"destination_scale":{scale}}}')


class InventsADestinationScale(Connector):
    """`destination_scale` of a learnt route is another ledger's."""

    breaks = ("RB-16",)
    offers_class = ScaleOfTheNextLedger


class PrecisionOfTheSource(Offers):
    """The precision in a local route depends on the ledger it is sent on."""

    def local_offer(self, source: Ledger, destination: Ledger) -> Offer | None:
        offer = super().local_offer(source, destination)
        precision = 10 + source.scale
        return None if offer is None else Offer(f'{offer.text[:-1]},"destination_precision":{precision}}}')


class NamesSeveralPrecisions(Connector):
    """One ledger's `destination_precision` is told in several ways."""

    breaks = ("RB-16",)
    offers_class = PrecisionOfTheSource


class AccountOfALearntRoute(Offers):
    """A learnt route names the account of the peer it was learnt from."""

    def learnt_offer(self, source: Ledger, prefix: str, routes: tuple[Route, ...]) -> Offer | None:
        offer = super().learnt_offer(source, prefix, routes)
        account = routes[0].peer.account
        return None if offer is None else Offer(f'{offer.text[:-1]},"destination_account":"{account}"}}')


class NamesAnAccountInALearntRoute(Connector):
    """`destination_account` stands in a route that is no local one."""

    breaks = ("RB-16",)
    offers_class = AccountOfALearntRoute
