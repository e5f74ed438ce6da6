"""Makes a program that shows a fault smaller: first as few steps as can be, then the simplest members of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.fuzz.steps import Ask, Bad, Offered, Program, Step, Update

Shows = Callable[[Program], bool]


class Enough(Exception):
    """As many programs were tried as may be."""


def reduced(program: Program, shows: Shows, most: int) -> Program:
    """The smallest program found that still shows the fault; `most` tries at the most."""
    tried = 0

    def still(steps: tuple[Step, ...]) -> bool:
        nonlocal tried
        if tried >= most:
            raise Enough
        tried += 1
        return shows(Program(steps))

    best = list(program.steps)
    try:
        _drop_steps(best, still)
        _simplify(best, still)
        _drop_steps(best, still)
    except Enough:
        pass
    return Program(tuple(best))


def _drop_steps(best: list[Step], still: Callable[[tuple[Step, ...]], bool]) -> None:
    """Takes out ever smaller stretches, from the end, since what shows a fault mostly stands there."""
    length = max(1, len(best) // 2)
    while length:
        end = len(best)
        while end > 0:
            start = max(0, end - length)
            shorter = (*best[:start], *best[end:])
            if len(shorter) < len(best) and still(shorter):
                best[:] = shorter
            end = start
        length //= 2


def _simplify(best: list[Step], still: Callable[[tuple[Step, ...]], bool]) -> None:
    for place in range(len(best)):
        changed = True
        while changed:
            changed = False
            for simpler in _simpler(best[place]):
                if still((*best[:place], simpler, *best[place + 1 :])):
                    best[place] = simpler
                    changed = True
                    break


def _simpler(step: Step) -> Iterator[Step]:
    """Steps a little simpler than this one; none where there is nothing left to make simpler."""
    if isinstance(step, Update):
        for place in range(len(step.routes)):
            yield replace(step, routes=step.routes[:place] + step.routes[place + 1 :])
        for place in range(len(step.gone)):
            yield replace(step, gone=step.gone[:place] + step.gone[place + 1 :])
        if step.hold is not None:
            yield replace(step, hold=None)
        for place, route in enumerate(step.routes):
            for simpler in _simpler_routes(route):
                yield replace(step, routes=(*step.routes[:place], simpler, *step.routes[place + 1 :]))
    elif isinstance(step, Ask):
        for amount in (1000, step.amount // 2):
            if 0 < amount < step.amount:
                yield replace(step, amount=amount)
    elif isinstance(step, Bad) and step.method is not None:
        yield replace(step, method=None)


def _simpler_routes(route: Offered) -> Iterator[Offered]:
    if route.window != 1:
        yield replace(route, window=1)
    if len(route.points) > 1:
        for place in range(len(route.points)):
            yield replace(route, points=route.points[:place] + route.points[place + 1 :])
