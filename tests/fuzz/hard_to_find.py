"""Mutants that campaigns find late, by another requirement, or not at all, and why: `tests.fuzz.mutants` shows it."""

from __future__ import annotations

TURNS = "they are drawn by turns."
MALICE = f"One act of some 140, malicious or damaged, shows it; {TURNS}"
UNTRACED = "No program of the campaign showed it; why is not traced yet."
ODD = f"One of some 290 odd members of requests shows it; {TURNS}"

HARD: dict[str, str] = {
    "fw_paying:ComparesLargeAmountsAsDoubles": "FW-11 is judged up to 2^53 in campaigns: above it the points of a "
    "curve promise nothing.",
    "fw_paying:TakesOneConditionForOneTransfer": "One of 17 ends of transfers is a second one with the same condition.",
    "fw_settling:TriesARejectedTransferAgain": "Two ends have to follow one another on one transfer: it is rejected, "
    "and then sent again.",
    "lc_curves:PromisesALittleMoreAtTheEnd": "Only curves with a small output at their end show it; few are drawn.",
    "lc_shapes:APointIsMadeALine": "A curve of one point has to stand alone, one shape of 25.",
    "lc_shapes:TheCapacityIsForgotten": "A curve of four points has to go beyond the capacity; the shape that does has "
    "three.",
    "qt_corners:AddsToWhateverTheNextHopSays": "It shows where a next hop's source hold is the shorter one; then an "
    "error is right as well, and the distance of the holds is not judged.",
    "qt_corners:LooksThroughThreePrefixesOnly": "Four prefixes have to lie around one address, of a chain that is "
    "drawn at random.",
    "qt_corners:ReadsSegmentsOfDigitsAsNumbers": "A route to 1 has to stand, and none to 01, which is asked for.",
    "qt_questions:ObeysANegativeSlippage": ODD,
    "qt_questions:TakesInfinityForItsCapacity": ODD,
    "qt_odd_amounts:GrantsAHoldInOtherDigits": ODD,
    "rb_deliveries:WaitsForALedger": "All peers of a ledger have to fail at once; campaigns let spare peers fail only, "
    "and each ledger has steady ones, on whom other plays rely.",
    "rb_routes:InventsADestinationScale": "A learnt route has to come with members of its destination, which few do.",
    "rb_routes:WritesAWindowAsText": "Windows are drawn with nine digits at most: RR-21 asks for an exact sum, which "
    "connectors that reckon in doubles don't give with more.",
    "rq_answers:OneIdOneAnswerOnALedger": "Two neighbours have to ask under one id for what a next hop is asked about; "
    "each asks for another amount.",
    "rq_answers:TakesAnEarlierIdForThePresentOne": "The same question has to be asked anew; campaigns ask for another "
    "address each time, so that answers can be told apart.",
    "rq_answers:TheSecondIsTakenForTheFirst": "Three questions of one asker about one amount have to be under way; "
    "campaigns ask at once for different amounts, so that answers can be told apart.",
    "rr_boundaries:TheLongestPrefixesAreNotTaken": "One length of three, of one kind of names of eight.",
    "rr_last_entries:OnlyTenPointsAreChecked": "Curves to be broken had two points when this was made; the rule that "
    "shows it is one of some sixty.",
    "rr_passing_on:TheLastOfFourPointsIsRoundedUp": "A curve of four points has to stand alone and end at an amount "
    "that does not come out even.",
    "liquidity_quotes:QuotesBySimplifiedCurves": "A curve of many points has to be quoted between them.",
    "liquidity_waiting:TakesAnyAnswerOfTheLedger": "A neighbour's name in an answer is one way to answer among some "
    "seventy.",
    "liquidity_waiting:TakesAnybodysAnswer": "An answer in another's name is one way to answer among some seventy.",
    "rq_packets:TakesEitherTypeConnector": "The other question's answer is one way to answer among some seventy.",
    "fw_paying:DerivesIdsFromIdsAlone": "One of 17 ends of a transfer is another with its id over another ledger, and "
    "both have to lead to one ledger.",
    "lc_parallel:TheSameCurveTwiceBecomesALine": "Peers are told too little first (RR-6, LC-8b).",
    "qt_corners:AWithdrawnPrefixHidesTheShorterOnes": "A route that is not used any longer is laid to RR-13 first, as "
    "updates came meanwhile.",
    "qt_odd_amounts:ComparesTheLedgersNameWithoutItsPeriod": "A source address has to begin with a ledger's name and "
    f"an x. {ODD}",
    "rr_course_asking:AWithdrawnPrefixBarsTheShorterOne": "A prefix has to be withdrawn, a shorter one to stay, and "
    "what lies below both to be asked for.",
    "rr_hold_down:AnUpdateWithRoutesKeepsOnlyThese": "Peers are told too little of other curves first (LC-8b).",
    "rr_whose_routes:StrangersAreHeard": MALICE,
    "rs_bad_messages:LosesTheNextMessage": f"A body nested very deep has to be followed by a quote request. {MALICE}",
    "rs_floods:HoldsItsHeartbeatsAfterALargeUpdate": "More than 250 routes have to be taken or lost at once, and then "
    "longer than the hold-down time to pass.",
    "liquidity_shared_routes:AMillisecondIsNoTime": "It shows first in quotes and curves (RR-22, LC-7).",
    "liquidity_shared:ReadsSegmentsOfDigitsAsNumbers": "A route to 1 has to stand, and none to 01, which is asked for.",
    "liquidity_shared_routes:TheLongestPrefixesAreNotTaken": "One length of three, of one kind of names of eight.",
    "liquidity_shared_routes:WhatLiesBelowIsWithdrawnToo": "What is gone is missed first by the row of the message "
    "beside which it stands, or in what others are told.",
    "liquidity_amounts:AnswersForAllPrivateAddresses": MALICE,
    "liquidity_shared_routes:ALearntRouteDisplacesTheOwnLedger": UNTRACED,
    "liquidity_shared_routes:APeerAnnouncesItsNeighboursAccounts": MALICE,
    "liquidity_shared_routes:OneRouteOfAnothersSpoilsTheUpdate": UNTRACED,
    "liquidity_shared:RefusesAPrefixWithoutPeriod": "The call has no answer, which is missed first (MSG-1, QT-2).",
    "liquidity_shared:TakesAnObjectForAnArray": MALICE,
    "liquidity_shared_routes:WaitsForALedger": "All peers of a ledger have to fail at once; only spare ones do.",
    "liquidity_updates:RoutesCountUpToTheFirstBadCurve": UNTRACED,
}
