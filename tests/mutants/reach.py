"""Which methods of a correct connector a mutant replaces, and which were called: where none was, it can't differ."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import getattr_static
from types import FrameType, FunctionType

PASSED_OVER = {  # what a class has in any case, and what mutants declare
    "__doc__", "__module__", "__annotations__", "__dict__", "__weakref__", "__abstractmethods__", "_abc_impl",
    "__static_attributes__", "__firstlineno__", "breaks", "in_some_orders", "topology_name",
}  # fmt: skip
MISSING = object()


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


@dataclass(frozen=True)
class Replacement:
    """A method of a correct connector, or of one of its parts, and what stands in its place."""

    was: FunctionType
    is_now: FunctionType
    mutant: type  # the class, of a connector or a part, that has it
    times: int  # how many classes of the mutant's put another in its place, one over the other

    @property
    def name(self) -> str:
        """File and qualified name of the correct one."""
        return f"{self.was.__code__.co_filename}:{self.was.__code__.co_qualname}"


def replaced(correct: type[object], mutant: type[object]) -> frozenset[str] | None:
    """The names of the correct connector's functions in whose place others are; None where more than these changed."""
    found = replacements(correct, mutant)
    return None if found is None else frozenset(each.name for each in found)


def replacements(correct: type[object], mutant: type[object]) -> tuple[Replacement, ...] | None:
    """The methods in whose place others are; None where more than methods changed."""
    try:
        return tuple(_replaced(correct, mutant))
    except ChangesMore:
        return None


def _replaced(correct: type[object], mutant: type[object]) -> Iterator[Replacement]:
    """Of a class and of those that it names as its parts."""
    if mutant.__mro__[-len(correct.__mro__) :] != correct.__mro__:
        raise ChangesMore
    for name in {*dir(correct), *dir(mutant)} - PASSED_OVER:
        was, is_now = getattr_static(correct, name, MISSING), getattr_static(mutant, name, MISSING)
        if was is is_now:
            continue
        if isinstance(was, type) and isinstance(is_now, type):
            yield from _replaced(was, is_now)
        elif _is_special(name) or not _is_called_by_what_is_replaced(was, is_now):
            if _is_special(name) or not (isinstance(is_now, FunctionType) and isinstance(was, FunctionType)):
                raise ChangesMore
            own = mutant.__mro__[: -len(correct.__mro__)]
            yield Replacement(was, is_now, mutant, sum(name in vars(each) for each in own))


def _is_special(name: str) -> bool:
    """Whether Python itself calls it, at moments that nobody sees."""
    return name.startswith("__") and name != "__init__"


def _is_called_by_what_is_replaced(was: object, is_now: object) -> bool:
    """What has no other's place and stands in no attribute's way is used by methods alone that have another's."""
    return was is MISSING and (isinstance(is_now, FunctionType) or not hasattr(type(is_now), "__get__"))
