"""Programs for the tests of campaigns: the trigger that the connectors beside it wait for, and what does no harm."""

from __future__ import annotations

from conformance.fuzz.steps import STEM, Ask, Bad, Offered, Program, Update
from tests.campaigns.connectors import TRIGGER

BOB = "test1.bee.bob"
TRIGGERING = Bad(BOB, b'["' + TRIGGER + b'"]', "rule", "not an envelope")
HARMLESS = (
    Update(BOB, (Offered(STEM + "a.", ((0, 0), (1000, 1000))), Offered(STEM + "b.", ((0, 0), (9, 9))))),
    Ask("test1.ant.alice", STEM + "a.bob", "source_amount", 4000),
)
LONG = Program((*HARMLESS, *HARMLESS, TRIGGERING, *HARMLESS, TRIGGERING))
