"""Cases side by side in one thread: whoever waits lets the others go on, and the world's clock runs for all.

Those of one lane are as many at a time as it is wide, whatever the others do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from greenlet import greenlet

from conformance.harness.world import World, never

REPEATS = 2  # of a job that says that it is to be run again
BEHIND = 50  # ms by which the world is late with what happened, so that no more jobs begin
GLANCES = 8  # things that happened which are taken in when a result is there already
CALM = 4  # jobs of a lane under way when one is run again; when once more, it is alone


def at_once() -> bool:
    """The condition of a job that needs nothing to begin."""
    return True


def never_again(result: Any) -> bool:
    """The result of a job that is run once."""
    return False


@dataclass(frozen=True)
class Job:
    """What to run; when it may begin; its weight: of those that may, the heaviest of its lane begins first.

    Where its result is one to try `again`, it runs twice more: after all others of its lane, few at a time; then alone,
    when all are done.
    """

    action: Callable[[], Any]
    may_begin: Callable[[], bool] = at_once
    weight: int = 0
    again: Callable[[Any], bool] = never_again
    repeats: int = REPEATS  # that are left
    lane: str = ""


class Pool:
    """Jobs that run `width` of a lane at a time (one number: of all lanes), the heaviest first, else in their order."""

    def __init__(
        self, world: World, jobs: Iterable[Job], width: int | Mapping[str, int], state: Callable[[], object] = object
    ) -> None:
        """`state`: as long as that gives the same, what may not begin may not begin yet."""
        self._world, self._state = world, state
        self._in_vain: dict[str, object] = {}  # the state in which none of the lane might begin
        self._jobs = dict(enumerate(jobs))
        lanes = dict.fromkeys(job.lane for job in self._jobs.values())
        self._widths = {lane: width if isinstance(width, int) else width[lane] for lane in lanes}
        self._upcoming: dict[str, list[int]] = {lane: self._in_order(lane) for lane in lanes}
        self._repeated: list[int] = []
        self._under_way: Counter[str] = Counter()
        self._waiting: dict[int, tuple[greenlet, Callable[[], object], int]] = {}
        self._results: dict[int, Any] = {}
        self._drained = False

    def _in_order(self, lane: str) -> list[int]:
        chosen = [index for index, job in self._jobs.items() if job.lane == lane]
        return sorted(chosen, key=lambda index: -self._jobs[index].weight)

    def result(self, index: int) -> Any:
        """What the job of that number gave; runs the jobs, others too, until it is there. KeyError after `drain`.

        Where it is there already, others go on for a moment: whoever asks for many in a row takes time between them.
        """
        for _ in range(GLANCES if index in self._results and self._waiting else 0):
            self._go_on(patient=False)
        while index not in self._results and not self._is_over:
            self._go_on()
        return self._results[index]

    @property
    def _is_over(self) -> bool:
        return not (self._waiting or self._repeated or any(self._upcoming.values()))

    def has(self, index: int) -> bool:
        """Whether the job of that number is done."""
        return index in self._results

    def finish(self) -> None:
        """Runs all jobs to their end."""
        while not self._is_over:
            self._go_on()

    def drain(self) -> None:
        """Starts no more jobs, and brings those under way to their end."""
        self._begin_no_more()
        while self._waiting:
            self._go_on()

    def break_off(self, error: Exception) -> None:
        """Starts no more jobs, and has those under way end by this error, wherever they wait."""
        self._begin_no_more()
        while self._waiting:
            index, (task, _, _) = next(iter(self._waiting.items()))
            if task.dead:  # by an exception of its own, which has come out of here already
                self._leave(index)
            else:
                self._advance(index, task, error)

    def _begin_no_more(self) -> None:
        self._drained = True
        self._upcoming.clear()
        self._repeated.clear()

    def _go_on(self, patient: bool = True) -> None:
        index = self._next()
        if index is not None:
            job = self._jobs[index]
            self._under_way[job.lane] += 1
            self._advance(index, greenlet(lambda _: job.action()), None)
        if self._let_go_on() or not self._waiting:
            return
        end = min(moment for _, _, moment in self._waiting.values())
        if self._world.now() >= end:
            end = min(self._world.end_of(condition, moment) for _, condition, moment in self._waiting.values())
        if self._world.now() < end:
            self._world.step(end if patient and index is None else self._world.now())
        else:
            self._world.take_in(end)
            self._let_go_on(give_up=True)

    def _next(self) -> int | None:
        """The job that begins next, taken from those to come; None where none may yet, and another is under way."""
        if self._waiting and self._world.behind > BEHIND:
            return None
        for lane, upcoming in self._upcoming.items():
            if upcoming and self._under_way[lane] < self._room(lane, self._jobs[upcoming[0]]):
                place = self._place(lane, upcoming)
                if place is not None:
                    return upcoming.pop(place)
        alone = self._repeated and not self._waiting and not any(self._upcoming.values())
        return self._repeated.pop(0) if alone else None

    def _place(self, lane: str, upcoming: list[int]) -> int | None:
        """The place of the first that may begin; of the very first where nothing else goes on."""
        state = self._state()
        if self._waiting and self._in_vain.get(lane) == state:
            return None
        found = (place for place, index in enumerate(upcoming) if self._jobs[index].may_begin())
        place = next(found, None if self._waiting else 0)
        if place is None:
            self._in_vain[lane] = state
        return place

    def _room(self, lane: str, first: Job) -> int:
        """How many of the lane may be under way, where that job is the first to come: repeated ones come last."""
        return self._widths[lane] if first.repeats == REPEATS else min(CALM, self._widths[lane])

    def _let_go_on(self, give_up: bool = False) -> bool:
        """Has those go on whose condition holds, or (`give_up`) whose wait is over; whether there were any."""
        now = self._world.now()
        ready = [
            (index, task, news)
            for index, (task, condition, moment) in list(self._waiting.items())
            if (news := condition is not never and _look(condition))
            or (give_up and now >= self._world.end_of(condition, moment))
        ]
        for index, task, news in ready:
            self._advance(index, task, news)
        return bool(ready)

    def _advance(self, index: int, task: greenlet, news: object) -> None:
        given = task.throw(news) if isinstance(news, Exception) else task.switch(news)
        if task.dead:
            self._leave(index)
            self._end(index, given)
        else:
            self._waiting[index] = (task, *given)

    def _leave(self, index: int) -> None:
        self._waiting.pop(index, None)
        self._under_way[self._jobs[index].lane] -= 1

    def _end(self, index: int, result: Any) -> None:
        job = self._jobs[index]
        if job.repeats and not self._drained and job.again(result):
            self._jobs[index] = replace(job, repeats=job.repeats - 1)
            (self._upcoming[job.lane] if job.repeats == REPEATS else self._repeated).append(index)
        else:
            self._results[index] = result


def _look(condition: Callable[[], object]) -> bool | Exception:
    """Whether the condition holds; what it raises is for the job that waits for it."""
    try:
        return bool(condition())
    except Exception as error:
        return error
