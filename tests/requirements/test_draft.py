"""The draft's sentences: none is lost or changed, and each has its requirements or a reason."""

from __future__ import annotations

from hashlib import sha256

import pytest

from conformance.requirements import Requirement, RequirementsError, draft, load
from conformance.requirements.draft import SOURCE, sentences

GROUNDED = [each for each in load().values() if SOURCE in each.source]


def test_the_sentences_are_those_of_the_draft() -> None:
    """A changed one has to be compared with the draft; then the new digest belongs here."""
    text = " ".join(each.text for each in sentences())
    assert sha256(text.encode()).hexdigest()[:16] == "0460146e95787e37"


@pytest.mark.parametrize("requirement", GROUNDED, ids=lambda each: each.id)
def test_a_row_that_stands_on_the_draft_stands_at_its_sentence(requirement: Requirement) -> None:
    """At the one that it quotes, or at some other where it quotes none."""
    holding = [each for each in sentences() if requirement.id in each.requirements]
    assert holding
    quoted = [each for each in sentences() if requirement.quote and requirement.quote in each.text]
    assert [each.text for each in quoted if each not in holding] == []


def test_a_sentence_is_held_or_excused() -> None:
    """Never both, never neither."""
    assert [each.text for each in sentences() if bool(each.requirements) == bool(each.reason)] == []


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('requirements = ["RR-99"]', "unknown requirement RR-99"),
        ("", "either requirements or a reason"),
        ('requirements = ["RR-1"]\nreason = "It is said."', "either requirements or a reason"),
    ],
)
def test_a_malformed_row_is_named(row: str, said: str) -> None:
    with pytest.raises(RequirementsError, match=said):
        draft.read(f'[[sentence]]\nsection = "A"\ntext = "A sentence."\n{row}\n')
