"""The reference messages are rows of one form, are what they say they are, and leave no rule of the schemas out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.requirements import applicable
from schemas import json_text, rules, validation

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "fixtures" / "messages").glob("*.json"))
ROWS: list[dict[str, Any]] = [row for path in FILES for row in json_text.read(path.read_bytes())]
GRATUITY = ("routing_update", "quote_request", "quote_response", "error", "message", "transfer")
LIQUIDITY = ("liquidity_routing_update", "liquidity_request", "liquidity_response")
KINDS = (*GRATUITY, *LIQUIDITY)
UPDATES = ("routing_update", "liquidity_routing_update")
MEMBERS = {"name", "description", "requirement", "profile", "valid", "kind", "provenance"}
EMPTY = {"hold_down_time": 1, "unreachable_through_me": []}
PROVENANCES = ("written from ", "captured from ilp-connector 17.0.2")


def _each(*, valid: bool, text: bool = False) -> list[Any]:
    rows = [row for row in ROWS if row["valid"] is valid and ("text" in row) is text]
    return [pytest.param(row, id=row["name"]) for row in rows]


def test_every_row_has_the_same_members() -> None:
    for row in ROWS:
        content = {"text"} if "text" in row else {"message"}
        assert set(row) == MEMBERS | content | (set() if row["valid"] else {"rule"}), row["name"]
        assert row["profile"] == ("liquidity-routing" if row["kind"] in LIQUIDITY else "gratuity-quoting")
        assert row["kind"] in ((*KINDS, "body") if "text" in row else KINDS)
        assert row["provenance"].startswith(PROVENANCES)
        assert row["description"].endswith(".")


def test_names_are_unique_and_read_as_sentences_do() -> None:
    names = [row["name"] for row in ROWS]
    assert len(set(names)) == len(names)
    assert not [name for name in names if name != name.strip() or len(name) > 80 or "should" in name]


def test_every_requirement_is_one_of_its_profile() -> None:
    for row in ROWS:
        assert row["requirement"] in applicable(row["profile"]), row["name"]


@pytest.mark.parametrize("row", _each(valid=True))
def test_a_valid_row_obeys_its_schema(row: dict[str, Any]) -> None:
    assert validation.explain(row["kind"], row["message"]) == []


@pytest.mark.parametrize("row", _each(valid=False))
def test_an_invalid_row_breaks_its_rule_and_no_other(row: dict[str, Any]) -> None:
    assert not validation.is_valid(row["kind"], row["message"])
    assert rules.broken(row["kind"], row["message"]) == [rules.Rule(**row["rule"])]


@pytest.mark.parametrize("row", _each(valid=False, text=True))
def test_a_text_is_refused_for_the_reason_it_names(row: dict[str, Any]) -> None:
    with pytest.raises(json_text.JsonTextError) as refusal:
        json_text.read(row["text"].encode("utf-8"))
    assert row["rule"] == {"schema": "json_text", "place": "", "keyword": refusal.value.rule}


@pytest.mark.parametrize("kind", KINDS)
def test_every_rule_of_every_schema_is_broken_by_a_row(kind: str) -> None:
    broken = {rules.Rule(**row["rule"]) for row in ROWS if row["kind"] == kind and not row["valid"]}
    assert set(rules.rules(kind)) - broken == set()


def test_the_schemas_of_messages_are_all_reached() -> None:
    """The ones left out describe files of this project."""
    reached = {rule.schema for kind in KINDS for rule in rules.rules(kind)}
    assert set(validation.names()) - reached == {"topology", "results"}


def test_rules_that_readers_may_take_leniently_have_rows_of_their_own_level() -> None:
    """What RR-26 has (unknown members, a list left out) is never under RR-16, and nothing else is under RR-26."""
    lenient = {"additionalProperties", "required unreachable_through_me", "required new_routes"}
    for row in ROWS:
        if row["kind"] not in UPDATES or row["valid"]:
            continue
        keyword, place = row["rule"]["keyword"], row["rule"]["place"]
        is_lenient = bool({keyword, f"{keyword} {place}"} & lenient)
        assert is_lenient == row["requirement"].startswith("RR-26"), row["name"]


def test_a_broken_update_has_a_good_route_beside_what_is_broken() -> None:
    """Updates without a usable list of routes excepted."""
    for row in ROWS:
        if row["kind"] not in UPDATES or row["valid"]:
            continue
        update = row["message"]
        routes = update.get("new_routes") if isinstance(update, dict) else None
        if not isinstance(routes, list):
            continue
        good = [route for route in routes if validation.is_valid(row["kind"], {**EMPTY, "new_routes": [route]})]
        assert "g.fixture.two." in [route["destination_ledger"] for route in good], row["name"]
