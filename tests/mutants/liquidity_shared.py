"""Faults of what both profiles share, in the connector for liquidity routing: there, too, cases can fail for them."""

from __future__ import annotations

from reference_impl.connector import Connector
from reference_impl.core import Core
from reference_impl.liquidity.connector import LiquidityConnector
from tests.mutants import (
    fw_paying,
    fw_refusing,
    fw_settling,
    lc_curves,
    lc_shapes,
    msg_calls,
    qt_corners,
    qt_half_prefixes,
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


class NotShared(Exception):
    """The mutant changes more than parts that both connectors have."""


def shared(mutant: type[Core], *breaks: str) -> type[LiquidityConnector]:
    """The connector for liquidity routing with the mutant's parts before its own. It breaks the same, or what is named.

    Raises NotShared.
    """
    declared = breaks or vars(mutant)["breaks"]
    parts: dict[str, object] = {"breaks": declared, "topology_name": "liquidity", "__doc__": mutant.__doc__}
    for name, part in vars(mutant).items():
        own = getattr(LiquidityConnector, name, None)
        if name.startswith("_") or name in ("breaks", "topology_name"):
            continue
        if not (isinstance(part, type) and isinstance(own, type)) or getattr(Connector, name) not in own.__mro__:
            raise NotShared(f"{mutant.__name__}.{name}")
        parts[name] = type(part.__name__, (part, own), {})
    return type(mutant.__name__, (LiquidityConnector,), {**parts, "__module__": __name__})


PaysLargeAmountsAsDoubles = shared(fw_paying.PaysLargeAmountsAsDoubles)
RoundsLargeAmountsToThousands = shared(fw_paying.RoundsLargeAmountsToThousands)
PaysTheNextHopThePacketsAmount = shared(fw_paying.PaysTheNextHopThePacketsAmount)
ReadsNoUrlAlphabet = shared(fw_paying.ReadsNoUrlAlphabet)
DropsWhatHasNoRoute = shared(fw_refusing.DropsWhatHasNoRoute)
DropsWhatIsTooLate = shared(fw_refusing.DropsWhatIsTooLate)
NumbersErrorsAsBefore = shared(fw_refusing.NumbersErrorsAsBefore)
ReadsPacketsOfAnyType = shared(fw_refusing.ReadsPacketsOfAnyType)
PassesOverBytesLeftOver = shared(fw_refusing.PassesOverBytesLeftOver)
DropsWhatHasNoPacket = shared(fw_refusing.DropsWhatHasNoPacket)
PaysOnUntilTheVeryExpiry = shared(fw_refusing.PaysOnUntilTheVeryExpiry)
NeedsNoTokenForTransfers = shared(fw_refusing.NeedsNoTokenForTransfers)
PaysNothingAfterABadTransfer = shared(fw_refusing.PaysNothingAfterABadTransfer)
NamesOtherErrors = shared(fw_refusing.NamesOtherErrors)
PaysRepeatsAsNewOnes = shared(fw_settling.PaysRepeatsAsNewOnes)
FulfilsTheLatestTransfer = shared(fw_settling.FulfilsTheLatestTransfer)
IsNotAmongThoseWhoForwarded = shared(fw_settling.IsNotAmongThoseWhoForwarded)
LeavesOutPoints = shared(lc_curves.LeavesOutPoints)
TheLastSectionIsDropped = shared(lc_shapes.TheLastSectionIsDropped)
RefusesNoTokenWith400 = shared(msg_calls.RefusesNoTokenWith400)
RefusesAPrefixWithoutPeriod = shared(msg_calls.RefusesAPrefixWithoutPeriod)
TakesAnObjectForAnArray = shared(msg_calls.TakesAnObjectForAnArray)
ReadsSegmentsOfDigitsAsNumbers = shared(qt_corners.ReadsSegmentsOfDigitsAsNumbers)
APrefixWithoutPeriodMatchesAnyBeginning = shared(qt_half_prefixes.APrefixWithoutPeriodMatchesAnyBeginning)
WaitsForALedger = shared(rb_deliveries.WaitsForALedger)
DropsAllRoutesButOne = shared(rb_deliveries.DropsAllRoutesButOne)
AvoidsAPeerThatFails = shared(rb_deliveries.AvoidsAPeerThatFails)
BroadcastsToItself = shared(rb_deliveries.BroadcastsToItself)
PromisesMoreHeartbeatsThanItSends = shared(rb_deliveries.PromisesMoreHeartbeatsThanItSends)
StartsRoutesAtAnotherAccount = shared(rb_routes.StartsRoutesAtAnotherAccount)
TellsALedgerToOnePeer = shared(rb_routes.TellsALedgerToOnePeer)
JoinsAPeersOwnRoute = shared(rb_routes.JoinsAPeersOwnRoute)
OffersPeerPrefixes = shared(rb_routes.OffersPeerPrefixes)
NamesTheWrongDestinationAccount = shared(rb_routes.NamesTheWrongDestinationAccount)
ALearntRouteDisplacesTheOwnLedger = shared(rr_adoption.ALearntRouteDisplacesTheOwnLedger)
AWorseCurveDoesNotReplaceABetterOne = shared(
    rr_adoption.AWorseCurveDoesNotReplaceABetterOne, "LC-7", "QT-17", "RR-5", "RR-6"
)
TheLongestPrefixesAreNotTaken = shared(rr_boundaries.TheLongestPrefixesAreNotTaken)
AMillisecondIsNoTime = shared(rr_boundaries.AMillisecondIsNoTime)
AnotherWindowIsNoNews = shared(rr_boundaries.AnotherWindowIsNoNews, "LC-7", "RR-21", "RR-23")
UnknownMembersWillDo = shared(rr_broken.UnknownMembersWillDo)
TheSecondLossIsNotTold = shared(rr_course_table.TheSecondLossIsNotTold)
AJoinedRouteIsWithdrawnBeforeItIsReplaced = shared(
    rr_course_telling.AJoinedRouteIsWithdrawnBeforeItIsReplaced, "RR-10", "RR-6"
)
AWithdrawalOvertakesTheAnnouncementAfterIt = shared(
    rr_course_telling.AWithdrawalOvertakesTheAnnouncementAfterIt, "RR-10", "RR-2", "RR-30"
)
ALongerTimeThanTheFirstIsNotHeeded = shared(rr_hold_down.ALongerTimeThanTheFirstIsNotHeeded)
OfManyLapsedRoutesTenAreTold = shared(rr_hold_down.OfManyLapsedRoutesTenAreTold)
ANameThatBeginsAlikeWillDo = shared(rr_whose_routes.ANameThatBeginsAlikeWillDo)
TheSourceLedgerIsNotLookedAt = shared(rr_whose_routes.TheSourceLedgerIsNotLookedAt)
APeerAnnouncesItsNeighboursAccounts = shared(rr_whose_routes.APeerAnnouncesItsNeighboursAccounts)
StrangersAreHeard = shared(rr_whose_routes.StrangersAreHeard, "RR-23", "RR-27")
OnlyTheFirstOfThreeIsWithdrawn = shared(rr_withdrawal.OnlyTheFirstOfThreeIsWithdrawn)
AnUnknownWithdrawalTakesWhatLiesBesideIt = shared(rr_withdrawal.AnUnknownWithdrawalTakesWhatLiesBesideIt)
ALargeUpdateTakesOthersPlaces = shared(rs_floods.ALargeUpdateTakesOthersPlaces)
AWholeProtoIsInherited = shared(rs_names.AWholeProtoIsInherited)
OneRouteOfAnothersSpoilsTheUpdate = shared(rr_whose_routes.OneRouteOfAnothersSpoilsTheUpdate)
WhatLiesBelowIsWithdrawnToo = shared(rr_withdrawal.WhatLiesBelowIsWithdrawnToo)
