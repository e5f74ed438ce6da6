"""What a copy of a mutant's method uses in place of what it must not do or have."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from tests.mutants.following.harmless import PLAIN
from tests.mutants.following.sources import values_of


class Stopped(BaseException):
    """A copy of a function was about to do what might change something."""


def stop(*_: object) -> Any:
    """Stands where something might be changed. Always raises Stopped."""
    raise Stopped


def plain(value: Any) -> Any:
    """A value that can't be changed in its place, as it is; Stopped for others."""
    if type(value) not in PLAIN:
        raise Stopped
    return value


def first(values: Any, *default: Any) -> Any:
    """The first of a collection, which is left as it is; Stopped for what is used up."""
    if isinstance(values, Iterator):
        raise Stopped
    return next(iter(values), *default)


class Own:
    """What a mutant keeps in attributes of its own, for each object whose methods it replaces, while it is followed."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self._kept: dict[int, tuple[object, SimpleNamespace]] = {}

    def forget(self) -> None:
        """A new life begins."""
        self._kept = {}

    def declare(self, name: str, mutant: type, correct: type) -> bool:
        """Whether an attribute is the mutant's own: set by it alone, or in its class with a value that can't change."""
        if not hasattr(correct, name) and (type(getattr(mutant, name, self)) in PLAIN or values_of(name, mutant)):
            self.names.add(name)
        return name in self.names

    def of(self, holder: Any, mutant: type, name: str) -> SimpleNamespace:
        """The attributes, to be read and set; Stopped where the correct object has one of that name."""
        if name in vars(holder):
            raise Stopped
        if id(holder) not in self._kept:
            self._kept[id(holder)] = holder, SimpleNamespace()
        kept = self._kept[id(holder)][1]
        if not hasattr(kept, name) and hasattr(mutant, name):
            setattr(kept, name, getattr(mutant, name))
        return kept
