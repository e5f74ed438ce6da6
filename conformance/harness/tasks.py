"""Cases side by side in one thread: whoever waits lets the others go on, and the world's clock runs for all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

from greenlet import greenlet

from conformance.harness.world import World

Job = Callable[[], Any]


class Pool:
    """Jobs that run `width` at a time, started in their order."""

    def __init__(self, world: World, jobs: Iterable[Job], width: int) -> None:
        self._world, self._width = world, width
        self._upcoming = deque(enumerate(jobs))
        self._waiting: dict[int, tuple[greenlet, Callable[[], object], int]] = {}
        self._results: dict[int, Any] = {}

    def result(self, index: int) -> Any:
        """What the job of that number gave; runs the jobs, others too, until it is there. KeyError after `drain`."""
        while index not in self._results and (self._upcoming or self._waiting):
            self._go_on()
        return self._results[index]

    def drain(self) -> None:
        """Starts no more jobs, and brings those under way to their end."""
        self._upcoming.clear()
        while self._waiting:
            self._go_on()

    def _go_on(self) -> None:
        may_start = bool(self._upcoming) and len(self._waiting) < self._width
        if may_start:
            index, job = self._upcoming.popleft()
            self._advance(index, greenlet(lambda _: job()), None)
        ready = [
            (index, task, news)
            for index, (task, condition, moment) in list(self._waiting.items())
            if (news := _look(condition)) or self._world.now() >= moment
        ]
        for index, task, news in ready:
            self._advance(index, task, news)
        if not ready and self._waiting:
            moments = [moment for _, _, moment in self._waiting.values()]
            self._world.step(self._world.now() if may_start else min(moments))

    def _advance(self, index: int, task: greenlet, news: object) -> None:
        given = task.throw(news) if isinstance(news, Exception) else task.switch(news)
        if task.dead:
            self._results[index] = given
            self._waiting.pop(index, None)
        else:
            self._waiting[index] = (task, *given)


def _look(condition: Callable[[], object]) -> bool | Exception:
    """Whether the condition holds; what it raises is for the job that waits for it."""
    try:
        return bool(condition())
    except Exception as error:
        return error
