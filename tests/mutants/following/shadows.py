"""Many mutants followed at once: while a correct connector is told something, the methods of their own run along.

At each call of a method that a mutant replaces its own one is called too, with the same, in a copy that stops where it
might change anything (`purity`). One that came to its end with the same result, having called what it overrides where
that changes something, did what the correct one did. So a mutant all of whose calls went so has said what the correct
connector said.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial, reduce
from types import FunctionType
from typing import Any

from tests.mutants.following.keeping import Own, Stopped
from tests.mutants.following.purity import is_pure, stopping
from tests.mutants.reach import Replacement, replacements


@dataclass(frozen=True)
class Copy:
    """A method of a mutant's in a copy that stops; what the mutant keeps in attributes of its own."""

    mutant: type[Any]
    run: Callable[..., Any]
    own: Own


Copies = tuple[Copy, ...]


@dataclass
class Outcome:
    """What a call came to: a value, or an exception."""

    value: Any = None
    error: Exception | None = None

    def given(self) -> Any:
        """Returns it, or raises it."""
        if self.error is not None:
            raise self.error
        return self.value

    def is_like(self, other: Outcome) -> bool:
        """Whether both are the same to whom they are given."""
        mine, its = self.error, other.error
        if mine is not None and its is not None:
            return type(mine) is type(its) and (mine.args, vars(mine)) == (its.args, vars(its))
        if mine is not None or its is not None:
            return False
        return self.value is other.value or is_same(self.value, other.value)


def is_same(one: Any, other: Any) -> bool:
    """Whether two values are equal in all of their members, of the same types and in the same order."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, set | frozenset):
        return is_same(list(one), list(other))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict):
        return is_same(list(one.items()), list(other.items()))
    return bool(one == other) and (not isinstance(one, Decimal) or str(one) == str(other))


@dataclass
class Followed:
    """The mutants of a profile that can be followed, by the methods that they replace; and who was lost on the way."""

    copies: dict[str, Copies] = field(default_factory=dict)
    methods: dict[str, FunctionType] = field(default_factory=dict)
    there: dict[str, Copies] = field(default_factory=dict)
    within: type[Any] | None = None  # the mutant whose copy is running
    mutants: frozenset[type[Any]] = frozenset()
    lost: set[type[Any]] = field(default_factory=set)

    def add(self, correct: type[Any], mutant: type[Any]) -> bool:
        """Whether it can be followed: it replaces methods alone, each once, and each has a copy."""
        own = Own()
        found = replacements(correct, mutant)
        copied = [(each, copy) for each in found or () if (copy := _copy(each, own)) is not None]
        if found is None or len(copied) < len(found):
            return False
        self.mutants |= {mutant}
        for each, copy in copied:
            self.methods[each.name] = each.was
            self.copies[each.name] = (*self.copies.get(each.name, ()), Copy(mutant, copy, own))
        return True

    def lose(self, mutant: type[Any]) -> None:
        """The mutant may do something else from here on."""
        self.lost.add(mutant)
        for name, copies in self.there.items():
            self.there[name] = tuple(each for each in copies if each.mutant is not mutant)

    def lost_while(self, action: Callable[[], object]) -> frozenset[type[Any]]:
        """The mutants that could not be followed all the way."""
        self.lost, self.there, self.within = set(), dict(self.copies), None
        for copies in self.copies.values():
            for each in copies:
                each.own.forget()
        with self._along():
            action()
        return frozenset(self.lost)

    @contextmanager
    def _along(self) -> Iterator[None]:
        """The correct connector's methods have those of mutants run along."""
        places = {name: _owner(method) for name, method in self.methods.items()}
        try:
            for name, method in self.methods.items():
                setattr(places[name], method.__name__, self._accompanied(name, method))
            yield
        finally:
            for name, method in self.methods.items():
                setattr(places[name], method.__name__, method)

    def _accompanied(self, name: str, method: FunctionType) -> Callable[..., Any]:
        changes, there = not is_pure(name), self.there

        def accompanied(*given: Any, **named: Any) -> Any:
            copies, within = there[name], self.within
            if within is not None:  # a call that only this mutant makes
                copies = tuple([each for each in copies if each.mutant is within])
            if not copies:
                return method(*given, **named)
            if any(isinstance(each, Iterator) for each in given):  # who reads it uses it up
                return self._alone(method, copies, given, named)
            around = copies if changes else tuple([each for each in copies if each.own.names])
            beside = () if changes else tuple([each for each in copies if not each.own.names])
            return self._around(partial(self._beside, method, beside), around, given, named).given()

        return accompanied

    def _alone(self, method: FunctionType, copies: Copies, given: Any, named: Any) -> Any:
        """Where nobody can run along."""
        for each in copies:
            self.lose(each.mutant)
        return method(*given, **named)

    def _beside(self, method: FunctionType, copies: Copies, given: Any, named: Any) -> Outcome:
        """For a method that changes nothing: the others one by one after it."""
        outcome = _outcome(method, given, named)
        if isinstance(outcome.value, Iterator):
            for each in copies:
                self.lose(each.mutant)
            return outcome

        def correct(*others: Any, **by_name: Any) -> Any:
            same = not by_name and not named and _are_same(given, (given[0], *others))
            return outcome.given() if same else method(given[0], *others, **by_name)

        before = self.within
        for each in copies:
            self.within = each.mutant
            try:
                if not _outcome(each.run, given, {**named, "__correct__": correct}).is_like(outcome):
                    self.lose(each.mutant)
            except Stopped:
                self.lose(each.mutant)
        self.within = before
        return outcome

    def _around(self, method: Callable[..., Outcome], copies: Copies, given: Any, named: Any) -> Outcome:
        """For what changes something: the method runs where the last one calls it, which the one before called."""
        if not copies:
            return method(given, named)
        outcome: list[Outcome] = []
        each, before = copies[0], self.within

        def correct(*others: Any, **by_name: Any) -> Any:
            if outcome or by_name or named or not is_same(given, (given[0], *others)):
                raise Stopped
            self.within = before
            outcome.append(self._around(method, copies[1:], given, named))
            self.within = each.mutant
            return outcome[0].given()

        self.within = each.mutant
        own = None
        with suppress(Stopped):
            own = _outcome(each.run, given, {**named, "__correct__": correct})
        self.within = before
        called = bool(outcome)
        if not called:
            outcome.append(self._around(method, copies[1:], given, named))
        if own is None or not called or not own.is_like(outcome[0]):
            self.lose(each.mutant)
        return outcome[0]


def _outcome(function: Callable[..., Any], given: Any, named: Any) -> Outcome:
    try:
        return Outcome(function(*given, **named))
    except Exception as error:
        return Outcome(error=error)


def _are_same(some: tuple[Any, ...], others: tuple[Any, ...]) -> bool:
    """Whether these are the very same objects."""
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def _copy(each: Replacement, own: Own) -> Callable[..., Any] | None:
    return stopping(each.is_now, _owner(each.was), each.mutant, own) if each.times == 1 else None


def _owner(method: FunctionType) -> Any:
    """The class that a method is defined in."""
    within = method.__qualname__.split(".")[:-1]
    return reduce(getattr, within, sys.modules[method.__module__])
