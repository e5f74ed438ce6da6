"""Timed cases side by side in one thread: whoever waits lets the others go on, and the world's clock runs for all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from greenlet import greenlet

from conformance.harness.world import World

Job = Callable[[], Any]


def side_by_side(world: World, jobs: list[Job]) -> list[Any]:
    """Runs the jobs, each of which may wait for the world; gives their results in the jobs' order."""
    results: list[Any] = [None] * len(jobs)
    waiting: dict[int, tuple[greenlet, Callable[[], object], int]] = {}

    def advance(index: int, task: greenlet, value: object) -> None:
        given = task.switch(value)
        if task.dead:
            results[index] = given
            waiting.pop(index, None)
        else:
            waiting[index] = (task, *given)

    for index, job in enumerate(jobs):
        advance(index, greenlet(lambda _, job=job: job()), None)
    while waiting:
        ready = [
            (index, task, holds)
            for index, (task, condition, moment) in list(waiting.items())
            if (holds := bool(condition())) or world.now() >= moment
        ]
        for index, task, holds in ready:
            advance(index, task, holds)
        if not ready:
            world.step(min(moment for _, _, moment in waiting.values()))
    return results
