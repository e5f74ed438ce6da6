"""What a campaign judges: small programs that show a fault of each kind, and that correct connectors play in peace."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.faults import Fault
from conformance.fuzz.malice import HALF
from conformance.fuzz.steps import (
    Ask,
    AtOnce,
    Bad,
    Deliveries,
    Flood,
    Look,
    Meanwhile,
    Offered,
    OutOfOrder,
    Passes,
    Pay,
    Program,
    Replies,
    Settles,
    Step,
    Update,
)
from conformance.generate.mutations import REWRITINGS
from conformance.starting import Source
from schemas import json_text
from schemas import topology as topologies

CORRECT = ("reference_impl.connector:Connector", "tests.second_connector:Connector")
ALICE, BOB, BEN, CAROL = "test1.ant.alice", "test1.bee.bob", "test1.bee.ben", "test1.cow.carol"
DAVE, SPARE, OTHER = "peer.h4x0r.jpy.0.dave", "test1.bee.sb1", "test1.ant.sa1"
END, TOP = 25 * 10**12, 10**12
A, B = "g.fuzz.a.", "g.fuzz.a.b."
LINE = ((0, 0), (END, TOP))
LOW = ((0, 0), (END, TOP // 2))


def says(peer: str, *prefixes: str, points: Any = LINE, gone: tuple[str, ...] = (), hold: int | None = None) -> Update:
    """An update with a route of these points to each prefix."""
    return Update(peer, tuple(Offered(prefix, points) for prefix in prefixes), gone, hold)


def bad(peer: str, data: Any, **members: Any) -> Bad:
    """A message with that payload."""
    ledger = peer.rpartition(".")[0] + "."
    message = {"ledger": ledger, "from": peer, "to": f"{ledger}conn", "data": data}
    return Bad(peer, json_text.write([message]), "test", "test", **members)


def acts(peer: str, act: str, *routes: str, gone: tuple[str, ...] = (), points: Any = LINE) -> Bad:
    """A malicious update, known by its name; routes to these."""
    ledger = peer.rpartition(".")[0] + "."
    made = [{"source_ledger": ledger, "destination_ledger": prefix, "source_account": peer, "min_message_window": 1,
             "points": [list(point) for point in points]} for prefix in routes]  # fmt: skip
    update = {"hold_down_time": 3000, "unreachable_through_me": list(gone), "new_routes": made}
    step = bad(peer, {"method": "broadcast_routes", "data": update})
    return replace(step, source="malice", flaw=act)


def asks(side: str = "source_amount", amount: int = 1_000_003, **wishes: str) -> Ask:
    return Ask(ALICE, f"{A}carl", side, amount, tuple(wishes.items()))


UPDATE: dict[str, Any] = {
    "hold_down_time": 3000,
    "unreachable_through_me": [],
    "new_routes": [
        {
            "source_ledger": "test1.bee.",
            "destination_ledger": "g.fuzz.bad.",
            "source_account": BOB,
            "min_message_window": 1,
            "points": [[0, 0], [END, TOP]],
        }
    ],
}
REQUEST = {"source_address": ALICE, "destination_address": BOB, "source_amount": "10000000"}
NEIGHBOURS = {**UPDATE, "new_routes": [{**UPDATE["new_routes"][0], "source_account": BEN}]}
SHOWS: tuple[tuple[str, str, tuple[Step, ...]], ...] = (
    ("RR-9", "rr_course_table:TheSecondLossIsNotTold", (
        says(BOB, A), Look(), says(BOB, gone=(A,)), Look(), says(BOB, A), Look(), says(BOB, gone=(A,)))),
    ("RR-3", "rr_passing_on:TheSpreadIsLeftOutOfSomeJoins", (says(ALICE, A, points=((0, 0), (10**9, TOP))),)),
    ("RR-21", "rr_boundaries:AnotherWindowIsNoNews", (
        says(BOB, A), Look(), Update(BOB, (Offered(A, LINE, 3),)))),
    ("RR-8", "rr_withdrawal:WhatLiesBelowIsWithdrawnToo", (says(BOB, A, B), Look(), says(BOB, gone=(A,)))),
    ("QT-10", "qt_questions:ShortestPrefixWins", (
        says(BOB, A), says(BEN, B), Look(), Ask(ALICE, f"{B}carl", "source_amount", 1_000_003))),
    ("QT-18", "qt_answers:QuotesByTheCurve", (
        says(BOB, A), Replies(BOB, A, "with a seventh of it"), asks("destination_amount"))),
    ("RQ-4", "rq_members:QuotesOneForOneWhereTheNextHopErrs", (
        says(BOB, A), Replies(BOB, A, "with an error"), asks())),
    ("QT-13", "qt_corners:GivesLessForAUnitMoreThanAPowerOfTen", (
        Ask(ALICE, BOB, "source_amount", 10**6), Ask(ALICE, BOB, "source_amount", 10**6 + 1))),
    ("QT-16", "qt_questions:GrantsAnyHold", (
        Ask(ALICE, BOB, "source_amount", 10**6, (("destination_expiry_duration", "12"),)),)),
    ("QT-5", "qt_questions:TakesTheFirstOfBothAmounts", (
        bad(ALICE, {"id": "g.fuzz.q", "method": "quote_request", "data": {**REQUEST, "destination_amount": "5"}}),)),
    ("RR-14", "rr_whose_routes:AnyAccountOfTheLedgerWillDo", (
        bad(BOB, {"method": "broadcast_routes", "data": NEIGHBOURS}),)),
    ("RR-16", "rr_broken:AHoldDownTimeOfZeroWillDo", (
        says(BOB, A), Look(),
        bad(BOB, {"method": "broadcast_routes", "data": {**UPDATE, "hold_down_time": 0}}),)),
    ("MSG-7", "msg_messages:TakesMethodsByTheirBeginning", (
        bad(BOB, {"method": "broadcast_route", "data": UPDATE}),)),
    ("MSG-6", "msg_messages:AnswersQuotesNobodyWaitsFor", (
        bad(BOB, {"id": "g.fuzz.q", "method": "quote_response", "data": {}}),)),
    ("MSG-3b", "msg_calls:RefusesWith200", (bad(BOB, {}, method="send_massage"),)),
    ("MSG-2", "msg_calls:TakesTokensInAnyCase", (
        bad(DAVE, {"method": "broadcast_routes", "data": {**UPDATE, "new_routes": [{
            **UPDATE["new_routes"][0], "source_ledger": "peer.h4x0r.jpy.0.", "source_account": DAVE,
            "points": [[0, 0], [10**7, TOP]]}]}}, token="in the other case"),)),
    ("RR-11", "rr_withdrawal:TheLongestTimeCounts", (
        says(SPARE, A, hold=3000), says(SPARE, hold=500), Passes(2200), asks())),
    ("RB-12", "rb_deliveries:ForgetsAMissedWithdrawal", (
        says(BOB, A), Look(), Deliveries(OTHER, 500), says(BOB, gone=(A,)), Look(), Passes(500),
        Deliveries(OTHER, 200), Passes(1100))),
    ("MSG-5", "msg_messages:AnswersUnderTheLastId", (
        says(BOB, A), Look(), Replies(BOB, A, "late"), AtOnce((ALICE, CAROL), f"{A}carl", 10**8))),
    ("RS-4", "rs_floods:IgnoresAllAfterManyBrokenUpdates", (Flood(SPARE, "broken updates", 320),)),
    ("FW-3", "fw_paying:PaysTheReceiverAllThatCameIn", (Pay(ALICE, BOB, 10**6, 5),)),
    ("FW-6", "fw_refusing:ReadsPacketsOfAnyType", (Pay(ALICE, BOB, 10**6, 5, form="type 129"),)),
    ("FW-7", "fw_refusing:PaysOnUntilTheVeryExpiry", (Pay(ALICE, BOB, 10**6, 1, left=500),)),
    ("FW-8", "fw_settling:PaysRepeatsAsNewOnes", (Pay(ALICE, BOB, 10**6, 5), Settles("sent again"))),
    ("FW-9", "fw_settling:NeedsAReason", (Pay(ALICE, BOB, 10**6, 5), Settles("rejected without a reason"))),
)  # fmt: skip


FRESH = "g.fuzz.nowhere."
MIXED = {**UPDATE, "new_routes": [
    {**UPDATE["new_routes"][0], "destination_ledger": "g.fuzz.bad.p."},
    {**UPDATE["new_routes"][0], "destination_ledger": "g.fuzz.bad.q.", "points": [[0, 0], [2, 2], [1, 3]]},
    {**UPDATE["new_routes"][0], "destination_ledger": "g.fuzz.bad.r."}]}  # fmt: skip
BESIDE = {**UPDATE, "new_routes": [
    {**UPDATE["new_routes"][0], "destination_ledger": A},
    {**UPDATE["new_routes"][0], "source_account": BEN}]}  # fmt: skip
SCALED = {**UPDATE, "new_routes": [{**UPDATE["new_routes"][0], "destination_ledger": A, "destination_scale": 5}]}
DEPTH = ("g.fuzz.a.", "g.fuzz.a.b.", "g.fuzz.a.b.c.", "g.fuzz.a.b.c.d.")
POINT = 499 * 10**9
MANY = tuple(f"g.fuzz.many{number}." for number in range(210))
ESCAPED = bad(BOB, {"method": "broadcast_routes", "data": UPDATE})
CUT = replace(bad(BOB, {"method": "broadcast_routes", "data": UPDATE}), source="nearly", flaw="cut")
SHOWS = (
    *SHOWS,
    ("RR-29", "rr_configured:APeerWithdrawsAConfiguredRoute", (
        says(BOB, gone=("test3.fox.",)), Ask(ALICE, "test3.fox.carl", "destination_amount", 2000))),
    ("RR-29", "rr_configured:AHeartbeatGivesAConfiguredRouteAnEnd", (
        says("test1.bee.sb3", hold=500), Passes(2100), Ask(ALICE, "test3.gnu.carl", "destination_amount", 2000))),
    ("RR-19", "rr_adoption:ALearntRouteDisplacesTheOwnLedger", (
        says(BOB, "test1.cow.", points=((0, 0), (10**9, 10**13))), Look(),
        Ask(ALICE, "test1.cow.carl", "source_amount", 10**6), says(BOB, gone=("test1.cow.",)), Look())),
    ("RR-28", "rr_whose_routes:APeerAnnouncesItsNeighboursAccounts", (
        says(BOB, f"{BEN}.g.fuzz."), Look(), Ask(ALICE, f"{BEN}.g.fuzz.carl", "source_amount", 10**6))),
    ("RS-5", "rs_meddling:AnAccountWithdrawnTakesItsRoutes", (
        says(BEN, A), Look(), acts(BOB, "an account withdrawn", gone=(BEN,)))),
    ("RS-5", "rs_meddling:SeveralOwnLedgersCanBeWithdrawn", (
        Look(), acts(BOB, "all own ledgers withdrawn", gone=("test1.ant.", "test1.bee.", "test1.cow.")))),
    ("RS-5", "rs_meddling:ADefaultRouteSwallowsTheOthers", (
        says(BEN, "g."), says(BOB, A), Look(), asks(), says(BEN, gone=("g.",)), Look())),
    ("RS-3b", "rs_names:AWholeProtoIsInherited", (
        acts(BOB, "a route to __proto__ alone", "__proto__"), Ask(ALICE, f"{FRESH}carl", "source_amount", 10**6))),
    ("RS-3b", "rs_names:WithdrawingAConstructorWithdrawsAll", (
        says(BEN, A), Look(), acts(BOB, "constructor alone withdrawn", gone=("constructor",)))),
    ("RS-3", "rs_names:LosesRoutesToProto", (says(BOB, "g.fuzz.__proto__.", A),)),
    ("RS-3", "rs_names:ValueOfIsAlwaysThere", (
        says(BOB, A), Look(), Ask(ALICE, "g.fuzz.valueOf.bob", "source_amount", 10**6))),
    ("LC-11", "lc_curves:MistakesAScale", (Look(),)),
    ("RB-5", "rb_routes:TellsALedgerToOnePeer", (says(BOB, A), Look())),
    ("RB-15", "rb_deliveries:OverlooksADeclaredPeer", (
        says("test1.bee.sb4", hold=3000), says(CAROL, B), Look())),
    ("LC-4", "lc_curves:PromisesALittleMoreAtTheEnd", (says(BOB, A, points=((0, 0), (10**9, 5 * 10**8))),)),
    ("LC-3", "lc_curves:BeginsEachCurveAtZero", (says(BOB, A, points=((10**9, 10**6), (END, TOP))),)),
    ("LC-8b", "lc_shapes:OutputsOfCurvesAreDoubles", (says(BOB, A, points=((0, 0), (END, 2**60 + 3))),)),
    ("QT-11", "qt_corners:ReadsSegmentsOfDigitsAsNumbers", (
        says(BOB, "g.fuzz.a.1."), Look(), Ask(ALICE, "g.fuzz.a.01.bob", "source_amount", 10**6))),
    ("QT-11", "qt_corners:TheCaseOfTheSchemeDoesNotMatter", (
        says(BOB, A), Look(), Ask(ALICE, "G.fuzz.a.bob", "source_amount", 10**6))),
    ("QT-11b", "qt_half_prefixes:APrefixWithoutPeriodMatchesAnyBeginning", (
        acts(BOB, HALF, "g.fuzz.half"), Look(), Ask(ALICE, "g.fuzz.halfx.bob", "source_amount", 10**6))),
    ("QT-8b", "qt_answers:CallsItNotFound", (Ask(ALICE, f"{FRESH}carl", "source_amount", 10**6),)),
    ("QT-23", "qt_questions:NullIsNoAbsence", (
        bad(ALICE, {"id": "g.fuzz.q", "method": "quote_request", "data": {**REQUEST, "slippage": None}}),)),
    ("RQ-6", "rq_remote:RemoteQuotesStopLocalOnes", (
        says(BOB, A), Look(), Replies(BOB, A, "not at all"),
        Meanwhile(ALICE, f"{A}carl", BOB, BEN, 10**6))),
    ("RR-13", "rr_hold_down:LongTimesEndAnIntervalEarly", (says(SPARE, A, hold=3000), Passes(2700), asks())),
    ("RS-1", "rs_envelopes:IsDazedByAMessageThatIsNone", (Bad(ALICE, b"[7]", "misshapen", "test"),)),
    ("MSG-7", "msg_messages:SilenceIsGoodbye", (says(BOB, A), Look(), bad(BOB, None))),
    ("QT-8", "qt_odd_amounts:AnswersForAllPrivateAddresses", (
        bad(ALICE, {"id": "g.fuzz.q", "method": "quote_request", "data": {
            **REQUEST, "destination_address": "private.g.fuzz.nowhere.carl"}}),)),
    ("RR-1", "rs_envelopes:TheEscapeOfALetterIsNotRead", (
        replace(ESCAPED, body=REWRITINGS["with escaped names"](json_text.read(ESCAPED.body), lambda count: 0)),
        Ask(ALICE, "g.fuzz.bad.carl", "source_amount", 10**6))),
    ("RQ-4", "rq_answers:TellsTheAskerOfASecondAnswer", (
        says(BOB, A), Look(), Replies(BOB, A, "and again, better"), asks())),
    ("RQ-4", "rq_answers:WaitsOnAfterAnError", (
        says(BOB, A), Look(), Replies(BOB, A, "with an error, then a quote"), asks())),
    ("RQ-4", "rq_answers:LooksNotWhatTheAnswerIsAbout", (
        says(BOB, A), Look(), Replies(BOB, A, "for half as much as asked"), asks("destination_amount"))),
    ("RR-13", "rr_hold_down:ARepeatedRouteIsNoHeartbeat", (
        says(SPARE, A, hold=1500), Passes(1000), says(SPARE, A, hold=1500), Passes(1000), asks())),
    ("RR-2", "rr_hold_down:ARouteThatLapsedIsNoNewsWhenItComesBack", (
        says(SPARE, A, hold=500), Look(), Passes(1400), Look(), says(SPARE, A, hold=3000), Look())),
    ("RR-2", "rr_hold_down:ARouteThatLapsedIsNotTakenTheFirstTime", (
        says(SPARE, A, hold=500), Look(), Passes(1400), Look(), says(SPARE, A, hold=3000), Passes(1000), asks())),
    ("RB-12", "rb_deliveries:TellsALateReturnerOnlyNews", (
        says(BOB, A), Look(), Deliveries(OTHER, 500), Passes(5000), Deliveries(OTHER, 200), Passes(1100))),
    ("RB-12", "rb_failing_peers:ARetryForgetsWhatCameMeanwhile", (
        says(BOB, A), Look(), Deliveries(OTHER, 503), says(BOB, B), says(BOB, "g.fuzz.c."), Passes(500),
        Deliveries(OTHER, 200), Passes(1100))),
    ("RB-14b", "rb_deliveries:AvoidsAPeerThatFails", (
        says(SPARE, A, hold=3000), Look(), Deliveries(SPARE, 500), Passes(1500), says(SPARE, hold=3000), Look())),
    ("RR-20", "rr_withdrawal:AnUnknownWithdrawalTakesWhatLiesBesideIt", (
        says(BOB, A, "g.fuzz.b."), Look(), says(BOB, gone=("g.fuzz.c.",)))),
    ("RR-14b", "rr_whose_routes:OneRouteOfAnothersSpoilsTheUpdate", (
        bad(BOB, {"method": "broadcast_routes", "data": BESIDE}), Look(), asks())),
    ("RR-18b", "rr_broken:RoutesCountUpToTheFirstBadCurve", (
        bad(BOB, {"method": "broadcast_routes", "data": MIXED}),)),
    ("RR-30", "rr_broken:ALongUpdateIsOvertaken", (
        says(BOB, *MANY), says(BOB, gone=MANY))),
    ("RB-9", "rb_deliveries:RepeatsItsLedgers", (says(BOB, A), Look(), Passes(2500))),
    ("RS-6", "rb_failing_peers:AnswersNotTakenKeepTheNeighboursFromTheirs", (
        Deliveries(OTHER, 0), *(Ask(OTHER, BOB, "source_amount", 10**6 + n) for n in range(6)),
        Ask(ALICE, BOB, "source_amount", 10**6))),
    ("FW-1", "fw_paying:RemembersTheHop", (
        says(BOB, A), Look(), Pay(ALICE, f"{A}carl", 10**8, 10**9), says(CAROL, A, points=((0, 0), (10**15, 10**14))),
        Look(), Pay(ALICE, f"{A}carl", 10**8, 10**9))),
    ("FW-2", "fw_paying:RoundsLargeAmountsToThousands", (
        says(BOB, A), Look(), Pay(CAROL, f"{A}carl", 10_000_003_456_789, 1))),
    ("FW-3b", "fw_paying:KnowsNoReceiverNamedAccount", (Pay(ALICE, BOB, 10**6, 5, form="its receiver named account"),)),
    ("FW-6c", "fw_refusing:PassesOverBytesLeftOver", (Pay(ALICE, BOB, 10, 10**9, form="bytes left over"),)),
    ("FW-10", "fw_refusing:NumbersErrorsAsBefore", (Pay(ALICE, BOB, 10**3, 10**9),)),
    ("MSG-2", "fw_refusing:NeedsNoTokenForTransfers", (Pay(DAVE, ALICE, 10**4, 1, token="none"),)),
    ("RS-1", "fw_refusing:PaysNothingAfterABadTransfer", (
        Bad(ALICE, json_text.write([{"id": "x", "expiresAt": ""}]), "transfer", "test", "send_transfer"),)),
    ("LC-3", "lc_shapes:APointIsMadeALine", (says(BOB, A, points=((POINT, POINT),)), Look())),
    ("RR-3", "lc_shapes:TheCapacityIsForgotten", (
        says(BOB, A, points=((0, 0), (END, TOP), (2 * END, 2 * TOP), (4 * END, 5 * TOP))), Look())),
    ("RB-16", "rb_routes:InventsADestinationScale", (
        bad(BOB, {"method": "broadcast_routes", "data": SCALED}), Look())),
    ("RB-1", "rb_routes:WritesAWindowAsText", (Update(BOB, (Offered(A, LINE, "0.000244140625"),)), Look())),
    ("RQ-3", "rq_answers:OneIdOneAnswerOnALedger", (
        says(ALICE, A, points=((0, 0), (10**9, TOP))), Look(),
        OutOfOrder((BOB, BEN), A, ALICE, "the last first", under_one_id=True))),
    ("RQ-3", "rq_answers:TheSecondIsTakenForTheFirst", (
        says(BOB, A), Look(), OutOfOrder((ALICE,) * 4, A, BOB, "the second first"))),
    ("RQ-4", "rq_answers:TakesAnEarlierIdForThePresentOne", (
        says(BOB, A), Look(), OutOfOrder((ALICE,), A, BOB, "under the id of the first time"))),
    ("QT-15", "qt_corners:AddsToWhateverTheNextHopSays", (
        says(BOB, A), Look(), Replies(BOB, A, "with holds the wrong way round"), asks())),
    ("QT-10", "qt_corners:LooksThroughThreePrefixesOnly", (
        *(says((BOB, BEN)[n % 2], name) for n, name in enumerate(DEPTH)), Look(),
        Ask(ALICE, f"{DEPTH[-1]}carl", "source_amount", 10**6))),
    ("RR-8", "rr_course_asking:AWithdrawnPrefixBarsTheShorterOne", (
        says(BOB, A), says(BEN, B), Look(), Ask(ALICE, f"{B}carl", "source_amount", 10**6),
        says(BEN, gone=(B,)), Look(), Ask(ALICE, f"{B}carl", "source_amount", 10**6))),
    ("RR-2", "rr_under_way:ARouteThatComesMeanwhileIsTakenForTold", (
        says(BOB, A), Look(), Deliveries(OTHER, 203),
        *(step for n in range(6) for step in (says(BOB, f"g.fuzz.way{n}."), Passes(90))),
        Deliveries(OTHER, 200), Passes(1100), Look())),
    ("RQ-1", "lc_parallel:ALevelPartCostsWhatItsEndCosts", (
        says(BOB, A, points=((0, 0), (END // 4, TOP // 2), (END // 2, TOP // 2), (END, TOP))),
        says(BEN, A, points=((0, 0), (END // 2, 3 * TOP // 4), (END, 3 * TOP // 4))), Look(),
        asks("destination_amount", TOP // 2 - 3))),
    ("FW-1", "fw_paying:DerivesIdsFromIdsAlone", (
        Pay(ALICE, BOB, 10**6, 2000), Settles("followed by one with its id"))),
    ("MSG-3", "msg_calls:TakesACutBody", (replace(CUT, body=CUT.body[:-1]),)),
    ("MSG-3", "msg_calls:RefusesAPrefixWithoutPeriod", (
        bad(BOB, {"method": "broadcast_routes", "data": UPDATE}, ledger="test1.bee"),)),
)  # fmt: skip


def played(connector: str, steps: tuple[Step, ...]) -> list[Fault]:
    source = Source(topologies.load("default"), f"memory:{connector}")
    return TargetArena(source, 1, lambda: 0.0).play([Program(steps)])[0].faults


@pytest.mark.parametrize(("requirement", "mutant", "steps"), SHOWS, ids=[mutant for _, mutant, _ in SHOWS])
def test_a_fault_is_seen_by_its_requirement(requirement: str, mutant: str, steps: tuple[Step, ...]) -> None:
    """A mutant shows it in a few steps."""
    assert requirement in [fault.requirement for fault in played(f"tests.mutants.{mutant}", steps)]


@pytest.mark.parametrize("connector", CORRECT)
def test_a_correct_connector_shows_none(connector: str) -> None:
    """The same programs, one after the other, on one target."""
    source = Source(topologies.load("default"), f"memory:{connector}")
    arena = TargetArena(source, 1, lambda: 0.0)
    for _, mutant, steps in SHOWS:
        assert [(fault.requirement, fault.observed) for fault in arena.play([Program(steps)])[0].faults] == [], mutant
