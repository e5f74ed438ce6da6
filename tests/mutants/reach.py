"""Which methods of a correct connector a mutant replaces, and which were called: where none was, it can't differ."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from inspect import getattr_static
from types import FrameType, FunctionType

PASSED_OVER = {  # what a class has in any case, and what mutants declare
    "__doc__", "__module__", "__annotations__", "__dict__", "__weakref__", "__abstractmethods__", "_abc_impl",
    "__static_attributes__", "__firstlineno__", "breaks", "topology_name",
}  # fmt: skip


class ChangesMore(Exception):
    """A mutant changes more than methods: what it does can't be told from what is called."""


def called_in(action: Callable[[], object]) -> frozenset[str]:
    """The names of the functions that were called meanwhile."""
    codes = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)
    return frozenset(f"{code.co_filename}:{code.co_qualname}" for code in codes)


def replaced(correct: type[object], mutant: type[object]) -> frozenset[str] | None:
    """The names of the correct connector's functions in whose place others are; None where more than these changed."""
    try:
        return frozenset(_replaced(correct, mutant))
    except ChangesMore:
        return None


def _replaced(correct: type[object], mutant: type[object]) -> Iterator[str]:
    """Of a class and of those that it names as its parts."""
    if mutant.__mro__[-len(correct.__mro__) :] != correct.__mro__:
        raise ChangesMore
    for name in {*dir(correct), *dir(mutant)} - PASSED_OVER:
        was, is_now = getattr_static(correct, name, None), getattr_static(mutant, name, None)
        if was is is_now:
            continue
        if isinstance(was, type) and isinstance(is_now, type):
            yield from _replaced(was, is_now)
        elif name.startswith("__") or not isinstance(is_now, FunctionType) or not isinstance(was, FunctionType | None):
            raise ChangesMore
        elif was is not None:  # one that has no other's place is called by one that has
            yield f"{was.__code__.co_filename}:{was.__code__.co_qualname}"
