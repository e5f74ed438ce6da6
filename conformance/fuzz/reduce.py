"""Makes a program that shows a fault smaller: first as few steps as can be, then the simplest of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from conformance.fuzz.simpler import simpler_steps
from conformance.fuzz.steps import Program, Step

Steps = tuple[Step, ...]
FirstThatShows = Callable[[Sequence[Program]], int | None]


class Enough(Exception):
    """As many programs were tried as may be."""


class Reduction:
    """Of one program. `first` tells which of some programs shows the fault, if any; it gets `width` at a time.

    At most `most` programs are tried; `best` is the smallest that was seen to show the fault.
    """

    def __init__(self, program: Program, first: FirstThatShows, most: int, width: int = 1) -> None:
        self.best, self._first, self._left, self._width = program, first, most, width

    def run(self) -> Program:
        """The smallest program found."""
        try:
            before = None
            while before != self.best:
                before = self.best
                self._drop_steps()
                self._simplify()
        except Enough:
            pass
        return self.best

    def _drop_steps(self) -> None:
        """Takes out ever smaller stretches, from the end, since what shows a fault mostly stands there."""
        length = max(1, len(self.best.steps) // 2)
        while length and self.best.steps:
            end = len(self.best.steps)
            while end > 0:
                ends = range(end, 0, -length)[: self._width]
                shown = self._take([_without(self.best.steps, max(0, each - length), each) for each in ends])
                end = max(0, ends[-1 if shown is None else shown] - length)
            length //= 2

    def _simplify(self) -> None:
        for place in reversed(range(len(self.best.steps))):
            while self._simplify_step(place):
                pass

    def _simplify_step(self, place: int) -> bool:
        """Puts a simpler step in its place; whether there was one."""
        steps = self.best.steps
        candidates = ((*steps[:place], each, *steps[place + 1 :]) for each in simpler_steps(steps[place]))
        while wave := list(islice(candidates, self._width)):
            if self._take(wave) is not None:
                return True
        return False

    def _take(self, candidates: Sequence[Steps]) -> int | None:
        """Makes the first of the candidates that shows the fault the best one; its place, None where there is none."""
        if self._left <= 0:
            raise Enough
        self._left -= len(candidates)
        shown = self._first([Program(each) for each in candidates])
        if shown is not None:
            self.best = Program(candidates[shown])
        return shown


def _without(steps: Steps, start: int, end: int) -> Steps:
    return (*steps[:start], *steps[end:])
