"""Courses: short programs of announcements and withdrawals by several peers, as data; and the curves that they name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

TOP = 10**12  # units of the destination: what the best curve gives at its end, whoever announces it
PART = 4  # of a ledger's capacity this part is the end of a curve


@dataclass(frozen=True)
class Shape:
    """A curve as parts of its end (a quarter of the announcer's capacity) and of TOP; its window in seconds."""

    parts: tuple[tuple[Fraction, Fraction], ...]
    window: int = 1

    def points(self, capacity: int) -> list[list[int]]:
        """The points, for an announcer whose ledger has that capacity."""
        return [[int(capacity // PART * x), int(TOP * y)] for x, y in self.parts]


def shape(*parts: tuple[str, str], window: int = 1) -> Shape:
    """A shape of points (x, y), fractions written as "3/4"."""
    return Shape(tuple((Fraction(x), Fraction(y)) for x, y in parts), window)


SHAPES: Mapping[str, Shape] = {
    "good": shape(("0", "0"), ("1", "1")),
    "even": shape(("0", "0"), ("1", "1/2")),
    "poor": shape(("0", "0"), ("1", "1/4")),
    "narrow": shape(("0", "0"), ("1/8", "1/16")),  # as steep as `even`, and ends early
    "early": shape(("0", "0"), ("1/2", "3/4"), ("1", "3/4"), window=3),  # better than `late` up to the middle
    "late": shape(("0", "0"), ("1/2", "1/4"), ("1", "1"), window=2),
    "steps": shape(("0", "0"), ("1/4", "1/2"), ("1/2", "1/2"), ("3/4", "5/8"), ("1", "5/8")),
    "least": shape(("1/5", "1/10"), ("1", "3/4")),  # nothing below a fifth
}


@dataclass(frozen=True)
class Say:
    """One update: who sends it (a role), routes as (prefix, shape), prefixes withdrawn. Prefixes as in `Course`."""

    who: str
    new: tuple[tuple[str, str], ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Amount:
    """For what quotes are asked: a part of the asker's capacity, or (`by_source` false) of TOP."""

    part: Fraction = Fraction(3, 100)  # within most curves
    by_source: bool = True


@dataclass(frozen=True)
class Course:
    """A program: its name, its updates in their order. `x.a` is a prefix below `x`. `judged`: by cases of their own."""

    name: str
    says: tuple[Say, ...]
    judged: tuple[str, ...]
    asks: Amount = Amount()

    @property
    def prefixes(self) -> tuple[str, ...]:
        """All prefixes that are announced, in the order of their first announcement."""
        return tuple(dict.fromkeys(prefix for say in self.says for prefix, _ in say.new))

    @property
    def roles(self) -> tuple[str, ...]:
        """Who speaks in it."""
        return tuple(dict.fromkeys(say.who for say in self.says))


def says(text: str) -> Say:
    """An update in short: `bob x:good y -z` announces x and y (`even`, where no shape is named) and withdraws z."""
    who, *words = text.split()
    new = [word.partition(":") for word in words if not word.startswith("-")]
    return Say(
        who,
        tuple((prefix, name or "even") for prefix, _, name in new),
        tuple(word[1:] for word in words if word.startswith("-")),
    )


def course(name: str, text: str, judged: str) -> Course:
    """A course in short: its updates with `|` between them, the requirements with blanks."""
    return Course(name, tuple(says(part) for part in text.split("|")), tuple(judged.split()))
