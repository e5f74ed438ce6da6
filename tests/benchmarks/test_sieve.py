"""The benchmarks' sieve keeps who answers otherwise than a correct connector, whatever is told to the peers."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from benchmarks.answers import CRASH, Kept, answers
from benchmarks.kept import Row, Rows, state
from benchmarks.subjects import REFERENCE, Sieve, Subject, subjects
from conformance.bindings import Call
from schemas import topology as topologies

BODIES = (
    (b'[{"ledger":"test1.ant.","from":"test1.ant.alice","to":"test1.ant.conn","data":{}}]', None),
    (b"{}", None),
    (b'["\xff"]', None),
    (b"[]", "none"),
)


@pytest.fixture
def sieve(tmp_path: Path) -> Sieve:
    """A sieve of four calls: a good one, two that are none, and one without the token that its ledger has."""
    file = tmp_path / "default.calls"
    rows = [
        [100 * number, "send_message", "peer.h4x0r.jpy.0." if token else "test1.ant.", None, _packed(body)]
        for number, (body, token) in enumerate(BODIES)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return Sieve([("default", file)])


def _packed(body: bytes) -> str:
    return base64.b64encode(body).decode()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("tests.mutants.msg_calls:AnswersWith201", True),
        ("tests.mutants.msg_calls:RefusesNoTokenWith400", True),
        ("tests.mutants.rs_bad_messages:AnswersBrokenUnicodeWith500", True),
        ("tests.mutants.rb_routes:OffersPeerPrefixes", False),
        ("tests.campaigns.connectors:Crashes", False),
        (REFERENCE, False),
    ],
)
def test_who_answers_in_another_way_is_kept(sieve: Sieve, name: str, kept: bool) -> None:
    """By its status or its body; what it tells its peers is nothing that an answer shows."""
    assert sieve.keeps(Subject(name, "default", frozenset(), "")) is kept


def test_a_connector_that_crashes_answers_otherwise() -> None:
    """An exception that escapes is an answer of its own."""
    calls = [Kept(0, Call(0, "send_message", "test1.ant.", None, b'["pull the trigger"]'))]
    found = list(answers("tests.campaigns.connectors:Crashes", topologies.load("default"), calls))
    assert found == [CRASH]


def test_all_mutants_of_the_profile_are_there_each_once() -> None:
    """Those whose fault is in their shell too; all have a requirement that they break."""
    found = subjects()
    names = [each.name for each in found]
    assert len(names) == len(set(names))
    assert {"tests.mutants.http.shells:OpensByTheUrl", "tests.mutants.http.dying:DiesSoon"} <= set(names)
    assert all(each.breaks for each in found)


def test_results_hold_as_long_as_the_code_that_they_depend_on(tmp_path: Path) -> None:
    """And the file may be read again."""
    rows, name = Rows(tmp_path / "results.jsonl"), "tests.mutants.msg_calls:AnswersWith201"
    row = rows.add(Row(name, "fuzzer", 1, 60, state(name, "fuzzer"), 1.5, 2.0, 3.0, "MSG-1"))
    old = rows.add(Row(name, "Schemathesis", 1, 30, "another state", 1.5, None, None))
    again = Rows(tmp_path / "results.jsonl")
    assert again.of(name, "fuzzer", 1, 60) == row
    assert again.of(name, "fuzzer", 1, 61) is None
    assert again.of(old.name, old.tool, old.seed, old.seconds) is None
