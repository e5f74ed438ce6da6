"""Markdown of a run, as CI systems show it beside a job; and GitHub's annotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from reports.reader import Results
from reports.summary import Coverage, areas, coverage, excuses, findings, headline
from reports.text import pieces
from schemas.results import Record

ANNOTATION = 1_000  # characters
LIMIT = 1_000_000  # bytes; GitHub shows no summary above 1 MiB
SIGNS = {"good": "✅", "bad": "❌", "open": "❔"}
_MARKS = re.compile(r"([\\`*_{}\[\]()<>#|~&!])")


def render(results: Results) -> str:
    """The run as Markdown: the answer, the areas, and what was broken, with how to run it again.

    Where it grows above LIMIT, the last findings are named with their number only.
    """
    answer = headline(results)
    header = results.header
    lines = [
        f"## {SIGNS[answer.tone]} {answer.title}",
        "",
        text(answer.why),
        "",
        f"{text(header.target.description)}, profile {text(header.profile)}"
        + ("" if header.selection.whole else f"; only a part was run: {text(header.selection.description)}"),
        "",
        "| Area | Requirements | Cases |",
        "| --- | --- | --- |",
        *(
            f"| {text(area.id)} {text(area.title)} | {_counts(area.requirements)} | {_counts(area.cases)} |"
            for area in areas(coverage(results))
        ),
    ]
    made = "\n".join(lines) + "\n"
    blocks = list(_blocks(results))
    for place, block in enumerate(blocks):
        if len((made + block).encode()) > LIMIT:
            return (
                made + f"\n{len(blocks) - place} more requirements with findings: see the page or the results file.\n"
            )
        made += block
    return made


def github_annotations(results: Results) -> str:
    """A line for each failure and warning, in the form that GitHub Actions turns into an annotation.

    A long one ends with what it was cut from.
    """
    kinds = {"fail": "error", "harness error": "error", "warning": "warning"}
    lines = []
    for record in results.records:
        if record.verdict in kinds:
            said = record.evidence.observed or record.evidence.reason
            title = _property(f"{record.requirement} {record.verdict}")
            words = _shown(f"{record.id}: {record.title}: {said}")
            if len(words) > ANNOTATION:
                words = f"{words[:ANNOTATION]}... ({len(words)} characters, whole in the report)"
            lines.append(f"::{kinds[record.verdict]} title={title}::{_data(words)}")
    return "\n".join(lines) + "\n" if lines else ""


def text(value: str) -> str:
    """Text of whatever origin as one line of Markdown: nothing in it is markup, what can't be seen is named."""
    return _MARKS.sub(r"\\\1", _shown(value))


def sentence(value: str) -> str:
    """A sentence of the catalogue's: names stand between backticks."""
    parts = value.split("`")
    return "".join(code(part) if place % 2 else text(part) for place, part in enumerate(parts))


def code(value: str) -> str:
    """Text as a code span, whatever backticks are in it."""
    shown = _shown(value)
    fence = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _blocks(results: Results) -> Iterator[str]:
    for verdict, title in (("fail", "Failed"), ("harness error", "Harness errors"), ("warning", "Warnings")):
        groups = findings(results, verdict)
        for place, group in enumerate(groups):
            yield (f"\n### {title}\n" if place == 0 else "") + _finding(group)
    if found := excuses(results):
        yield "\n### Expected deviations\n\n| Entry | Excused | Reason | Expires | Owner |\n|" + " --- |" * 5 + "\n"
        for each in found:
            entry = each.deviation
            said = (entry.id, str(len(each.records)), entry.reason, entry.expires or "never", entry.owner)
            yield f"| {' | '.join(map(text, said))} |\n"


def _finding(group: Coverage) -> str:
    row = group.requirement
    lines = ["", f"**{text(row.id)}** ({row.level}) {sentence(row.summary)}", ""]
    if row.quote:
        lines += [f"> {sentence(row.quote)} ({text(row.source)})", ""]
    return "\n".join([*lines, *_cases(group.records), ""])


def _cases(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        yield f"- {code(record.id)}: {text(record.title)}"
        for name in ("expected", "observed", "reason"):
            if said := getattr(record.evidence, name):
                yield f"  - {name}: {text(said)}"
        if record.rerun:
            yield f"  - again: {code(record.rerun)}"


def _counts(found: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in found.items())


def _shown(value: str) -> str:
    """The text in one line, with what can't be seen named."""
    return "".join(piece.text or f"[{piece.code}]" for piece in pieces(value.replace("\n", " ")))


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
