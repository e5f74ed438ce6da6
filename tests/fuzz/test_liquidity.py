"""What a campaign judges under liquidity routing: programs that show a fault, and that correct ones play in peace."""

from __future__ import annotations

import math
from typing import Any

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.faults import Fault
from conformance.fuzz.steps import Ask, AskCurve, Bad, Look, Offered, Passes, Pay, Program, Replies, Step, Update
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate
from conformance.starting import Source
from schemas import curves, json_text, packets
from schemas import topology as topologies

CORRECT = (
    "reference_impl.liquidity.connector:LiquidityConnector",
    "tests.second_connector.variants:LiquidityConnector",
    "tests.second_connector.variants:LiquidityPrompt",
    "tests.second_connector.variants:LiquidityLenient",
)
ALICE, BOB, BEN, CAROL = "test1.ant.alice", "test1.bee.bob", "test1.bee.ben", "test1.cow.carol"
ANT = "test1.ant."
END, TOP = 25 * 10**12, 10**12
A, B = "g.fuzz.a.", "g.fuzz.a.b."
LINE = ((0, 0), (END, TOP))
LOW = ((0, 0), (END, TOP // 4))
LEVEL = ((0, 0), (END // 6, 80_000), (END // 3, 80_000), (END // 2, 160_000))
WORDS = ((0, 0), (END, 5 << 58))
TOPOLOGY = topologies.load("liquidity")
AMOUNT = 10_000_019
PROMISED = math.floor(Join(own_rate(TOPOLOGY, ANT, "test1.bee."), Curve(LINE)).least(10**8))


def says(
    peer: str, prefix: str = A, points: Any = LINE, path: tuple[str, ...] = (), silent: bool = False, gone: bool = False
) -> Update:
    """An update with a route, or with a withdrawal."""
    routes = () if gone else (Offered(prefix, points, 1, (path,), silent),)
    return Update(peer, routes, (prefix,) if gone else ())


def asks(side: str = "source_amount", amount: int = AMOUNT, destination: str = A) -> Ask:
    return Ask(ALICE, destination + "carl", side, amount)


def sends(packet: bytes) -> Bad:
    """A question of Alice's whose packet is this."""
    message = {"ledger": ANT, "from": ALICE, "to": f"{ANT}conn", "ilp": packets.to_base64(packet)}
    return Bad(ALICE, json_text.write([message]), "test", "test")


def announces(data: bytes) -> Bad:
    """An update of Bob's whose curve has these bytes."""
    row = {"source_ledger": "test1.bee.", "destination_ledger": "g.fuzz.bad.", "source_account": BOB,
           "min_message_window": 1, "points": packets.to_base64(data)}  # fmt: skip
    update = {"hold_down_time": 3000, "unreachable_through_me": [], "new_routes": [row]}
    message = {"ledger": "test1.bee.", "from": BOB, "to": "test1.bee.conn",
               "custom": {"method": "broadcast_routes", "data": update}}  # fmt: skip
    return Bad(BOB, json_text.write([message]), "test", "test")


PRIVATE = packets.write(packets.BySourceRequest("private.nowhere.carl", AMOUNT, 5000))
QUESTION = packets.write(packets.BySourceRequest(BOB, AMOUNT, 5000))
ERROR = packets.write(packets.Error("T00", "Internal Error", ALICE, (), "20170728120000.000Z", b""))
HALF_A_POINT = curves.encode(LINE) + bytes(8)
LOW_WORDS_FIRST = b"".join(
    word
    for number in (2, 1, 2**32, 2**32)
    for word in (number.to_bytes(8, "little")[:4], (number >> 32).to_bytes(4, "little"))
)
SHOWS: tuple[tuple[str, str, tuple[Step, ...]], ...] = (
    ("LC-7", "lc_shortest:LongRoutesToldConnector", (
        says(BOB, points=LOW), says(BEN, path=("g.mid.",)), Look())),
    ("LC-7", "lc_shortest:FirstPriceConnector", (
        says(BOB, points=LOW), says(BEN), Look(), asks("destination_amount", TOP // 8))),
    ("LC-2", "liquidity_curves:QuotesTheHighestInput", (
        says(BOB, points=LEVEL), Look(), asks("destination_amount", 80_000))),
    ("LC-10", "liquidity_curves:TakesAHighWordForALowOne", (says(BOB, points=WORDS), Look(), asks())),
    ("LC-10", "liquidity_curves:IgnoresHalfAPoint", (announces(HALF_A_POINT), Look())),
    ("LC-10", "lc_binary:EitherOrderConnector", (announces(LOW_WORDS_FIRST), Look())),
    ("QT-17", "liquidity_quotes:AsksThoughItHasTheCurve", (says(BOB), Look(), asks(), Passes(300))),
    ("QT-17", "liquidity_curves:QuotesMoreThanTheMost", (
        says(BOB), Look(), asks("destination_amount", TOP + TOP // 100))),
    ("RR-22", "liquidity_curves:IgnoresRoutesWithoutCurve", (says(BOB, silent=True), asks())),
    ("RR-3", "liquidity_telling:PromisesTheOwnRateForRoutesWithoutCurve", (says(BOB, silent=True), Look())),
    ("RQ-2", "liquidity_asking:HandsQuestionsOnUnchanged", (says(BOB, silent=True), asks())),
    ("RQ-3", "liquidity_asking:PassesPricesOnUnchanged", (
        says(BOB, silent=True), asks("destination_amount", TOP // 1000))),
    ("RQ-4", "liquidity_asking:WaitsTenTimesAsLong", (
        says(BOB, silent=True), Look(), Replies(BOB, A, "not at all"), asks())),
    ("RQ-4", "rq_packets:TakesAnyLengthConnector", (
        says(BOB, silent=True), Look(), Replies(BOB, A, "with a packet: a length beyond its end"), asks())),
    ("RQ-4b", "liquidity_asking:ForgetsOtherForwarders", (
        says(BOB, silent=True), Look(), Replies(BOB, A, "with an error that two forwarded"), asks())),
    ("RR-23", "rr_paths:OfferedBackConnector", (says(BOB, path=(ANT,)), Look())),
    ("RB-11", "liquidity_paths:DoublesPaths", (says(BOB, path=("g.mid.",)), Look())),
    ("RB-10", "liquidity_telling:TellsChangesAtOnce", tuple(
        step for points in (LINE, LOW) * 6 for step in (says(BOB, points=points), Passes(20)))),
    ("QT-22", "liquidity_quotes:OverlooksLongerPrefixesBelowACurves", (
        says(BOB), says(BEN, B, LOW), Look(), AskCurve(ALICE, A + "carl"))),
    ("QT-22", "liquidity_quotes:AnswersWithExpiredCurves", (AskCurve(ALICE, BOB),)),
    ("QT-2", "liquidity_quotes:AnswersALiquidityRequestWithAnAmount", (AskCurve(ALICE, BOB),)),
    ("QT-6d", "qt_packets:QuotesOfNothingConnector", (
        sends(packets.write(packets.BySourceRequest(BOB, 0, 5000))),)),
    ("QT-8c", "liquidity_quotes:CallsEveryErrorABadRequest", (asks(),)),
    ("QT-20", "liquidity_quotes:BlamesSomebodyElse", (asks(),)),
    ("MSG-4", "liquidity_quotes:AddressesAnswersToItself", (asks(),)),
    ("MSG-6", "liquidity_quotes:AnswersErrors", (sends(ERROR),)),
    ("QT-8", "liquidity_amounts:AnswersForAllPrivateAddresses", (sends(PRIVATE),)),
    ("RR-19", "liquidity_shared_routes:ALearntRouteDisplacesTheOwnLedger", (
        says(BOB, "test1.cow."), Look(), asks(destination="test1.cow."), says(BOB, "test1.cow.", gone=True), Look())),
    ("RR-28", "liquidity_shared_routes:APeerAnnouncesItsNeighboursAccounts", (
        says(BOB, f"{BEN}.g.fuzz."), Look(), asks(destination=f"{BEN}.g.fuzz."))),
    ("FW-4c", "fw_curves:NextHopWillSeeConnector", (says(BOB), Look(), Pay(ALICE, A + "carl", 10**6, 10**9))),
    ("FW-1", "liquidity_asking:RefusesWhatItPromised", (
        says(BOB), Look(), Pay(ALICE, A + "carl", 10**8, PROMISED))),
)  # fmt: skip


def played(connector: str, steps: tuple[Step, ...]) -> list[Fault]:
    source = Source(TOPOLOGY, f"memory:{connector}")
    return TargetArena(source, 1, lambda: 0.0).play([Program(steps)])[0].faults


@pytest.mark.parametrize(("requirement", "mutant", "steps"), SHOWS, ids=[mutant for _, mutant, _ in SHOWS])
def test_a_fault_is_seen_by_its_requirement(requirement: str, mutant: str, steps: tuple[Step, ...]) -> None:
    """A mutant shows it in a few steps."""
    assert requirement in [fault.requirement for fault in played(f"tests.mutants.{mutant}", steps)]


@pytest.mark.parametrize("connector", CORRECT)
def test_a_correct_connector_shows_none(connector: str) -> None:
    """The same programs, one after the other, on one target."""
    arena = TargetArena(Source(TOPOLOGY, f"memory:{connector}"), 1, lambda: 0.0)
    for _, mutant, steps in SHOWS:
        assert [(fault.requirement, fault.observed) for fault in arena.play([Program(steps)])[0].faults] == [], mutant
