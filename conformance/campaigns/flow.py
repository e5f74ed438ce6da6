"""Tasks side by side in one thread, a new one as soon as there is room: whoever waits lets the others go on."""

from __future__ import annotations

from collections.abc import Callable

from greenlet import greenlet

from conformance.harness.world import World

Task = Callable[[], None]


class Flow:
    """Runs tasks; `upcoming` gives the one that begins now, None where none may."""

    def __init__(self, world: World, upcoming: Callable[[], Task | None]) -> None:
        self._world, self._upcoming = world, upcoming
        self._waiting: dict[greenlet, tuple[Callable[[], object], int]] = {}

    def run(self) -> None:
        """Runs until none is under way and none begins. What a task raises comes out of here."""
        while True:
            while (task := self._upcoming()) is not None:
                self._advance(greenlet(_begun), task)
            if not self._waiting:
                return
            if not self._go_on():
                self._let_time_pass()

    def break_off(self, error: Exception) -> None:
        """Has all that are under way end by this error, wherever they wait."""
        while self._waiting:
            self._advance(next(iter(self._waiting)), error)

    def _go_on(self, over: int | None = None) -> bool:
        """Has those go on whose condition holds, or whose wait is over at that moment; whether there were any."""
        ready: list[tuple[greenlet, object]] = []
        for task, (condition, moment) in list(self._waiting.items()):
            news: object = _look(condition)
            if news or (over is not None and over >= self._world.end_of(condition, moment)):
                ready.append((task, news))
        for task, news in ready:
            self._advance(task, news)
        return bool(ready)

    def _let_time_pass(self) -> None:
        """Takes in the next thing that happens, and what has come beside it, or ends the waits that are over."""
        end = min(self._world.end_of(condition, moment) for condition, moment in self._waiting.values())
        now = self._world.now()
        if now < end:
            self._world.step(end)
            self._world.take_in(self._world.now())
        elif not self._world.take_in(end):
            self._go_on(over=now)

    def _advance(self, task: greenlet, news: object) -> None:
        self._waiting.pop(task, None)
        given = task.throw(news) if isinstance(news, Exception) else task.switch(news)
        if not task.dead:
            self._waiting[task] = given


def _begun(task: Task) -> None:
    task()


def _look(condition: Callable[[], object]) -> bool | Exception:
    """Whether the condition holds; what it raises is for the task that waits for it."""
    try:
        return bool(condition())
    except Exception as error:
        return error
