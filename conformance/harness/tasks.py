"""Cases side by side in one thread: whoever waits lets the others go on, and the world's clock runs for all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from greenlet import greenlet

from conformance.harness.world import World

REPEATS = 2  # of a job that says that it is to be run again
CALM = 4  # jobs under way when one is run again; when once more, it is alone


def at_once() -> bool:
    """The condition of a job that needs nothing to begin."""
    return True


def never_again(result: Any) -> bool:
    """The result of a job that is run once."""
    return False


@dataclass(frozen=True)
class Job:
    """What to run; when it may begin; its weight: of those that may, the heaviest begins first.

    Where its result is one to try `again`, it runs so many times more: after all others, few at a time, then alone.
    """

    action: Callable[[], Any]
    may_begin: Callable[[], bool] = at_once
    weight: int = 0
    again: Callable[[Any], bool] = never_again
    repeats: int = REPEATS


class Pool:
    """Jobs that run `width` at a time, the heaviest first, else in their order."""

    def __init__(self, world: World, jobs: Iterable[Job], width: int) -> None:
        self._world, self._width = world, width
        self._jobs = dict(enumerate(jobs))
        self._upcoming = sorted(self._jobs.items(), key=lambda each: -each[1].weight)
        self._waiting: dict[int, tuple[greenlet, Callable[[], object], int]] = {}
        self._results: dict[int, Any] = {}
        self._drained = False

    def result(self, index: int) -> Any:
        """What the job of that number gave; runs the jobs, others too, until it is there. KeyError after `drain`."""
        while index not in self._results and (self._upcoming or self._waiting):
            self._go_on()
        return self._results[index]

    def has(self, index: int) -> bool:
        """Whether the job of that number is done."""
        return index in self._results

    def finish(self) -> None:
        """Runs all jobs to their end."""
        while self._upcoming or self._waiting:
            self._go_on()

    def drain(self) -> None:
        """Starts no more jobs, and brings those under way to their end."""
        self._drained = True
        self._upcoming.clear()
        while self._waiting:
            self._go_on()

    def break_off(self, error: Exception) -> None:
        """Starts no more jobs, and has those under way end by this error, wherever they wait."""
        self._drained = True
        self._upcoming.clear()
        while self._waiting:
            index, (task, _, _) = next(iter(self._waiting.items()))
            if task.dead:  # by an exception of its own, which has come out of here already
                del self._waiting[index]
            else:
                self._advance(index, task, error)

    def _go_on(self) -> None:
        upcoming = self._next()
        if upcoming is not None:
            index, job = self._upcoming.pop(upcoming)
            self._advance(index, greenlet(lambda _: job.action()), None)
        if self._let_go_on() or not self._waiting:
            return
        end = min(self._world.end_of(condition, moment) for _, condition, moment in self._waiting.values())
        if self._world.now() < end:
            self._world.step(self._world.now() if upcoming is not None else end)
        elif not self._world.take_in(end):
            self._let_go_on(give_up=True)

    def _next(self) -> int | None:
        """The place of the job that begins next, None where none may yet; the first where nobody is under way."""
        # How often the first one was run already: repeated ones come last.
        times = REPEATS - self._upcoming[0][1].repeats if self._upcoming else 0
        room = (self._width, CALM, 1)[min(times, 2)]
        if len(self._waiting) >= min(room, self._width):
            return None
        found = (place for place, (_, job) in enumerate(self._upcoming) if job.may_begin())
        return next(found, 0 if self._upcoming and not self._waiting else None)

    def _let_go_on(self, give_up: bool = False) -> bool:
        """Has those go on whose condition holds, or (`give_up`) whose wait is over; whether there were any."""
        now = self._world.now()
        ready = [
            (index, task, news)
            for index, (task, condition, moment) in list(self._waiting.items())
            if (news := _look(condition)) or (give_up and now >= self._world.end_of(condition, moment))
        ]
        for index, task, news in ready:
            self._advance(index, task, news)
        return bool(ready)

    def _advance(self, index: int, task: greenlet, news: object) -> None:
        given = task.throw(news) if isinstance(news, Exception) else task.switch(news)
        if task.dead:
            self._waiting.pop(index, None)
            self._end(index, given)
        else:
            self._waiting[index] = (task, *given)

    def _end(self, index: int, result: Any) -> None:
        job = self._jobs[index]
        if job.repeats and not self._drained and job.again(result):
            self._jobs[index] = replace(job, repeats=job.repeats - 1)
            self._upcoming.append((index, self._jobs[index]))
        else:
            self._results[index] = result


def _look(condition: Callable[[], object]) -> bool | Exception:
    """Whether the condition holds; what it raises is for the job that waits for it."""
    try:
        return bool(condition())
    except Exception as error:
        return error
