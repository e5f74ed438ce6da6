"""Our schemas answer as the originals do under the validator of five-bells-shared, but for a table of differences."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from schemas import json_text, rules, validation
from tests.schemas import message_corpus, npm_originals

ORIGINALS = {  # the package of its references, and its name there
    "routing_update": ("five-bells-shared", "RoutingUpdate"),
    "routes": ("five-bells-shared", "Routes"),
    "ilp_address": ("five-bells-shared", "IlpAddress"),
    "liquidity_curve": ("five-bells-shared", "LiquidityCurve"),
    "quote_response": ("five-bells-shared", "Quote"),
    "non_negative_duration": ("five-bells-shared", "NonNegativeDuration"),
    "liquidity_routing_update": ("five-bells-shared-25", "RoutingUpdate"),
    "liquidity_routes": ("five-bells-shared-25", "Routes"),
    "base64": ("five-bells-shared-25", "Base64"),
}
FIXTURES = Path(__file__).parents[2] / "fixtures" / "messages"
COUNTS = {
    "routing_update": 4000, "routes": 2000, "quote_response": 3000, "liquidity_routing_update": 4000,
    "liquidity_routes": 2000,
}  # fmt: skip
SEED = 20170727

UPDATE = '{"hold_down_time":%s,"unreachable_through_me":[],"new_routes":[]}'
ROUTE = (
    '[{"source_ledger":"g.a.","destination_ledger":"g.b.","source_account":"g.a.c","min_message_window":1,'
    '"points":[[0,0]],%s}]'
)
DIFFERENCES = [
    # what,                                           schema,            text,                        theirs, ours
    ("1.0 is an integer to JavaScript", "routing_update", UPDATE % "1.0", True, False),
    ("1e3 is an integer to JavaScript", "routing_update", UPDATE % "1e3", True, False),
    ("1e400 is Infinity, and that an integer, to ajv", "routing_update", UPDATE % "1e400", True, False),
    ("0.99999999999999999999 is rounded to 1", "routing_update", UPDATE % "0.99999999999999999999", True, False),
    ("1e-400 is rounded to 0", "liquidity_curve", "[[1e-400,0]]", True, True),
    ("-1e-400 is rounded to 0", "liquidity_curve", "[[-1e-400,0]]", True, False),
    ("1e400 is a number to both", "liquidity_curve", "[[0,0],[1e400,1]]", True, True),
    ("1e9999 is beyond our limit", "liquidity_curve", "[[0,0],[1e9999,1]]", True, None),
    ("a number of 1001 digits is beyond our limit", "liquidity_curve", f"[[0,{'9' * 1001}]]", True, None),
    ("of a name that stands twice the last counts", "routing_update", UPDATE % '0,"hold_down_time":1', True, None),
    ("half of a surrogate pair is no pattern's character", "ilp_address", '"g.\\ud800"', False, None),
    ("a final newline is nowhere the end", "ilp_address", '"g.a\\n"', False, False),
    ("a final newline is nowhere the end", "non_negative_duration", '"1\\n"', False, False),
    ("__proto__ is not, where members are few", "routing_update", UPDATE % '1,"__proto__":{}', False, False),
    ("constructor is known as a member, by inheritance", "routes", ROUTE % '"constructor":1', True, False),
    ("constructor is not, where members are few", "routing_update", UPDATE % '1,"constructor":1', False, False),
    ("__proto__ is known as a member, by inheritance", "routes", ROUTE % '"__proto__":1', True, False),
    ("lines are broken after groups of four characters", "base64", '"AAAA\\nAAA="', True, True),
    ("lines are broken nowhere else", "base64", '"AA\\nAA"', False, False),
    ("a final newline is no group's end", "base64", '"AAA=\\n"', False, False),
    ("bits left over are no matter of the pattern", "base64", '"AAB="', True, True),
    ("no bytes are base64 too", "base64", '""', True, True),
    ("NaN is no JSON", "liquidity_curve", "[[NaN,0]]", None, None),
    ("a byte order mark is no JSON", "liquidity_curve", "\ufeff[[0,0]]", None, None),
]


@pytest.mark.parametrize("schema", ORIGINALS)
def test_both_give_the_same_answers(schema: str) -> None:
    """Thousands of messages, valid and broken; no shape of answer is left to chance."""
    texts = _texts(schema)
    theirs = _theirs([(schema, text) for text in texts])
    ours = [validation.is_valid(schema, json_text.read(text.encode())) for text in texts]
    different = [text for text, a, b in zip(texts, theirs, ours, strict=True) if a is not b]
    assert not different, f"{len(different)} of {len(texts)} differ, the first is {different[0]}"
    assert len(texts) // 10 < sum(ours) < len(texts) * 9 // 10


@pytest.mark.parametrize("schema", ORIGINALS)
def test_each_rule_is_broken_alone_among_these_messages(schema: str) -> None:
    alone: Counter[rules.Rule] = Counter()
    for text in _texts(schema):
        broken = rules.broken(schema, json_text.read(text.encode()))
        if len(broken) == 1:
            alone.update(broken)
    spared = [rule for rule in rules.rules(schema) if not alone[rule]]
    assert not spared


@pytest.mark.parametrize(("what", "schema", "text", "theirs", "ours"), DIFFERENCES)
def test_the_known_differences(what: str, schema: str, text: str, theirs: bool | None, ours: bool | None) -> None:
    """None stands for a text that is not read at all."""
    answer = _theirs([(schema, text)])[0]
    assert answer is theirs, what
    assert _ours(schema, text) is ours, what


@pytest.mark.parametrize("text", [UPDATE % "1.0", UPDATE % "1e3", UPDATE % "1e400"])
def test_whole_numbers_takes_the_first_differences_away(text: str) -> None:
    assert validation.is_valid("routing_update", json_text.whole_numbers(json_text.read(text.encode())))


def test_the_reference_messages_are_judged_alike() -> None:
    """Rows of the kinds that have an original, under the name of a row that differs."""
    files = sorted(FIXTURES.glob("*.json"))
    rows = [row for path in files for row in json_text.read(path.read_bytes()) if row["kind"] in ORIGINALS]
    theirs = _theirs([(row["kind"], json_text.write(row["message"]).decode()) for row in rows])
    assert len(rows) > 200
    assert [row["name"] for row, answer in zip(rows, theirs, strict=True) if answer is not row["valid"]] == []


def test_the_messages_are_thousands() -> None:
    assert sum(len(_texts(schema)) for schema in ORIGINALS) > 5000


def test_the_witnesses_are_those_of_the_draft() -> None:
    assert npm_originals.ask([{"ask": "versions"}]) == [
        ["22.0.1", "17.0.2", "1.1.1", "25.1.0", "1.2.0", "1.3.0", "1.4.0", "9.1.1"]
    ]


@cache
def _texts(schema: str) -> list[str]:
    count = COUNTS.get(schema, 400)
    return sorted({json_text.write(each).decode() for each in message_corpus.some_messages(schema, SEED, count)})


def _theirs(questions: list[tuple[str, str]]) -> list[bool | None]:
    answers = npm_originals.ask(
        {"ask": "valid", "shared": ORIGINALS[schema][0], "schema": ORIGINALS[schema][1], "text": text}
        for schema, text in questions
    )
    return [None if isinstance(answer, npm_originals.Refused) else bool(answer) for answer in answers]


def _ours(schema: str, text: str) -> bool | None:
    try:
        return validation.is_valid(schema, json_text.read(text.encode()))
    except json_text.JsonTextError:
        return None
