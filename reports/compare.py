"""Runs side by side: requirements down, connectors or versions across, and what changed against the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from reports.markdown import code, text
from reports.reader import Results, ResultsError
from reports.summary import AREAS, NO_CASE, WORST_FIRST, Headline, headline
from reports.templating import environment, page_parts
from schemas.results import Record, RequirementRow

BROKEN = {"fail", "warning", "harness error", "expected deviation"}
HELD = {"pass", "info"}


@dataclass(frozen=True)
class Column:
    """A connector or version: its name, and its runs. Where they differ in a case, that case is flaky."""

    name: str
    runs: tuple[Results, ...]

    def verdicts(self) -> dict[str, str]:
        """Each case's verdict, the worst of the runs."""
        found: dict[str, str] = {}
        for run in self.runs:
            for record in run.records:
                known = found.get(record.id, record.verdict)
                found[record.id] = min(known, record.verdict, key=WORST_FIRST.index)
        return found

    def flaky(self) -> tuple[str, ...]:
        """The cases that had different verdicts in different runs."""
        seen: dict[str, set[str]] = {}
        for run in self.runs:
            for record in run.records:
                seen.setdefault(record.id, set()).add(record.verdict)
        return tuple(id for id, verdicts in seen.items() if len(verdicts) > 1)

    @property
    def headline(self) -> Headline:
        """The last run's answer."""
        return headline(self.runs[-1])

    @property
    def answer(self) -> str:
        """The same in a word."""
        return self.headline.title


def disagree(verdicts: Iterable[str]) -> bool:
    """Whether one breaks what another keeps."""
    found = set(verdicts)
    return bool(BROKEN & found) and bool(HELD & found)


@dataclass(frozen=True)
class CaseRow:
    """A case, and its verdict in each column."""

    id: str
    verdicts: tuple[str, ...]

    @property
    def disagree(self) -> bool:
        """Whether some column breaks what another keeps."""
        return disagree(self.verdicts)


@dataclass(frozen=True)
class Row:
    """A requirement, its worst verdict in each column, in their order, and the cases in which the columns disagree."""

    requirement: RequirementRow
    verdicts: tuple[str, ...]
    cases: tuple[CaseRow, ...] = ()

    @property
    def disagree(self) -> bool:
        """Whether some column breaks what another keeps."""
        return disagree(self.verdicts)


@dataclass(frozen=True)
class Change:
    """A case whose state in a column differs from that in the first."""

    id: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    """What changed from the first column to another."""

    column: Column
    regressed: tuple[Change, ...]
    fixed: tuple[Change, ...]
    new: tuple[Change, ...]
    gone: tuple[str, ...]
    flaky: tuple[str, ...]

    @property
    def worse(self) -> bool:
        """Whether a case that held is broken now, or a new one is."""
        return bool(self.regressed) or any(each.after in BROKEN for each in self.new)


@dataclass(frozen=True)
class Comparison:
    """All columns, the rows of their catalogues, and the changes of each column against the first."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    changes: tuple[Changes, ...]

    @property
    def disagreements(self) -> tuple[Row, ...]:
        """The rows in which one keeps what another breaks."""
        return tuple(row for row in self.rows if row.disagree)

    @property
    def worse(self) -> bool:
        """Whether any column is worse than the first."""
        return any(each.worse for each in self.changes)

    @property
    def areas(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows by area."""
        found: dict[str, tuple[Row, ...]] = {}
        for row in self.rows:
            found[row.requirement.area] = (*found.get(row.requirement.area, ()), row)
        return found

    def broken(self, place: int, level: str) -> int:
        """How many requirements of that level the column at that place breaks."""
        return sum(row.requirement.level == level and row.verdicts[place] in BROKEN for row in self.rows)


def read(arguments: Sequence[str]) -> Comparison:
    """The comparison of results files, each given as FILE or NAME=FILE. Files of one name are runs of one connector.

    Raises ResultsError for what is no results file, and where less than two columns come of it.
    """
    named: dict[str, list[Results]] = {}
    for argument in arguments:
        name, given, path = argument.partition("=")
        results = Results.read(path if given else argument)
        named.setdefault(name if given else _name_of(argument), []).append(results)
    if len(named) < 2:
        raise ResultsError("compare needs the results of two connectors or versions: NAME=FILE NAME=FILE ...")
    profiles = {run.header.profile for runs in named.values() for run in runs}
    if len(profiles) > 1:
        raise ResultsError(
            f"these runs are of different profiles, {' and '.join(sorted(profiles))}; compare like with like"
        )
    return compare([Column(name, tuple(runs)) for name, runs in named.items()])


