"""The requirement catalogue: no row is lost, every row is whole, and a malformed one is named with its place."""

from __future__ import annotations

import re
from hashlib import sha256

import pytest

from conformance.requirements import (
    AREAS,
    PROFILES,
    Level,
    Requirement,
    RequirementsError,
    applicable,
    load,
    read,
    terms,
)

# The catalogue's design has these many rows in each area, numbered from 1; none may ever be dropped or reused.
NUMBERED = {"MSG": 11, "RB": 17, "RR": 30, "LC": 12, "QT": 27, "RQ": 8, "FW": 11, "RS": 7}
PARTS = {
    "MSG": "2b 3b",
    "RB": "14b",
    "RR": "14b 16b 18b 22b 26b",
    "LC": "3b 7b 8b",
    "QT": "6b 6c 6d 8b 8c 9b 11b 25b",
    "RQ": "1b 4b 8b",
    "FW": "3b 4b 4c 5b 6b 6c 7b 9b",
    "RS": "3b",
}

ROW = """[[requirement]]
id = "RR-1"
level = "MUST"
profiles = ["gratuity-quoting"]
basis = "prose"
source = "a document"
summary = "A route is used."
why = "It says so."
"""


def test_every_row_of_the_design_is_there_and_no_other() -> None:
    numbered = {f"{area}-{number}" for area, last in NUMBERED.items() for number in range(1, last + 1)}
    parts = {f"{area}-{part}" for area, found in PARTS.items() for part in found.split()}
    assert set(load()) == numbered | parts


def test_rows_stand_in_the_order_of_areas_and_numbers() -> None:
    def key(id: str) -> tuple[int, int, str]:
        area, number, part = re.fullmatch(r"([A-Z]+)-(\d+)([a-z]?)", id).groups()  # type: ignore[union-attr]  # ids match
        return AREAS.index(area), int(number), part

    assert list(load()) == sorted(load(), key=key)


@pytest.mark.parametrize("requirement", load().values(), ids=lambda each: each.id)
def test_a_rows_basis_allows_its_level(requirement: Requirement) -> None:
    levels = set(requirement.levels.values())
    if requirement.basis == "observed":
        assert Level.MUST not in levels
    if requirement.basis == "silent":
        assert levels == {Level.INFO}
    assert requirement.summary.rstrip(")").endswith(".")
    assert requirement.why.rstrip(")").endswith(".")


def test_levels_differ_by_profile_where_the_design_says_so() -> None:
    differing = {each.id for each in load().values() if len(set(each.levels.values())) > 1}
    assert differing == {"RR-6", "RR-19", "FW-4c"}
    assert load()["RR-6"].level("gratuity-quoting") is Level.SHOULD
    assert load()["RR-6"].level("liquidity-routing") is Level.MUST


def test_quotes_are_one_sentence_at_most() -> None:
    assert [each.id for each in load().values() if ". " in each.quote.replace("v17.0.2", "").rstrip(".")] == []


def test_quotes_are_those_that_were_compared_with_their_documents() -> None:
    """A changed quote has to be found word for word in its document; then the new digest belongs here."""
    quotes = "\n".join(sorted({each.quote for each in load().values()}))
    assert sha256(quotes.encode()).hexdigest()[:16] == "b4b30f151054abdf"


def test_applicable_leaves_out_what_the_profile_lacks() -> None:
    gratuity, liquidity = (set(applicable(profile)) for profile in PROFILES)
    assert gratuity | liquidity == set(load())
    assert "LC-10" in liquidity - gratuity
    assert "QT-18" in gratuity - liquidity
    with pytest.raises(RequirementsError, match="profile 'x' is unknown"):
        applicable("x")


def test_terms_have_their_meanings() -> None:
    assert {"declared", "join", "allowance", "plain values"} <= set(terms())


@pytest.mark.parametrize(
    ("was", "became", "said"),
    [
        ('level = "MUST"', 'level = "MAY"', "rr.toml, RR-1: level 'MAY' is none of MUST, SHOULD, INFO"),
        ('level = "MUST"', "", "RR-1: level None"),
        ('level = "MUST"', 'level = { liquidity-routing = "MUST" }', "RR-1: level must name the profiles"),
        ('["gratuity-quoting"]', '["gratuity"]', "RR-1: profiles must list"),
        ('"prose"', '"rumour"', "RR-1: basis 'rumour'"),
        ("why =", "reason =", "RR-1: unknown field reason"),
        ('summary = "A route is used."', 'summary = " "', "RR-1: summary is missing"),
        ('id = "RR-1"', "", "rr.toml, row 1: id is missing"),
        ('id = "RR-1"', 'id = "RR1"', "RR1: an id is"),
        ("[[requirement]]", "[[requirements]]", "must hold"),
        ("[[requirement]]", "[[requirement", "is no TOML"),
    ],
)
def test_a_malformed_row_is_named(was: str, became: str, said: str) -> None:
    with pytest.raises(RequirementsError, match=re.escape(said)):
        read(ROW.replace(was, became), "rr.toml")


def test_an_id_that_occurs_twice_is_named() -> None:
    with pytest.raises(RequirementsError, match="RR-1: the id occurs twice"):
        read(ROW + ROW, "rr.toml")
