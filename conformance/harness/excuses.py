"""What excuses a target that does late what it does by its timers: a late harness, and a machine that was too busy."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable

KEPT = 4000  # samples
BETWEEN = 100  # ms at least from one to the next


class Excuses:
    """How late (ms) the harness was, and how long a target that was started here waited for a processor.

    Of a target that was not started here nobody can tell the latter.
    """

    def __init__(self, now: Callable[[], int], lateness: Callable[[int], int]) -> None:
        self.waited: Callable[[], int] = lambda: 0  # ms that the target has waited in all
        self._now, self._lateness = now, lateness
        self._samples: deque[tuple[int, int]] = deque(maxlen=KEPT)

    def note(self) -> None:
        """Takes a sample: wherever a time begins that may be judged."""
        at = self._now()
        if not self._samples or self._samples[-1][0] + BETWEEN <= at:
            self._samples.append((at, self.waited()))

    def since(self, moment: int) -> int:
        """How much later (ms) than promised may come what its timers do again and again, if the first did at `moment`.

        Each of them may have been late by a part of the time that it waited, so all of it counts.
        """
        return max(self._lateness(moment), self._starved(moment))

    def _starved(self, moment: int) -> int:
        place = bisect_right(self._samples, moment, key=lambda sample: sample[0])
        return self.waited() - self._samples[place - 1][1] if place else 0
