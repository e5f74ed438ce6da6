"""A case that must be alone and leaves something behind makes what follows inconclusive, and is named there."""

from __future__ import annotations

from conformance.bindings import open_binding
from conformance.engine import Outcome, Run
from conformance.registry import discover
from conformance.verdicts import Verdict
from schemas import topology as topologies

LEAVES_SOMETHING = "memory:tests.mutants.rs_meddling:SeveralOwnLedgersCanBeWithdrawn"
REFERENCE = "memory:reference_impl.connector:Connector"
WITHDRAWS = "RS-5/nobody_withdraws_what_is_the_connectors_own/the_own_ledgers"
NEXT = "RS-3b/a_special_name_as_a_whole_prefix_or_address_harms_nobody/null"


def outcomes_of(address: str, *ids: str) -> list[Outcome]:
    """Of the cases with these ids, in this order, against one target in memory."""
    loaded = topologies.load("default")
    run = Run(loaded, lambda world: open_binding(address, loaded, world.reception))
    try:
        run.wait_until_ready()
        return [run.run(case) for id in ids for case in discover() if case.id == id]
    finally:
        run.close()


def test_what_follows_a_case_that_left_something_names_it() -> None:
    """One of the target's own ledgers stays withdrawn."""
    first, second = outcomes_of(LEAVES_SOMETHING, WITHDRAWS, NEXT)
    assert first.verdict is Verdict.FAIL
    assert second.verdict is Verdict.INCONCLUSIVE
    assert WITHDRAWS in second.reason
    assert "peer.h4x0r.jpy.0.dave" in second.reason
    assert second.rests_on == ("RS-5",)


def test_the_same_case_alone_is_judged() -> None:
    """What is left behind by nobody is in nobody's way."""
    assert [each.verdict for each in outcomes_of(LEAVES_SOMETHING, NEXT)] == [Verdict.PASS]


def test_a_target_whose_state_is_back_is_judged_on() -> None:
    """The reference connector leaves nothing behind."""
    assert {each.verdict for each in outcomes_of(REFERENCE, WITHDRAWS, NEXT, WITHDRAWS)} == {Verdict.PASS}
