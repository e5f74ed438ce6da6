"""The words of the terminal: the account of one case, the tree by area, the answer."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.requirements import AREAS
from conformance.requirements import load as load_requirements
from schemas.results import LeftOut, Record

if TYPE_CHECKING:
    from conformance.reporter import Reporter

COLUMNS = ("pass", "fail", "warning", "info", "inconclusive", "not applicable", "expected deviation", "harness error")
COLOURS = {"fail": "red", "harness error": "red", "warning": "yellow", "inconclusive": "yellow"}  # the worse first
SHOWN = 12
LONGEST = 400  # characters of a message
SHOWN_UNCLEAR = 5  # cases of a requirement
LISTED = 40  # names of cases left out; the results and the page have all of them
WIDTH = 110
AREA_NAMES = {
    "MSG": "messages between peers",
    "RB": "route broadcasts sent",
    "RR": "route broadcasts received",
    "LC": "liquidity curves",
    "QT": "quotes",
    "RQ": "remote quotes",
    "FW": "forwarding",
    "RS": "hostile peers",
}


@dataclass(frozen=True)
class Line:
    """A line of the terminal, and its colour where it has one."""

    text: str
    colour: str = ""


def account(record: Record) -> str:
    """All that is to be said of one record: the sentence, expected, observed, the exchange, how to run it again."""
    if record.verdict in ("not applicable", "inconclusive", "expected deviation"):
        rests = f" (rests on {', '.join(record.evidence.rests_on)})" if record.evidence.rests_on else ""
        return f"{record.verdict}{rests}: {printable(record.evidence.reason or record.evidence.observed)}"
    row = load_requirements()[record.requirement]
    lines = [f"{record.id}   [{record.level}]", *_wrapped(record.title), "", f"{record.requirement}: {row.summary}"]
    if row.quote:
        lines.append(f'  "{row.quote}"')
    lines += [f"  {row.source}; read so because: {row.why}", ""]
    for name in ("expected", "observed", "reason"):
        text = getattr(record.evidence, name)
        if text:
            lines += _wrapped(f"{name + ':':<10} {printable(text)}", "           ")
    if record.exchanges:
        lines += ["", "the exchange (ms since the run began; the report has it whole):"]
        shown = [each for each in record.exchanges if each.judged] or list(record.exchanges)
        shown = sorted({*record.exchanges[-SHOWN:], *shown}, key=lambda each: each.seq)
        for each in shown:
            mark = "*" if each.judged else " "
            lines.append(f" {mark}{each.at:>7} {said(each.direction, each.account, each.status, each.body)}")
    if record.rerun:
        lines += ["", f"again: {record.rerun}"]
    return "\n".join(lines)


def tree(rows: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """Areas with their counts; below each the requirements that do not hold, and the ids of the cases that show it."""
    for area in AREAS:
        mine = [row for row in rows if row["area"] == area]
        if not mine:
            continue
        counted = Counter(row["verdict"] for row in mine)
        parts = ", ".join(f"{counted[each]} {each}" for each in COLUMNS if counted[each])
        colour = next((COLOURS[each] for each in COLOURS if counted[each]), "")
        yield Line(f"{area:<4} {AREA_NAMES[area]:<26} {parts}", colour)
        for id in dict.fromkeys(row["requirement"] for row in mine if row["verdict"] in COLOURS):
            yield from _branch(id, [row for row in mine if row["requirement"] == id and row["verdict"] in COLOURS])


def _branch(id: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[Line]:
    """A requirement that does not hold, and its cases; many that are inconclusive are counted only."""
    known = load_requirements().get(id)
    yield Line(
        f"     {id} [{rows[0]['level']}] {textwrap.shorten(known.summary, WIDTH, placeholder=' ...') if known else ''}"
    )
    unclear = [row for row in rows if row["verdict"] == "inconclusive"]
    for verdict, colour in COLOURS.items():
        for row in rows:
            if row["verdict"] == verdict and (verdict != "inconclusive" or len(unclear) <= SHOWN_UNCLEAR):
                yield Line(f"       {verdict:<13} {row['id']}", colour)
    if len(unclear) > SHOWN_UNCLEAR:
        rests = sorted({each for row in unclear for each in row["evidence"].get("rests_on", ())})
        yield Line(f"       {len(unclear)} inconclusive" + (f", resting on {', '.join(rests)}" if rests else ""))


def last_lines(reporter: Reporter) -> Iterator[Line]:
    """Where the report lies, and last the answer with the exit code; in a GitHub job its annotations first."""
    yield from map(Line, reporter.annotations.removesuffix("\n").split("\n") if reporter.annotations else ())
    yield Line("")
    yield Line(f"results: {reporter.results_path}")
    yield Line(f"report:  {reporter.page_path}")
    if reporter.dead:
        yield Line(printable(reporter.dead))
    yield from map(Line, left_out(reporter.left_out))
    yield from map(Line, held_later(reporter.rows()))
    if reporter.late:
        yield Line(
            f"{reporter.late} judgements of time were left out, as the harness or the started target had no processor"
        )
    colour = "green" if reporter.exit_code == 0 else "red" if reporter.exit_code == 1 else "yellow"
    yield Line(f"{reporter.answer} (exit code {reporter.exit_code})", colour)


def left_out(cases: Sequence[LeftOut]) -> Iterator[str]:
    """Which cases the tier has no time for: rows of one case in one line, with the longest time that one waits."""
    longest: dict[str, int] = {}
    for case in cases:
        name = "/".join(case.id.split("/")[:2])
        longest[name] = max(longest.get(name, 0), case.lasts)
    if longest:
        yield f"{len(cases)} cases were left out, as they wait for timers of the target; --tier=all runs them:"
    for name, lasts in longest.items() if len(longest) <= LISTED else ():
        yield f"  {name} ({lasts / 1000:g} s)"


def held_later(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Which cases missed something beside others and nothing when they were played again."""
    found = [row for row in rows if row["verdict"] == "pass" and row["evidence"].get("reason")]
    if found:
        cases = "case" if len(found) == 1 else "cases"
        yield f"{len(found)} {cases} passed only when played again; it may be that the target loses news under load:"
    for row in found:
        yield f"  {row['id']}: {printable(row['evidence']['reason'])}"


def said(direction: str, account: str, status: int | None, body: str | bytes) -> str:
    """A message in one line: whether it went to the target or came from it, the peer's account, the answer's status."""
    arrow = "->" if direction == "to target" else "<-"
    text = printable(body.decode("utf-8", "backslashreplace") if isinstance(body, bytes) else body)
    text = text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text)} characters)"
    return f"{arrow} {account} {status or ''} {text}"


def printable(text: str) -> str:
    """The text with control and direction characters made visible, fit for a terminal."""
    line = text.replace("\n", " ⏎ ")
    if line.isprintable():
        return line
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in line)


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False) or [""]
