"""Finds the message that ended a target: what was sent in its last moments is sent once more to one started anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conformance.harness.suspects import Suspects, send_again
from conformance.harness.wirelog import Exchange
from conformance.harness.world import World

AT_ONCE = 16  # calls open at a time
STARTS = 60  # of targets, for all deaths of a run together


class Spent(Exception):
    """No more targets are started to find out."""


class Autopsy:
    """For all deaths of one run. `start` gives the world of a target started anew, `died` says whether it has ended."""

    def __init__(self, start: Callable[[], World], died: Callable[[], bool]) -> None:
        self._start, self._died = start, died
        self._starts = STARTS
        self._world: World | None = None

    def culprit(self, found: Suspects) -> Exchange | None:
        """The message that ends a fresh target by itself; None where none does, or it would take too long to find."""
        self._world = None
        try:
            return self._broken_off(found) or self._halved(list(found.sent), found.linger)
        except Spent:
            return None

    @property
    def used(self) -> bool:
        """Whether a target has been started since the last question."""
        return self._world is not None

    def _broken_off(self, found: Suspects) -> Exchange | None:
        return next((each for each in reversed(found.unanswered) if self._ends_it([each], found.linger)), None)

    def _halved(self, group: list[Exchange], linger: int) -> Exchange | None:
        """If the whole group ends a target, the half that does, and so on down to one message."""
        if not group or not self._ends_it(group, linger):
            return None
        while len(group) > 1:
            half = group[: len(group) // 2]
            group = half if self._ends_it(half, linger) else group[len(half) :]
        return group[0] if self._ends_it(group, linger) else None

    def _ends_it(self, group: Sequence[Exchange], linger: int) -> bool:
        """Sends the messages in their order to a target that lives, and waits whether it ends."""
        if self._world is None or self._died():
            if not self._starts:
                raise Spent
            self._starts -= 1
            self._world = self._start()
        world = self._world
        for exchange in group:
            world.wait(lambda: self._died() or world.open_calls() < AT_ONCE, linger)
            if self._died():
                return True
            send_again(world, exchange)
        world.wait(self._died, linger)
        return self._died()
