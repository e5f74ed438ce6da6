"""What a report says of a run: headline, totals by area, each requirement's worst verdict, findings in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reports.reader import Results
from schemas.results import ExpectedDeviation, Record, RequirementRow

# The worse first. A case that is not applicable says nothing, so any other verdict goes before it.
WORST_FIRST = (
    "fail", "harness error", "warning", "inconclusive", "expected deviation", "info", "pass", "not applicable",
)  # fmt: skip
NO_CASE = "no case"

AREAS = {
    "MSG": "Messages over the ledger",
    "RB": "Route broadcasts sent",
    "RR": "Route broadcasts received",
    "LC": "Liquidity curves",
    "QT": "Quotes",
    "RQ": "Remote quoting",
    "FW": "Forwarding payments",
    "RS": "Hostile peers",
}


@dataclass(frozen=True)
class Headline:
    """The answer in a word and a sentence; `tone` is good, bad or open."""

    tone: str
    title: str
    why: str


@dataclass(frozen=True)
class Coverage:
    """A requirement with records of it: all of a run, or those of one verdict."""

    requirement: RequirementRow
    records: tuple[Record, ...]

    @property
    def worst(self) -> str:
        """The worst verdict among the records; NO_CASE where there are none."""
        found = {record.verdict for record in self.records}
        return next((verdict for verdict in WORST_FIRST if verdict in found), NO_CASE)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records have each verdict, the worse first."""
        return _counts(record.verdict for record in self.records)


@dataclass(frozen=True)
class Area:
    """An area of the catalogue: its requirements by worst verdict, its cases by verdict."""

    id: str
    title: str
    rows: tuple[Coverage, ...]
    requirements: Mapping[str, int]
    cases: Mapping[str, int]


@dataclass(frozen=True)
class LevelCoverage:
    """The requirements of one level: those that some case or monitor judged, and those that none did."""

    level: str
    judged: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class Excuse:
    """An expected deviation and the records that it excused; where there are none it did not occur."""

    deviation: ExpectedDeviation
    records: tuple[Record, ...]


def headline(results: Results) -> Headline:
    """The run's answer; `why` is its own sentence where it came to one."""
    footer, failed = results.footer, "fail" in results.totals
    if footer is None:
        sentence = "The run was broken off; this is what it had found until then."
        return Headline("bad" if failed else "open", "Run broken off", sentence)
    if footer.conformant is not None:
        return Headline(*(("good", "Conformant") if footer.conformant else ("bad", "Not conformant")), footer.answer)
    if failed:
        return Headline("bad", "Requirements failed", footer.answer)
    settled = footer.complete and not {"inconclusive", "harness error"} & set(results.totals) and results.records
    return Headline("open", "Nothing failed" if settled else "Undecided", footer.answer)


def coverage(results: Results) -> tuple[Coverage, ...]:
    """Each requirement of the run's header, then those that only records name, with all their records."""
    return _grouped(results, results.records, keep_empty=True)


def findings(results: Results, *verdicts: str) -> tuple[Coverage, ...]:
    """The records with one of these verdicts, by requirement, in the catalogue's order."""
    return _grouped(results, (record for record in results.records if record.verdict in verdicts), keep_empty=False)


def areas(rows: Iterable[Coverage]) -> tuple[Area, ...]:
    """The totals of each area, in the order in which the areas occur."""
    by_area: dict[str, list[Coverage]] = {}
    for row in rows:
        by_area.setdefault(row.requirement.area, []).append(row)
    return tuple(
        Area(
            id,
            AREAS.get(id, id),
            tuple(found),
            _counts(row.worst for row in found),
            _counts(record.verdict for row in found for record in row.records),
        )
        for id, found in by_area.items()
    )


def coverage_by_level(rows: Iterable[Coverage]) -> tuple[LevelCoverage, ...]:
    """How much of the catalogue the run judged, by level."""
    by_level: dict[str, list[Coverage]] = {}
    for row in rows:
        by_level.setdefault(row.requirement.level, []).append(row)
    open_ones = {NO_CASE, "not applicable", "inconclusive", "harness error"}
    return tuple(
        LevelCoverage(
            level,
            tuple(row.requirement.id for row in found if row.counts.keys() - open_ones),
            tuple(row.requirement.id for row in found if not row.counts.keys() - open_ones),
        )
        for level, found in by_level.items()
    )


def excuses(results: Results) -> tuple[Excuse, ...]:
    """Each expected deviation of the header with what it excused."""
    return tuple(
        Excuse(each, tuple(record for record in results.records if record.evidence.excused_by == each.id))
        for each in results.header.expected_deviations
    )


def _counts(verdicts: Iterable[str]) -> dict[str, int]:
    counted = Counter(verdicts)
    return {verdict: counted[verdict] for verdict in (*WORST_FIRST, NO_CASE) if counted[verdict]}


def _grouped(results: Results, records: Iterable[Record], keep_empty: bool) -> tuple[Coverage, ...]:
    rows = {each.id: each for each in results.header.requirements}
    found: dict[str, list[Record]] = {id: [] for id in rows}
    for record in records:
        found.setdefault(record.requirement, []).append(record)
    return tuple(
        Coverage(rows.get(id) or _unknown(id, each[0]), tuple(each)) for id, each in found.items() if each or keep_empty
    )


def _unknown(id: str, record: Record) -> RequirementRow:
    """Stands in for a requirement that the header does not have."""
    summary = "The catalogue of this run does not have this requirement."
    return RequirementRow(id, record.level, record.area, "", "", "", summary, "")
