"""What a run's records come to: the exit code, whether the target conforms, and the answer in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from conformance.requirements import Level
from conformance.requirements import load as load_requirements

GOOD, BROKEN, INTERRUPTED, OURS, USAGE, NOTHING, DOWN, UNCLEAR = range(8)
NO_ANSWER = {
    INTERRUPTED: "the run was interrupted",
    USAGE: "the run was asked for wrongly",
    OURS: "the suite itself failed (harness error)",
    NOTHING: "nothing that was selected applies to this target",
}


@dataclass(frozen=True)
class Answer:
    """A run at its end: its records in their JSON form, and what else decides.

    stale: expected deviations that no longer occur. dead: why there is no target any more, or empty. status: the exit
    code that pytest itself came to. whole: the whole suite was selected.
    """

    rows: Sequence[Mapping[str, Any]]
    profile: str
    whole: bool
    strict: bool = False
    stale: Sequence[str] = ()
    dead: str = ""
    status: int = 0

    @cached_property
    def totals(self) -> Counter[str]:
        """How many records have each verdict."""
        return Counter(row["verdict"] for row in self.rows)

    @property
    def exit_code(self) -> int:
        """The first that holds, as docs/exit-codes.md has them."""
        if self.dead:
            return DOWN
        if self.status in (INTERRUPTED, OURS, USAGE):
            return self.status
        if self.totals["harness error"]:
            return OURS
        if self.totals["fail"] or self.stale or (self.strict and self.totals["warning"]):
            return BROKEN
        if self.totals["inconclusive"]:
            return UNCLEAR
        if all(row["verdict"] == "not applicable" for row in self.rows if "/monitor_" not in row["id"]):
            return NOTHING
        return GOOD

    @property
    def conformant(self) -> bool | None:
        """Whether the target conforms; None where this run can't say."""
        if self._broken("fail") or self._broken("expected deviation"):
            return False
        return True if self.whole and self.exit_code == GOOD and not self._excused_unseen else None

    @property
    def sentence(self) -> str:
        """The answer."""
        if self.exit_code == DOWN:
            return f"No answer: {self.dead.splitlines()[0]}"
        if self.exit_code in NO_ANSWER:
            return f"No answer: {NO_ANSWER[self.exit_code]}."
        if broken := self._broken("fail"):
            count = "1 MUST requirement is" if len(broken) == 1 else f"{len(broken)} MUST requirements are"
            return f"Not conformant: {count} broken: {', '.join(broken)}."
        if self.stale:
            return f"Expected deviations no longer occur: {', '.join(self.stale)}; remove their entries."
        if self.exit_code == BROKEN:
            return f"SHOULD requirements are broken, and --strict was given: {', '.join(self._broken('warning'))}."
        if self.exit_code == UNCLEAR:
            return "Not shown: nothing failed, but some cases were inconclusive."
        if known := self._broken("expected deviation"):
            return f"As expected: not conformant, in {len(known)} MUST requirements that the expected deviations name."
        if self.whole and self._excused_unseen:
            return "Not shown: nothing failed, but some cases rest on what the expected deviations excuse."
        if self.whole:
            what = f"Connector to Connector protocol, draft 1, profile {self.profile}"
            return f"Conformant to the {what}{self._not_judged}."
        return "The selected part holds; a whole run says whether the target conforms."

    def _broken(self, verdict: str) -> list[str]:
        """The requirements that were seen broken so, MUST ones but for warnings, in the order of their ids."""
        level = "SHOULD" if verdict == "warning" else "MUST"
        mine = [row for row in self.rows if row["verdict"] == verdict and row["level"] == level]
        return sorted({row["requirement"] for row in mine if not _rests(row)}, key=_order)

    @property
    def _excused_unseen(self) -> list[Mapping[str, Any]]:
        """What was inconclusive, and is excused as it rests on an expected deviation."""
        return [row for row in self.rows if row["verdict"] == "expected deviation" and _rests(row)]

    @property
    def _not_judged(self) -> str:
        """Which MUST requirements no case or monitor of this version is about, in words; empty where there is none."""
        missing = _missing(self.profile, {row["requirement"] for row in self.rows})
        return (
            f", but for {len(missing)} MUST requirements that have no case yet ({', '.join(missing)})"
            if missing
            else ""
        )


def _missing(profile: str, judged: Iterable[str]) -> list[str]:
    known = load_requirements().values()
    musts = [row.id for row in known if profile in row.levels and row.level(profile) is Level.MUST]
    return [id for id in musts if id not in set(judged)]


def _rests(row: Mapping[str, Any]) -> bool:
    return bool(row["evidence"].get("rests_on"))


def _order(id: str) -> tuple[str, int, str]:
    area, _, number = id.partition("-")
    digits = "".join(each for each in number if each.isdigit())
    return area, int(digits or 0), number
