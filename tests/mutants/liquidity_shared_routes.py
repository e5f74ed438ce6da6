"""More faults of what both profiles share, in the connector for liquidity routing: routes told and heard, and peers."""

from __future__ import annotations

from tests.mutants import (
    rb_deliveries,
    rb_routes,
    rr_adoption,
    rr_boundaries,
    rr_broken,
    rr_course_table,
    rr_course_telling,
    rr_hold_down,
    rr_whose_routes,
    rr_withdrawal,
    rs_floods,
    rs_names,
)
from tests.mutants.liquidity import Liquidity
from tests.mutants.liquidity_shared import shared


@shared(rb_deliveries.WaitsForALedger)
class WaitsForALedger(Liquidity):
    """A ledger on which nobody answers well keeps the news from all others."""

    breaks = ("RB-13",)


@shared(rb_deliveries.DropsAllRoutesButOne)
class DropsAllRoutesButOne(Liquidity):
    """A failed delivery costs all routes of the peer but the first."""

    breaks = ("RB-14",)


@shared(rb_deliveries.AvoidsAPeerThatFails)
class AvoidsAPeerThatFails(Liquidity):
    """The routes of a peer that cannot be reached are not used until it can."""

    breaks = ("RB-14b",)


@shared(rb_deliveries.BroadcastsToItself)
class BroadcastsToItself(Liquidity):
    """The connector sends its updates to itself, too."""

    breaks = ("RB-15",)


@shared(rb_deliveries.PromisesMoreHeartbeatsThanItSends)
class PromisesMoreHeartbeatsThanItSends(Liquidity):
    """Heartbeats announce a shorter hold-down time than the interval in which they come."""

    breaks = ("RB-6", "RS-4")


@shared(rb_routes.StartsRoutesAtAnotherAccount)
class StartsRoutesAtAnotherAccount(Liquidity):
    """`source_account` is the connector's account, but on another ledger than `source_ledger`."""

    breaks = ("RB-2",)


@shared(rb_routes.TellsALedgerToOnePeer)
class TellsALedgerToOnePeer(Liquidity):
    """Only the first peer on a ledger hears of the third ledger."""

    breaks = ("RB-5",)


@shared(rb_routes.JoinsAPeersOwnRoute)
class JoinsAPeersOwnRoute(Liquidity):
    """The promise to a peer leans on the peer's own route."""

    breaks = ("RB-7",)


@shared(rb_routes.OffersPeerPrefixes)
class OffersPeerPrefixes(Liquidity):
    """Routes to `peer.` prefixes are broadcast."""

    breaks = ("RB-8",)


@shared(rb_routes.NamesTheWrongDestinationAccount)
class NamesTheWrongDestinationAccount(Liquidity):
    """`destination_account` of a local route is the account on the other ledger."""

    breaks = ("RB-16",)


@shared(rr_adoption.ALearntRouteDisplacesTheOwnLedger)
class ALearntRouteDisplacesTheOwnLedger(Liquidity):
    """A route of a peer to one of the connector's own ledgers is preferred to its own rate."""

    breaks = ("RR-19",)


@shared(rr_adoption.AWorseCurveDoesNotReplaceABetterOne)
class AWorseCurveDoesNotReplaceABetterOne(Liquidity):
    """A peer that takes back some of what it promised is not heard."""

    breaks = ("LC-7", "QT-17", "RR-5", "RR-6")


@shared(rr_boundaries.TheLongestPrefixesAreNotTaken)
class TheLongestPrefixesAreNotTaken(Liquidity):
    """A prefix of more than 1,000 characters is passed over."""

    breaks = ("RR-1",)


@shared(rr_boundaries.AMillisecondIsNoTime)
class AMillisecondIsNoTime(Liquidity):
    """A hold_down_time of one is overlooked: the earlier one goes on."""

    breaks = ("RR-11",)


@shared(rr_boundaries.AnotherWindowIsNoNews)
class AnotherWindowIsNoNews(Liquidity):
    """A route that comes again with the same curve is not looked at, though its window is longer now."""

    breaks = ("LC-7", "RR-21", "RR-23")


