"""What may be said of a case, and the exceptions that say it; whatever else escapes from a case is a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum

from schemas.results import CurveJudged, FieldJudged

RESTS_ON: ContextVar[tuple[str, ...]] = ContextVar("RESTS_ON", default=())


class Verdict(Enum):
    """One meaning each, in every output."""

    PASS = "pass"
    FAIL = "fail"
    WARNING = "warning"
    INFO = "info"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not applicable"
    EXPECTED_DEVIATION = "expected deviation"
    HARNESS_ERROR = "harness error"


class Judgement(Exception):
    """Base of what a case may end with; `seqs` are the numbers of the wire log's exchanges that show it."""

    seqs: tuple[int, ...] = ()


class Violation(Judgement):
    """The target broke the requirement that is judged: what was expected, what was observed.

    `fields` are the members of messages, `curve` the promise, in which that can be seen.
    """

    def __init__(
        self,
        expected: str,
        observed: str,
        seqs: Sequence[int] = (),
        fields: Sequence[FieldJudged] = (),
        curve: CurveJudged | None = None,
    ) -> None:
        super().__init__(f"expected {expected}; observed {observed}")
        self.expected, self.observed, self.seqs = expected, observed, tuple(seqs)
        self.fields, self.curve = tuple(fields), curve


class Missed(Violation):
    """What had to come within the patience did not come; where others are under way it may be for their sake."""


class Inconclusive(Judgement):
    """What the case builds on did not hold: the requirements it rests on, and what happened."""

    def __init__(self, reason: str, rests_on: Sequence[str] = (), seqs: Sequence[int] = ()) -> None:
        super().__init__(reason)
        self.reason, self.rests_on, self.seqs = reason, tuple(rests_on), tuple(seqs)


class NotApplicable(Judgement):
    """The topology, binding or target lacks what the case needs."""


class HarnessError(Exception):
    """A fault of the suite itself, never the target's."""


class UsageError(Exception):
    """An option or file of the user's that can't be used; the text says what to do."""


@contextmanager
def given(*requirements: str) -> Iterator[None]:
    """What the case rests on: a violation inside makes it inconclusive, resting on these requirements."""
    before = RESTS_ON.get()
    RESTS_ON.set((*before, *requirements))
    try:
        yield
    except Violation as violation:
        reason = f"{', '.join(requirements)} did not hold: {violation}"
        raise Inconclusive(reason, requirements, violation.seqs) from violation
    finally:
        RESTS_ON.set(before)
