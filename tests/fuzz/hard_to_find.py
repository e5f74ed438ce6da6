"""Mutants that campaigns find late, by another requirement, or not at all, and why: `tests.fuzz.mutants` shows it."""

from __future__ import annotations

ODD = "One of some 300 odd members of requests shows it; they are drawn by turns."
LEDGER = (
    "All peers of a ledger have to fail at once. Each ledger has a steady peer, on whom all other plays rely, and "
    "campaigns have spare peers fail only (`Player._deliveries` passes over steady ones): it is left to the suite."
)

HARD: dict[str, str] = {
    "fw_settling:TriesARejectedTransferAgain": "Two ends have to follow one another on one transfer: it is rejected, "
    "and then sent again.",
    "lc_parallel:TheSameCurveTwiceBecomesALine": "Peers are told too little first (RR-6, LC-8b).",
    "liquidity_amounts:AnswersForAllPrivateAddresses": "One act of some 70 shows it; they are drawn by turns.",
    "liquidity_quotes:QuotesBySimplifiedCurves": "A curve of many points has to be quoted between them.",
    "liquidity_shared_routes:AMillisecondIsNoTime": "It shows first in quotes and curves (RR-22, LC-7, RR-12).",
    "liquidity_shared_routes:WaitsForALedger": LEDGER,
    "liquidity_waiting:TakesAnyAnswerOfTheLedger": "A neighbour's name in an answer is one way to answer among some "
    "seventy.",
    "liquidity_waiting:TakesAnybodysAnswer": "An answer in another's name is one way to answer among some seventy.",
    "qt_odd_amounts:GrantsAHoldInOtherDigits": ODD,
    "qt_questions:ObeysANegativeSlippage": ODD,
    "qt_questions:TakesInfinityForItsCapacity": ODD,
    "rb_deliveries:WaitsForALedger": LEDGER,
    "rq_packets:TakesEitherTypeConnector": "The other question's answer is one way to answer among some seventy.",
    "rr_last_entries:OnlyTenPointsAreChecked": "Curves to be broken had two points when this was made; the rule that "
    "shows it is one of some sixty.",
}
