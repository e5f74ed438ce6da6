"""Liquidity curves drawn: what is promised against what can be delivered, and the point at which they part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from schemas.results import CurveJudged

WIDTH, HEIGHT = 420, 200  # pixels of the plot
SAMPLES = 96
NEAR = Fraction(1, 40)  # a gap below this part of the height is shown by itself, too
SPARE = Fraction(5, 4)  # of the largest gap: the height of that view, either way
DIGITS = 7

Points = Sequence[tuple[Fraction, Fraction]]


@dataclass(frozen=True)
class Line:
    """A curve in pixels: its `kind` (promised, route, other), its name, `x,y` pairs."""

    kind: str
    name: str
    points: str


@dataclass(frozen=True)
class View:
    """A plot: lines, what stands at the ends of its axes, and the point in question with its bound, in pixels.

    `zero`: the height of the zero line where the plot is of a difference.
    """

    title: str
    lines: tuple[Line, ...]
    left: str
    right: str
    top: str
    bottom: str
    point: tuple[str, str] | None = None
    due: tuple[str, str] | None = None
    zero: str = ""


def judged(curve: CurveJudged) -> tuple[View, ...]:
    """The promise and its routes as a whole; and where they part by little, the difference near that point."""
    promised = [(Fraction(x), Fraction(y)) for x, y in curve.promised]
    routes = [[(Fraction(x), Fraction(y)) for x, y in route] for route in curve.routes]
    at, said, due = Fraction(curve.at), Fraction(curve.said), Fraction(curve.due)
    frame = _Frame.around([*promised, (at, said), (at, due), *(point for route in routes for point in route)])
    lines = [Line("route", "what a route gives", frame.path(route)) for route in routes]
    lines.append(Line("promised", "promised", frame.path(promised)))
    whole = frame.view("the whole curves", lines, (at, said), (at, due))
    if abs(said - due) > NEAR * frame.height or not routes:
        return (whole,)
    return whole, _difference(promised, routes, (at, said - due))


def of_messages(curves: Mapping[str, Points]) -> View:
    """The curves that messages carry, by name, in one plot."""
    frame = _Frame.around([point for points in curves.values() for point in points])
    lines = [Line("other", name, frame.path(points)) for name, points in curves.items()]
    return frame.view("curves in these messages", lines)


def short(value: Fraction) -> str:
    """A number for an axis: 1200, 0.25, 1.25e12."""
    if value.denominator != 1 and abs(value) < 10**DIGITS:
        return f"{float(value):.3g}"
    value = Fraction(round(value))
    said = str(value.numerator)
    if len(said) <= DIGITS:
        return said
    exponent = len(said.lstrip("-")) - 1
    return f"{float(value / 10**exponent):.4g}e{exponent}" if exponent < 300 else f"about 1e{exponent}"


def _difference(promised: Points, routes: Sequence[Points], point: tuple[Fraction, Fraction]) -> View:
    """Promised less deliverable, over the whole width, as high as the gap at the point needs."""
    first, last = promised[0][0], promised[-1][0]
    inputs = {x for points in (promised, *routes) for x, _ in points if first <= x <= last}
    inputs |= {first + (last - first) * part / SAMPLES for part in range(SAMPLES + 1)} | {point[0]}
    gaps = [(x, _at(promised, x) - max(_at(route, x) for route in routes)) for x in sorted(inputs)]
    limit = SPARE * max(abs(gap) for _, gap in [*gaps, point] if gap * point[1] > 0)
    cut = [(x, max(-limit, min(limit, gap))) for x, gap in gaps]
    frame = _Frame(first, max(last, first + 1), -limit, limit)
    line = Line("promised", "promised less what the best route gives", frame.path(cut))
    return frame.view("the difference, enlarged", [line], point, (point[0], Fraction(0)), zero=True)


def _at(points: Points, x: Fraction) -> Fraction:
    """The curve's value; 0 before it begins, the last one after its end."""
    if x < points[0][0]:
        return Fraction(0)
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0) if x1 > x0 else y1
    return points[-1][1]


@dataclass(frozen=True)
class _Frame:
    """What part of the plane is shown."""

    left: Fraction
    right: Fraction
    bottom: Fraction
    top: Fraction

    @staticmethod
    def around(points: Points) -> _Frame:
        """From the origin to the farthest point."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        zero, one = Fraction(0), Fraction(1)
        return _Frame(min(zero, *xs), max(one, *xs), min(zero, *ys), max(one, *ys))

    @property
    def height(self) -> Fraction:
        """From bottom to top."""
        return self.top - self.bottom

    def pixel(self, x: Fraction, y: Fraction) -> tuple[str, str]:
        """Where a point lies in the plot."""
        right, down = (x - self.left) / (self.right - self.left), (self.top - y) / self.height
        return f"{float(right * WIDTH):.1f}", f"{float(down * HEIGHT):.1f}"

    def path(self, points: Points) -> str:
        """Points as SVG has them; one alone is a short stroke."""
        pixels = [self.pixel(x, y) for x, y in points]
        if len(pixels) == 1:
            x, y = pixels[0]
            pixels.append((f"{float(x) + 3:.1f}", y))
        return " ".join(f"{x},{y}" for x, y in pixels)

    def view(
        self,
        title: str,
        lines: Sequence[Line],
        point: tuple[Fraction, Fraction] | None = None,
        due: tuple[Fraction, Fraction] | None = None,
        zero: bool = False,
    ) -> View:
        """The plot of this part."""
        return View(
            title,
            tuple(lines),
            short(self.left),
            short(self.right),
            short(self.top),
            short(self.bottom),
            point=self.pixel(*point) if point else None,
            due=self.pixel(*due) if due else None,
            zero=self.pixel(self.left, Fraction(0))[1] if zero else "",
        )
