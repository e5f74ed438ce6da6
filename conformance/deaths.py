"""What is said of a target that died: which message it was, or may have been; and monitors of several lives in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.engine import Outcome, verdict_of
from conformance.harness.suspects import Suspects
from conformance.harness.wirelog import Exchange
from conformance.registry import Case
from conformance.requirements import load as load_requirements
from conformance.verdicts import Verdict

SHOWN = 48  # suspects that are shown: a quick target is sent so many broken messages in the moment in which it dies
WORDS = 600  # characters of a target's last output that are shown


@dataclass(frozen=True)
class Death:
    """A target's end: the case during which it was noticed, and what may have been the cause.

    `culprit`: the message that ended another target too, and `case` whose it was (None: no case's). `tried`: whether
    the suspects were sent once more at all.
    """

    during: Case
    suspects: Suspects
    words: str = ""
    tried: bool = False
    culprit: Exchange | None = None
    case: Case | None = None

    @property
    def sentence(self) -> str:
        """What happened, and what is known of the cause."""
        count = len(self.suspects.sent)
        if self.culprit is not None:
            whose = f"a message of {self.case.id}" if self.case else "a message that peers send by themselves"
            return f"it ended after {whose}, and when that message alone was sent once more it ended again"
        if self.tried:
            none = "sent once more, none of them ended it again by itself"
            return f"it ended during {self.during.id}, after one of {count} messages; {none}"
        return f"it ended during {self.during.id}, after one of {count} messages"

    def outcome(self, profile: str, number: int) -> Outcome:
        """The record of the run's death of that number (from 1), for RS-1."""
        requirement = load_requirements()["RS-1"]
        shown = (self.culprit,) if self.culprit is not None else self.suspects.shown(SHOWN)
        place = (self.case or self.during).id.replace("/", "_")
        return Outcome(
            id=f"RS-1/monitor_the_target_stays_alive/{place}" + (f"/{number}" if number > 1 else ""),
            requirement=requirement,
            title="the target stays alive, whatever it is sent",
            verdict=verdict_of(requirement.level(profile)),
            expected="a target that goes on serving",
            observed=self.sentence + (f"; its last output: {self.words[-WORDS:]}" if self.words else ""),
            exchanges=shown,
            judged=tuple(each.seq for each in shown),
        )

    def came_after(self, outcome: Outcome) -> bool:
        """Whether the outcome was there while the target still lived: it stands."""
        return outcome.at + outcome.took <= self.suspects.lived_until

    def is_victim(self, case: Case, outcome: Outcome) -> bool:
        """Whether the case is to be judged anew: it did not end the target, and nothing good came of it."""
        bad = outcome.broken or outcome.verdict in (Verdict.INCONCLUSIVE, Verdict.HARNESS_ERROR)
        return bad and (self.case is None or self.case.id != case.id)


def merged(lives: Iterable[Sequence[Outcome]]) -> list[Outcome]:
    """The monitors' outcomes of several lives of a target: of each what was broken, else what was judged at all."""
    found: dict[str, Outcome] = {}
    for life in lives:
        for outcome in life:
            earlier = found.get(outcome.id)
            if earlier is None or outcome.broken or earlier.verdict is Verdict.NOT_APPLICABLE:
                found[outcome.id] = earlier if earlier is not None and earlier.broken else outcome
    return list(found.values())