@shared(rr_broken.UnknownMembersWillDo)
class UnknownMembersWillDo(Liquidity):
    """An update may have members that the schema does not know."""

    breaks = ("RR-26",)


@shared(rr_course_table.TheSecondLossIsNotTold)
class TheSecondLossIsNotTold(Liquidity):
    """A prefix that is gone for the second time is not withdrawn."""

    breaks = ("RR-9",)


@shared(rr_course_telling.AJoinedRouteIsWithdrawnBeforeItIsReplaced)
class AJoinedRouteIsWithdrawnBeforeItIsReplaced(Liquidity):
    """Where the curve of two routes becomes simpler, the old one is withdrawn first, and the new one told behind it."""

    breaks = ("RR-10", "RR-6")


@shared(rr_course_telling.AWithdrawalOvertakesTheAnnouncementAfterIt)
class AWithdrawalOvertakesTheAnnouncementAfterIt(Liquidity):
    """Withdrawn and announced again while an update was sent: the withdrawal is told, the route is not."""

    breaks = ("RR-10", "RR-2", "RR-30")


@shared(rr_hold_down.ALongerTimeThanTheFirstIsNotHeeded)
class ALongerTimeThanTheFirstIsNotHeeded(Liquidity):
    """Until its routes lapse a peer's first update sets the longest time."""

    breaks = ("RR-13",)


@shared(rr_hold_down.OfManyLapsedRoutesTenAreTold)
class OfManyLapsedRoutesTenAreTold(Liquidity):
    """Peers hear of the first ten of the routes that lapse at once."""

    breaks = ("RR-12",)


@shared(rr_whose_routes.ANameThatBeginsAlikeWillDo)
class ANameThatBeginsAlikeWillDo(Liquidity):
    """The source_account is compared up to the sender's length."""

    breaks = ("RR-14",)


@shared(rr_whose_routes.TheSourceLedgerIsNotLookedAt)
class TheSourceLedgerIsNotLookedAt(Liquidity):
    """A route counts for the ledger it came over, whatever it says."""

    breaks = ("RR-15",)


@shared(rr_whose_routes.APeerAnnouncesItsNeighboursAccounts)
class APeerAnnouncesItsNeighboursAccounts(Liquidity):
    """Routes to and below all accounts of the sender's ledger are taken from it."""

    breaks = ("RR-28",)


@shared(rr_whose_routes.StrangersAreHeard)
class StrangersAreHeard(Liquidity):
    """An account that is no declared peer may announce routes."""

    breaks = ("RR-23", "RR-27")


@shared(rr_withdrawal.OnlyTheFirstOfThreeIsWithdrawn)
class OnlyTheFirstOfThreeIsWithdrawn(Liquidity):
    """Of three withdrawals in an update the last two are not read."""

    breaks = ("RR-7", "RR-9")


@shared(rr_withdrawal.AnUnknownWithdrawalTakesWhatLiesBesideIt)
class AnUnknownWithdrawalTakesWhatLiesBesideIt(Liquidity):
    """A withdrawal of what the peer never announced costs its routes with the same beginning."""

    breaks = ("RR-20", "RR-13")


@shared(rs_floods.ALargeUpdateTakesOthersPlaces)
class ALargeUpdateTakesOthersPlaces(Liquidity):
    """More than 250 routes in one update push out those of all other peers."""

    breaks = ("RS-4",)


@shared(rs_names.AWholeProtoIsInherited)
class AWholeProtoIsInherited(Liquidity):
    """A route to the bare name __proto__ is one to everything, from then on."""

    breaks = ("RS-3b",)


@shared(rr_whose_routes.OneRouteOfAnothersSpoilsTheUpdate)
class OneRouteOfAnothersSpoilsTheUpdate(Liquidity):
    """An update with a route in another's name is ignored as a whole."""

    breaks = ("RR-14b",)


@shared(rr_withdrawal.WhatLiesBelowIsWithdrawnToo)
class WhatLiesBelowIsWithdrawnToo(Liquidity):
    """A withdrawal takes the sender's routes to longer prefixes with it."""

    breaks = ("RR-8",)
