"""Whether points make a curve: the rules of a list of [x, y], each with its name and requirement."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

LONGEST = 400  # digits; what is longer is no amount, and must not be written out to find that out


class Rule(Enum):
    """A rule of a curve's points, with the requirement it stands in."""

    LIST = ("points are a list", "RB-1")
    NOT_EMPTY = ("there is at least one point", "RB-1")
    PAIR = ("a point is a list of two", "RB-1")
    INTEGER = ("x and y are integers", "RB-3")
    NOT_NEGATIVE = ("x and y are amounts: 0 or more", "RB-1")
    X_INCREASES = ("x strictly increases", "RB-4")
    Y_NEVER_DECREASES = ("y never decreases", "RB-4")

    def __init__(self, text: str, requirement: str) -> None:
        self.text = text
        self.requirement = requirement


@dataclass(frozen=True)
class Broken:
    """The first rule that some points break, at which point (None: the list as a whole), in words."""

    rule: Rule
    index: int | None
    sentence: str


def integer(value: object) -> int | None:
    """The integer that a JSON number stands for (1.0 and 1e3 are integers, RB-3), or None.

    Takes int, and Decimal or Fraction as exact readers of JSON give them; a float is taken too, where it is whole.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        whole = value.is_finite() and value.adjusted() < LONGEST and value == value.to_integral_value()
        return int(value) if whole else None
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else None
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return None


def broken_rule(points: object) -> Broken | None:
    """The first rule that JSON-ish points break; None: they make a curve (ILQP ASN.1; RB-3, RB-4)."""
    if not isinstance(points, list | tuple):
        return Broken(Rule.LIST, None, f"points are no list but {_shown(points)}")
    if not points:
        return Broken(Rule.NOT_EMPTY, None, "points are an empty list")
    before: tuple[int, int] | None = None
    for index, point in enumerate(points):
        plain = _as_it_stands(point)
        if plain is not None and _goes_on(plain, before):
            before = plain
            continue
        broken = _broken_point(index, point, before)
        if broken is not None:
            return broken
        before = (_whole(point[0]), _whole(point[1]))
    return None


def read_points(points: object) -> tuple[tuple[int, int], ...]:
    """The points as integers. Raises ValueError with the sentence of `broken_rule`."""
    broken = broken_rule(points)
    if broken is not None or not isinstance(points, list | tuple):
        raise ValueError(broken.sentence if broken else "points are no list")
    return tuple((_whole(x), _whole(y)) for x, y in points)


def to_integers(points: object, *, down: bool) -> object:
    """The points with what lies between integers rounded: x up and y down, or (not `down`) x down and y up.

    At no integer input the curve through them is above, or below, the one that was given: so of two points that come
    to the same x the first one counts, or the last. What is no list of pairs of numbers stays as it is.
    """
    if not isinstance(points, list | tuple):
        return points
    made: list[tuple[int, int]] = []
    before = Fraction(-1)
    for point in points:
        exact = [_exact(each) for each in point] if isinstance(point, list | tuple) else []
        if len(exact) != 2 or exact[0] is None or exact[1] is None:
            return points
        x, y = (math.ceil(exact[0]), math.floor(exact[1])) if down else (math.floor(exact[0]), math.ceil(exact[1]))
        if not made or made[-1][0] < x or before >= exact[0] or made[-1][1] > y:
            made.append((x, y))
        elif not down:
            made[-1] = (x, y)
        before = exact[0]
    return made


def _exact(value: object) -> Fraction | None:
    """The number, where it is one that can be reckoned with."""
    whole = integer(value)
    if whole is not None:
        return Fraction(whole)
    readable = isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < LONGEST
    return Fraction(value) if isinstance(value, Decimal) and readable else None


def _as_it_stands(point: object) -> tuple[int, int] | None:
    """A pair of plain integers, as nearly all points are; None: to be looked at closely."""
    if not isinstance(point, list | tuple) or len(point) != 2:
        return None
    x, y = point
    return (x, y) if type(x) is int and type(y) is int else None


def _goes_on(point: tuple[int, int], before: tuple[int, int] | None) -> bool:
    if before is None:
        return point[0] >= 0 and point[1] >= 0
    return before[0] < point[0] and before[1] <= point[1]


def _broken_point(index: int, point: object, before: tuple[int, int] | None) -> Broken | None:
    if not isinstance(point, list | tuple) or len(point) != 2:
        return Broken(Rule.PAIR, index, f"point {index} is no pair but {_shown(point)}")
    x, y = integer(point[0]), integer(point[1])
    if x is None or y is None:
        return Broken(Rule.INTEGER, index, f"point {index} holds a value that is no integer: {_shown(point)}")
    if x < 0 or y < 0:
        return Broken(Rule.NOT_NEGATIVE, index, f"point {index} is negative: {_shown(point)}")
    if before is not None and x <= before[0]:
        return Broken(Rule.X_INCREASES, index, f"x goes from {_shown(before[0])} to {_shown(x)} at point {index}")
    if before is not None and y < before[1]:
        return Broken(
            Rule.Y_NEVER_DECREASES, index, f"y falls from {_shown(before[1])} to {_shown(y)} at point {index}"
        )
    return None


def _whole(value: object) -> int:
    number = integer(value)
    if number is None:
        raise ValueError(f"no integer: {_shown(value)}")
    return number


def _shown(value: object) -> str:
    """The value, short enough for a sentence, however long it is."""
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        return f"an integer of more than {LONGEST} digits"
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # Python writes out no integer of more than 4,300 digits
        return f"a {type(value).__name__} too long to show"
    return text if len(text) <= 80 else f"{text[:77]}..."
