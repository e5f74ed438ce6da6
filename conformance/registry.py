"""The cases: the decorator that names a case's requirement, and their discovery in `conformance/cases/`."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, TypeVar

from conformance import cases as cases_package
from conformance.requirements import Requirement
from conformance.requirements import load as load_requirements
from conformance.verdicts import HarnessError
from schemas.topology import Topology

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Row:
    """One row of a case that is run for several: its name in the case's id, the value given as the argument `row`.

    `needs` are the row's own, beside those of the case.
    """

    name: str
    value: Any
    requirement: str | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lasts:
    """How long a timed case waits for timers of the target: `ms` of its own, and so many of the topology's times."""

    ms: int = 0
    intervals: int = 0
    hold_downs: int = 0
    remote_quotes: int = 0

    def within(self, topology: Topology) -> int:
        """The time in ms with the topology's timings."""
        return (
            self.ms
            + self.intervals * topology.broadcast_interval
            + self.hold_downs * topology.hold_down_time
            + self.remote_quotes * topology.remote_quote_timeout
        )


ASK_AND_PAY = ("QT", "LC", "FW")  # areas whose cases announce nothing where they have no prefix to announce
STEADY = {"row", "topology", "alice", "amy", "bob", "ben", "carol", "dave"}
ONE_ANSWER = Lasts(remote_quotes=1)  # of a timed case that says nothing: it waits for a next hop's answer at most


@dataclass(frozen=True)
class Mark:
    """What the decorators said of a function."""

    requirement: str
    alone: bool = False
    needs: tuple[str, ...] = ()
    lasts: Lasts = ONE_ANSWER
    rows: Sequence[Row] = ()
    twins: tuple[str, ...] = ()
    profile: str | None = None


@dataclass(frozen=True)
class Case:
    """One case: id (requirement/function/row, stable), what it judges, and how it has to be run."""

    id: str
    requirement: Requirement
    function: Callable[..., Any]
    row: Row | None
    mark: Mark
    timed: bool
    title: str
    wants: tuple[str, ...] = field(default=())

    @property
    def name(self) -> str:
        """The function's name with its row, as pytest shows it."""
        return self.function.__name__ + (f"[{self.row.name}]" if self.row else "")

    @property
    def needs(self) -> tuple[str, ...]:
        """What the case needs of topology, binding and profile."""
        return (*self.mark.needs, *(self.row.needs if self.row else ()))

    @cached_property
    def profiles(self) -> tuple[str, ...]:
        """The profiles that it judges: those of its requirement, or that one in whose form its row's messages are."""
        values = self.row.value if self.row and isinstance(self.row.value, list) else [self.row and self.row.value]
        own = {getattr(value, "profile", None) for value in values} | {self.mark.profile}
        twins = () if self.requirement.id in self.mark.twins else self.mark.twins
        theirs = {profile for twin in twins for profile in load_requirements()[twin].levels}
        return tuple(each for each in self.requirement.levels if each not in theirs and own <= {each, None})

    @property
    def group(self) -> str:
        """How it is run: `ordinary`, `timed` (all together), `quiet` (says nothing new), `silent` or `alone`.

        Those that wait while nobody says anything new share one silence, and the quiet ones run beside them. Those that
        must be alone run last, one by one.
        """
        if self.mark.alone:
            return "silent" if self.timed else "alone"
        quiet = self.requirement.area in ASK_AND_PAY and STEADY.issuperset(self.wants)
        return "timed" if self.timed else "quiet" if quiet else "ordinary"


def requirement(
    id: str,
    *twins: str,
    alone: bool = False,
    needs: Sequence[str] = (),
    lasts: Lasts | None = None,
    profile: str | None = None,
) -> Callable[[Function], Function]:
    """Names the requirement that the decorated case judges.

    twins: rows that say it in other profiles, each with a case of its own there. alone: touches more than its own
    names, so it is run last. needs: features of topology, binding (`sockets`, `transfers`, ...) or profile. lasts: how
    long a timed case waits for timers of the target; a tier looks at it. profile: the one whose form of messages
    it is about, where its requirement is of others too.
    """

    def decorate(function: Function) -> Function:
        rows = getattr(function, "c2c_rows", ())
        function.c2c = Mark(id, alone, tuple(needs), lasts or ONE_ANSWER, rows, twins, profile)  # type: ignore[attr-defined]  # carried by the function
        return function

    return decorate


def rows(*rows: Row | str | tuple[str, Any]) -> Callable[[Function], Function]:
    """Runs the case for each row: a Row, a (name, value) pair, or a name that is its own value. Below `requirement`."""

    def decorate(function: Function) -> Function:
        made = [row if isinstance(row, Row) else Row(row, row) if isinstance(row, str) else Row(*row) for row in rows]
        function.c2c_rows = made  # type: ignore[attr-defined]  # read by `requirement`
        return function

    return decorate


@cache
def cases_of(function: Callable[..., Any]) -> tuple[Case, ...]:
    """The cases a decorated function stands for; HarnessError where it names an unknown requirement."""
    mark: Mark = function.c2c  # type: ignore[attr-defined]  # set by `requirement`
    ids, wants = (mark.requirement, *mark.twins), tuple(inspect.signature(function).parameters)
    return tuple(_case(function, mark, row, id, wants) for row in mark.rows or (None,) for id in ids)


@cache
def discover() -> tuple[Case, ...]:
    """All cases, in the order of the catalogue's areas and of the files."""
    found: list[Case] = []
    for module_info in sorted(pkgutil.iter_modules(cases_package.__path__), key=lambda each: each.name):
        module = importlib.import_module(f"{cases_package.__name__}.{module_info.name}")
        functions = [
            each for each in vars(module).values() if hasattr(each, "c2c") and each.__module__ == module.__name__
        ]
        found.extend(case for function in functions for case in cases_of(function))
    doubled = [id for id, times in Counter(case.id for case in found).items() if times > 1]
    if doubled:
        raise HarnessError(f"case ids stand twice: {', '.join(sorted(doubled))}")
    return tuple(found)


def _case(function: Callable[..., Any], mark: Mark, row: Row | None, id: str, wants: tuple[str, ...]) -> Case:
    id = (row and row.requirement) or id
    known = load_requirements()
    if id not in known:
        raise HarnessError(f"{function.__module__}.{function.__name__} names {id}, which the catalogue does not have")
    name = function.__name__.removeprefix("test_")
    return Case(
        id=f"{id}/{name}" + (f"/{row.name}" if row else ""),
        requirement=known[id],
        function=function,
        row=row,
        mark=mark,
        timed=inspect.isgeneratorfunction(function),
        title=name.replace("_", " "),
        wants=wants,
    )
