"""Calls in the bytes of HTTP: a good shell stands all forms, and one that takes what is broken is found."""

from __future__ import annotations

import sys

import pytest

from conformance.campaigns.arena import TargetArena
from conformance.fuzz.player import Played
from conformance.fuzz.raw import FORMS, OPEN, REFUSED, SERVED, UNAUTHORIZED
from conformance.fuzz.steps import STEM, Ask, Look, Program, Raw, Step
from conformance.harness.calls import RAW
from conformance.starting import Source
from schemas import topology as topologies

SPARE, ASKER, HOLDER = "test1.ant.sa1", "test1.bee.bob", "peer.h4x0r.jpy.0.dave"  # the last one has a token


def steps(*forms: str, sender: str = SPARE) -> Program:
    """An update in each of the forms, and a quote for its route."""
    found: list[Step] = []
    for number, form in enumerate(forms):
        prefix = f"{STEM}raw{number}."
        found += [Raw(sender, form, prefix), Ask(ASKER, prefix + "carl", "source_amount", 10**6)]
    return Program((*found, Look()))


def played(command: str, program: Program) -> Played:
    """What comes of it over HTTP."""
    ground = TargetArena(Source(topologies.load("default"), None, command), 1, lambda: 0.0)
    try:
        (made,) = ground.play([program])
        return made
    finally:
        ground.close()


def test_the_reference_connector_stands_each_form() -> None:
    """None is held against it, and the play comes to its end."""
    made = played("reference", Program((*steps(*FORMS).steps, *steps(*UNAUTHORIZED, sender=HOLDER).steps)))
    assert (made.faults, made.broken_off) == ([], "")


@pytest.mark.parametrize(
    ("connector", "sender", "form", "broken"),
    [
        ("tests.campaigns.connectors:MendsWhatIsCut", SPARE, "a length too short", "MSG-3"),
        ("tests.mutants.http.shells:RefusesACharset", SPARE, "a charset", "MSG-1"),
        ("tests.mutants.http.shells:OpensByTheUrl", HOLDER, "the token as token in the URL", "MSG-2"),
    ],
)
def test_a_connector_that_gets_it_wrong_is_found(connector: str, sender: str, form: str, broken: str) -> None:
    """It takes the route in a body that is cut; it refuses a call for its charset; it takes a token from the URL."""
    made = played(f"{sys.executable} -m tests.mutants.serve {connector}", steps(form, sender=sender))
    assert broken in {fault.requirement for fault in made.faults}
    assert any(each.method == RAW for each in made.exchanges)


def test_each_form_has_one_name_and_one_effect() -> None:
    """And they are different bytes."""
    assert len(FORMS) == len(SERVED) + len(REFUSED) + len(OPEN) + len(UNAUTHORIZED)
