"""Mutants that campaigns find late, by another requirement, or not at all, and why: `tests.fuzz.mutants` shows it."""

from __future__ import annotations

HARD: dict[str, str] = {
    "rr_again:KeepsEachTwentiethPoint": "No scene draws a curve of more than two thousand points: each would cost as "
    "much as a thousand messages.",
    "rb_routes:WritesAWindowAsText": "Windows are drawn with nine digits at most: RR-21 asks for an exact sum, which "
    "connectors that reckon in doubles don't give with more.",
    "rb_deliveries:WaitsForALedger": "All peers of a ledger have to fail at once; campaigns let spare peers fail only, "
    "and each ledger has steady ones, on whom other plays rely.",
    "lc_parallel:ACurveCountsBelowItsFirstPoint": "Payments show it first, as another next hop than the best (FW-1); "
    "it declares the rows of quotes.",
    "fw_refusing:PassesOverBytesLeftOver": "One of fifty forms of packets shows it; they are drawn by turns.",
    "msg_messages:TakesMethodsByTheirBeginning": "One of 66 acts of malice shows it; they are drawn by turns.",
    "qt_questions:TakesInfinityForItsCapacity": "One of some 290 odd members of requests shows it; they are drawn by "
    "turns.",
    "qt_odd_amounts:GrantsAHoldInOtherDigits": "One of some 290 odd members of requests shows it; they are drawn by "
    "turns.",
    "rq_answers:TakesAnswersInOtherDigits": "One of 124 ways in which next hops answer shows it; they are drawn by "
    "turns.",
    "rq_answers:FindsTheIdInAnObject": "One of 124 ways in which next hops answer shows it; they are drawn by turns.",
    "lc_binary:CutBytesConnector": "It takes bytes behind a whole point to a prefix that nothing else names: one "
    "kind of bad bytes among twenty, in one scene among many.",
    "liquidity_asking:RefusesWhatItPromised": "Only a payment within a hundredth of what the curve gives shows it, and "
    "few of the payments drawn in some seconds are so large.",
    "liquidity_curves:TakesPointsThatAreNotPadded": "Points without padding are one kind of bad bytes among twenty, in "
    "one scene among many.",
    "liquidity_paths:QuotesOneShortestRouteAlone": "Two routes of one length are needed of which the later one is "
    "better, and a quote between their changes.",
    "liquidity_telling:NamesTheScale": "Local routes are told when a connector begins: a campaign looks at that before "
    "its first program, and this hunt did not.",
    "liquidity_waiting:TakesAnyAnswerOfTheLedger": "A neighbour's name in an answer is one way to answer among some "
    "seventy.",
}
