"""Timed cases side by side in one thread: whoever waits lets the others go on, and the world's clock runs for all."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from greenlet import greenlet

from conformance.harness.world import World

Job = Callable[[], Any]


WIDTH = 32  # jobs under way at a time: a start of hundreds at once would make the target late for the timed ones


def side_by_side(world: World, jobs: list[Job], width: int = WIDTH) -> list[Any]:
    """Runs the jobs, which may wait for the world, `width` at a time; gives their results in the jobs' order."""
    results: list[Any] = [None] * len(jobs)
    waiting: dict[int, tuple[greenlet, Callable[[], object], int]] = {}
    upcoming = deque(enumerate(jobs))

    def advance(index: int, task: greenlet, value: object) -> None:
        given = task.switch(value)
        if task.dead:
            results[index] = given
            waiting.pop(index, None)
        else:
            waiting[index] = (task, *given)

    while waiting or upcoming:
        if upcoming and len(waiting) < width:
            index, job = upcoming.popleft()
            advance(index, greenlet(lambda _, job=job: job()), None)
        ready = [
            (index, task, holds)
            for index, (task, condition, moment) in list(waiting.items())
            if (holds := bool(condition())) or world.now() >= moment
        ]
        for index, task, holds in ready:
            advance(index, task, holds)
        if not ready and waiting:
            may_start = upcoming and len(waiting) < width
            world.step(world.now() if may_start else min(moment for _, _, moment in waiting.values()))
    return results
