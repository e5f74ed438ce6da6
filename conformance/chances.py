"""Which cases of a run are played again: those of which the first play may have shown another one's doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from conformance.verdicts import Verdict

if TYPE_CHECKING:
    from conformance.engine import Outcome
    from conformance.harness.world import World

BUSY = 64  # cases of a run that are played again since the target or the harness was busy meanwhile
MISSED = 16  # the same, since they missed something while others were under way


class Chances:
    """Those of one run."""

    def __init__(self, world: World) -> None:
        self.is_expected: Callable[[Outcome], bool] = lambda outcome: False  # whether it is known to be so
        self._world = world
        self._busy, self._missed = BUSY, MISSED
        self._before: dict[str, Outcome] = {}  # by the case's id, what it had shown

    def again(self, outcome: Outcome) -> bool:
        """Whether the case is to be played again: it came too late, somebody was busy, or it missed something.

        Heartbeats that are answered late or never tell that somebody is busy; the harness measures its own lateness.
        What a case does to the target by itself it does again. Something may be missing since another one's message
        stopped the target's broadcasts for a moment; that is looked at once, as it costs the patience each time.
        """
        if came_too_late(outcome):
            return True
        if not is_doubtful(outcome) or self.is_expected(outcome):
            return False
        if self._busy and self._world.was_busy(outcome.at, outcome.span[0]):
            self._busy -= 1
            return True
        in_memory = "memory" in self._world.binding.features  # where what is done beside is the same in each run
        if in_memory or not (outcome.missed and self._missed) or outcome.id in self._before:
            return False
        self._missed -= 1
        self._before[outcome.id] = outcome
        return True

    def remembered(self, outcome: Outcome) -> Outcome:
        """The outcome; where the case has passed now and missed something before, that is said with it."""
        before = self._before.get(outcome.id)
        if before is None or outcome.verdict is not Verdict.PASS:
            return outcome
        said = f"beside other cases it had missed {before.expected} ({before.observed}); played again it did not"
        return replace(outcome, reason=said)


def came_too_late(outcome: Outcome) -> bool:
    """Whether the case missed its moment, as on a machine with much else to do: no requirement hinders it."""
    return outcome.verdict is Verdict.INCONCLUSIVE and not outcome.rests_on


def is_doubtful(outcome: Outcome) -> bool:
    """Whether it may be another's doing; one of those that share a silence is judged by itself then."""
    return outcome.broken or outcome.verdict is Verdict.INCONCLUSIVE
