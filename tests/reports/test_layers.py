"""A message in layers: what is around it, what is in it, what was judged; and how many messages fit into a page."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from reports import html
from reports.detail import detail, in_full
from reports.layers import Layers, answer_layers, layers
from reports.summary import findings
from schemas import curves, packets
from schemas.results import Evidence, Exchange, FieldJudged
from tests.reports.handmade_results import RECORDS, run

POINTS = ((0, 0), (10, 265))
ROUTES = '{"unreachable_through_me":["g.old."],"new_routes":[{"destination_ledger":"g.x.far.","points":%s}]}'
PACKET = packets.to_base64(packets.write(packets.BySourceRequest("g.x.bob", 102, 5000)))
FAILED = next(each for each in RECORDS if each.verdict == "fail")


def sent(body: str, method: str = "send_message", **members: object) -> Exchange:
    """A call with that body."""
    made = Exchange(7, 0, "from target", "a.", "a.alice", method, 200, body)
    return replace(made, **members)  # type: ignore[arg-type]  # members of an exchange


def text(found: Layers, layer: str) -> str:
    """The text of a layer."""
    return "".join(each.text for each in getattr(found, layer))


def test_a_message_is_taken_apart() -> None:
    body = '[{"ledger":"a.","data":{"id":"q","method":"quote_request","data":{"source_amount":"100"}}}]'
    found = layers(sent(body), [("source_amount",)])
    assert (found.kind, found.about) == ("quote_request", "100 → ?")
    assert '"ledger":"a."' in text(found, "envelope")
    assert "quote_request" not in text(found, "envelope")
    assert text(found, "raw") == body
    assert [each.text for each in found.payload if each.marked] == ['"100"']


@pytest.mark.parametrize("points", ["[[0,0],[10,265]]", f'"{curves.to_base64(POINTS)}"'])
def test_the_curves_of_an_update_are_read_in_both_forms(points: str) -> None:
    found = layers(sent(f'[{{"data":{{"method":"broadcast_routes","data":{ROUTES % points}}}}}]'))
    assert found.about == "+far −old"
    assert found.curves == {"g.x.far.": tuple((Fraction(x), Fraction(y)) for x, y in POINTS)}


def test_a_packet_is_opened() -> None:
    found = layers(sent(f'[{{"ledger":"a.","ilp":"{PACKET}"}}]', "send_request"))
    assert (found.kind, found.about) == ("BySourceRequest", "102")
    assert ("destination account", "g.x.bob") in found.packet


def test_the_answer_to_a_call_is_a_message_too() -> None:
    found = answer_layers(sent("[]", "send_request", answer=f'{{"ledger":"a.","ilp":"{PACKET}"}}'))
    assert found is not None
    assert found.kind == "BySourceRequest"
    assert answer_layers(sent("[]")) is None


@pytest.mark.parametrize("body", ["", "x", "[", "[7]", '[{"data":7}]', '{"data":{}}', "[" * 3000, '[{"ilp":"AAAA"}]'])
def test_any_body_has_layers(body: str) -> None:
    found = layers(sent(body), [("a", 0)])
    assert text(found, "payload").replace("\n", "").replace(" ", "") == body.replace(" ", "")


def test_the_judged_member_is_found_in_its_own_message_only() -> None:
    fields = (FieldJudged(1, ("a",), "x", "y"),)
    found = detail(replace(FAILED, evidence=Evidence(fields=fields)))
    marked = [[each.text for each in call.payload if each.marked] for _, call, _ in found.messages]
    assert marked == [["[1,2]"], []]


# -- room --------------------------------------------------------------------------------------------------------


def test_the_first_case_of_each_requirement_is_shown_before_the_second_of_any() -> None:
    ids = [("RR-1", n) for n in range(3)] + [("RR-2", n) for n in range(3)]
    records = [replace(FAILED, id=f"{id}/{n}", requirement=id) for id, n in ids]
    groups = findings(run(*records), "fail")
    sizes = [len(in_full(groups, room)) for room in range(0, 100_000, 500)]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (0, 6)
    three = in_full(groups, 500 * sizes.index(3))
    assert three == {"RR-1/0", "RR-2/0", "RR-1/1"}


@pytest.mark.parametrize("body", ["x" * 65_000, "\x00\x01" * 30_000, "<&>" * 20_000])
def test_a_page_never_gets_too_large_and_says_what_it_leaves_out(body: str) -> None:
    exchanges = tuple(replace(each, body=body) for each in FAILED.exchanges)
    said = Evidence(observed=body[:3000])
    records = (replace(FAILED, id=f"RR-2/{n}", exchanges=exchanges, evidence=said) for n in range(600))
    page = html.render(run(*records))
    assert len(page.encode()) < html.LIMIT
    assert "The page is full" in page
    assert 'id="RR-2/599"' in page


def test_curves_are_drawn_where_the_messages_of_a_failure_carry_some() -> None:
    told = sent(f'[{{"data":{{"method":"broadcast_routes","data":{ROUTES % "[[0,0],[10,265]]"}}}}}]')
    for judged in (True, False):
        views = detail(replace(FAILED, exchanges=(replace(told, judged=judged),))).views
        assert [line.name for line in views[0].lines] == ["g.x.far. told to a.alice"]
    assert detail(FAILED).views == ()
