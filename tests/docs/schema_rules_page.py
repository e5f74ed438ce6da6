"""`docs/schema-rules.md`: each rule of each schema of messages, its nearest messages, and what exercises it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.coverage import mutants
from conformance.generate import Neighbour, fixtures, neighbours
from conformance.generate.neighbours import FULL
from conformance.harness.watching import CHECKS
from schemas import json_text, rules
from tests.docs.rule_ledger import KINDS, RULED, exercised, watchers

WIDTH = 44  # characters of a value that are shown

HEAD = """# Schema rules, one by one

Written by `make docs`; not edited by hand. For each rule at each place: the nearest value that keeps it; the nearest
that breaks it and no other rule (`conformance/generate/neighbours.py`; in lists the last entry); how many reference
messages break it; the cases that send such messages to a target; and the monitor that complains where a target sends
one. `[]` is an entry of a list; no place is the whole message. `1.0` and `1e3` where an integer belongs are left to
RR-25 (INFO), unknown members to RR-26 (SHOULD): draft-04 and JavaScript disagree on the first, lenient readers take
the second.
"""
MONITORS = """
## The monitors of form, and who shows that they fail

`tests/suite/test_monitors_by_rule.py` shows each rule above at these monitors, by its two nearest messages. In whole
runs these mutants are caught by them, or by cases of the same requirement:

| monitor | requirement | mutants |
|---|---|---|
"""
# Why no case sends a message that breaks the rule, by kind, place and keyword ("": all there).
NO_CASE = {
    ("message", "from", ""): "MSG-9 reports what is done with it, by messages of its own (INFO)",
}
# Why no monitor judges the rule in what a target sends.
NO_MONITOR = {
    ("quote_request", "destination_address", ""): "RQ-2 has a case for it: the request is about the receiver asked for",
    ("quote_request", "", "anyOf"): "RQ-2 has cases for it: one amount, and not the other",
    ("quote_request", "", "not"): "RQ-2 has cases for it: one amount, and not the other",
    ("quote_request", "slippage", "pattern"): "RQ-8 asks for a string; the next hop judges what it says",
    ("quote_request", "source_expiry_duration", "pattern"): "RQ-8 asks for a string; the next hop judges what it says",
    ("quote_request", "destination_expiry_duration", "pattern"): "as the source_expiry_duration",
}


def page() -> str:
    """The page's text."""
    known = mutants() or {}
    rows = [
        f"| {check.name} | {check.requirement} | "
        f"{', '.join(name for name, breaks in known.items() if check.requirement in breaks)} |"
        for check in CHECKS
        if check.name in RULED
    ]
    return HEAD + "\n".join(line for kind in FULL for line in _kind(kind)) + "\n" + MONITORS + "\n".join(rows) + "\n"


def _kind(kind: str) -> Iterator[str]:
    yield from ("", f"## {kind}", "")
    yield from ("| place | rule | keeps it | breaks it | messages | cases | monitor |", "|---|---|---|---|---|---|---|")
    for each in neighbours(kind):
        count = sum(row.rule == each.rule for _, row in fixtures(kind, valid=False))
        cells = each.rule.place, each.rule.keyword, *_shown(each), str(count), _cases(each), _monitor(each)
        yield f"| {' | '.join(cells)} |"


def _shown(each: Neighbour) -> tuple[str, str]:
    return _value(each.valid, each), _value(each.invalid, each)


def _value(message: Any, each: Neighbour) -> str:
    if each.rule.keyword == "required":
        return "there" if message is each.valid else "not there"
    for step in rules.steps(each.rule.place):
        message = message[-1 if step is None else step]
    text = json_text.write(message).decode().replace("|", "/")
    short = text if len(text) <= WIDTH else f"{text[: WIDTH // 2]} … {text[-WIDTH // 2 :]}"
    return f"`{short}`"


def _cases(each: Neighbour) -> str:
    found = exercised()[each.kind, each.rule]
    lines = [f"{name} x {count}" if count > 1 else name for name, count in found.items()]
    return "<br>".join(lines) or f"none: {reason(NO_CASE, each)}"


def _monitor(each: Neighbour) -> str:
    if each.kind not in KINDS:
        return "what a target sends is judged by what it does" if each.kind == "transfer" else "MSG-4, RB-15: accounts"
    return "<br>".join(watchers(each)) or f"none: {reason(NO_MONITOR, each)}"


def reason(table: dict[tuple[str, str, str], str], each: Neighbour) -> str:
    """The reason that the table has for the rule; empty where it has none."""
    found = (table.get((each.kind, each.rule.place, keyword)) for keyword in (each.rule.keyword, ""))
    return next((text for text in found if text), "")
