"""What the page draws: the messages of a case as arrows, and curves, with the point at which a promise is broken."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from reports import chart, sequence
from reports.layers import answer_layers, layers
from schemas.results import CurveJudged, Exchange

MESSAGE = '[{{"ledger":"a.","data":{{"method":"{method}","data":{data}}}}}]'
POINTS = ((0, 0), (100, 201))
CURVE = CurveJudged(2, "g.far.", "most", POINTS, ((("0", "0"), ("100", "200")),), 1, "201/100", "2")


def call(seq: int, at: int, to_target: bool = True, account: str = "a.alice", **members: object) -> Exchange:
    """A heartbeat."""
    body = MESSAGE.format(method="broadcast_routes", data='{"new_routes":[],"unreachable_through_me":[]}')
    way = "to target" if to_target else "from target"
    made = Exchange(seq, at, way, account.partition(".")[0] + ".", account, "send_message", 200, body)
    return replace(made, **members)  # type: ignore[arg-type]  # members of an exchange


def drawn(*exchanges: Exchange) -> sequence.Diagram:
    """Their picture."""
    return sequence.diagram([(each, layers(each), answer_layers(each)) for each in exchanges])


# -- messages ----------------------------------------------------------------------------------------------------


def test_each_message_is_an_arrow_to_or_from_the_connector() -> None:
    picture = drawn(call(1, 100), call(2, 130, to_target=False, account="b.bob", judged=True))
    connector = next(lane.x for lane in picture.lanes if lane.connector)
    alice, bob = (next(lane.x for lane in picture.lanes if lane.name == name) for name in ("alice", "bob"))
    assert [(each.start, each.end, each.at, each.style) for each in picture.arrows] == [
        (alice, connector, 0, "arrow"),
        (connector, bob, 30, "judged"),
    ]
    assert alice < connector < bob
    assert max(arrow.y for arrow in picture.arrows) < picture.height
    assert all(0 < lane.x < picture.width for lane in picture.lanes)


def test_a_long_silence_is_said() -> None:
    arrows = drawn(call(1, 0), call(2, 10), call(3, 5000)).arrows
    assert [each.pause for each in arrows] == [0, 0, 4990]


def test_an_answer_that_says_something_is_an_arrow_back_at_its_time() -> None:
    asked = call(1, 0, answer='{"custom":{}}', answered_at=50)
    arrows = drawn(asked, call(2, 20)).arrows
    assert [(each.style, each.at) for each in arrows] == [("arrow", 0), ("arrow", 20), ("reply", 50)]
    assert (arrows[2].start, arrows[2].end) == (arrows[0].end, arrows[0].start)


@pytest.mark.parametrize(("status", "note"), [(200, ""), (500, "status 500"), (None, "no answer")])
def test_an_odd_answer_is_noted(status: int | None, note: str) -> None:
    assert drawn(call(1, 0, status=status)).arrows[0].note == note


def test_many_peers_stand_closer_together() -> None:
    few, many = (drawn(*(call(n, n, account=f"a.peer{n}") for n in range(count))) for count in (2, 12))
    assert many.lanes[1].x - many.lanes[0].x < few.lanes[1].x - few.lanes[0].x


# -- curves ------------------------------------------------------------------------------------------------------


def test_the_point_in_question_is_on_the_promise() -> None:
    whole, difference = chart.judged(CURVE)
    assert [line.kind for line in whole.lines] == ["route", "promised"]
    assert whole.point is not None
    assert float(whole.point[0]) == pytest.approx(chart.WIDTH / 100, abs=0.1)
    assert difference.zero


def test_a_wide_gap_needs_no_view_of_its_own() -> None:
    assert len(chart.judged(replace(CURVE, at=100, said="201", due="100"))) == 1


def test_a_promise_without_any_route_is_drawn() -> None:
    assert len(chart.judged(replace(CURVE, routes=(), due="0"))) == 1


@pytest.mark.parametrize("points", [((5, 7),), ((0, 0), (10**300, 10**300)), ((0, 0), (1, 0))])
def test_any_curve_fits_the_plot(points: tuple[tuple[int, int], ...]) -> None:
    view = chart.of_messages({"g.": [(Fraction(x), Fraction(y)) for x, y in points]})
    numbers = [float(number) for pair in view.lines[0].points.split() for number in pair.split(",")]
    assert all(0 <= number <= chart.WIDTH + 3 for number in numbers)


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (Fraction(1, 4), "0.25"), (1234567, "1234567"), (12_345_678, "1.235e7"), (-5, "-5")]
)
def test_numbers_at_the_axes_are_short(value: int | Fraction, said: str) -> None:
    assert chart.short(Fraction(value)) == said