def compare(columns: Sequence[Column]) -> Comparison:
    """The columns side by side."""
    requirements: dict[str, RequirementRow] = {}
    for column in columns:
        for run in column.runs:
            for row in run.header.requirements:
                requirements.setdefault(row.id, row)
    worst = [_worst_by_requirement(column) for column in columns]
    cases = _disagreeing([column.verdicts() for column in columns])
    rows = tuple(
        Row(row, tuple(each.get(id, NO_CASE) for each in worst), cases.get(id, ())) for id, row in requirements.items()
    )
    first = columns[0].verdicts()
    return Comparison(tuple(columns), rows, tuple(_changes(first, column) for column in columns[1:]))


def against(before: Results, now: Results) -> Changes:
    """What changed from one run to another one of the same connector."""
    return _changes(Column("before", (before,)).verdicts(), Column("now", (now,)))


def html(comparison: Comparison) -> str:
    """The comparison as one page."""
    return environment().get_template("compare.html.j2").render(comparison=comparison, names=AREAS, **page_parts())


def markdown(comparison: Comparison) -> str:
    """The comparison as Markdown: where the columns disagree, and what changed against the first."""
    changed = (line for changes in comparison.changes for line in ("", *changes_lines(comparison.columns[0], changes)))
    return "\n".join(["## Comparison", "", *table_lines(comparison), *changed]) + "\n"


def table_lines(comparison: Comparison) -> list[str]:
    """A table: each column's answer, then the requirements in which one keeps what another breaks."""
    names = [text(column.name) for column in comparison.columns]
    lines = ["| | " + " | ".join(names) + " |", "| --- |" + " --- |" * len(names)]
    lines.append("| **Answer** | " + " | ".join(text(column.answer) for column in comparison.columns) + " |")
    for row in comparison.disagreements:
        lines.append(f"| {text(row.requirement.id)} ({row.requirement.level}) | " + " | ".join(row.verdicts) + " |")
    return lines


def changes_lines(first: Column, changes: Changes) -> list[str]:
    """What changed from the first column to another: what regressed, was fixed, is new or flaky."""
    lines = [f"### {text(changes.column.name)} against {text(first.name)}", ""]
    for title, found in (("regressed", changes.regressed), ("fixed", changes.fixed), ("new", changes.new)):
        lines.append(f"- {title}: {len(found)}")
        lines += [f"  - {code(each.id)}: {each.before} → {each.after}" for each in found if title != "new"]
        lines += [f"  - {code(each.id)}: {each.after}" for each in found if title == "new" and each.after in BROKEN]
    lines += [f"- no longer there: {len(changes.gone)}", f"- flaky: {len(changes.flaky)}"]
    return [*lines, *(f"  - {code(id)}" for id in changes.flaky)]


def _disagreeing(columns: Sequence[Mapping[str, str]]) -> dict[str, tuple[CaseRow, ...]]:
    """The cases that one column breaks and another keeps, by requirement."""
    found: dict[str, tuple[CaseRow, ...]] = {}
    for id in dict.fromkeys(id for verdicts in columns for id in verdicts):
        row = CaseRow(id, tuple(verdicts.get(id, NO_CASE) for verdicts in columns))
        if row.disagree:
            requirement = id.partition("/")[0]
            found[requirement] = (*found.get(requirement, ()), row)
    return found


def _changes(first: Mapping[str, str], column: Column) -> Changes:
    now = column.verdicts()
    both = [Change(id, first[id], verdict) for id, verdict in now.items() if id in first]
    return Changes(
        column,
        regressed=tuple(each for each in both if each.before in HELD and each.after in BROKEN),
        fixed=tuple(each for each in both if each.before in BROKEN and each.after in HELD),
        new=tuple(Change(id, NO_CASE, verdict) for id, verdict in now.items() if id not in first),
        gone=tuple(id for id in first if id not in now),
        flaky=column.flaky(),
    )


def _worst_by_requirement(column: Column) -> dict[str, str]:
    return {
        id: min((record.verdict for record in records), key=WORST_FIRST.index)
        for id, records in _by_requirement(record for run in column.runs for record in run.records).items()
    }


def _by_requirement(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.requirement, []).append(record)
    return found


def _name_of(path: str) -> str:
    """A file's name without its ending; its folder's where all files are called alike."""
    stem = Path(path.removesuffix(".gz")).stem
    return (Path(path).resolve().parent.name or stem) if stem == "results" else stem
