"""`docs/coverage.md`: the draft sentence by sentence, and the catalogue row by row, with what holds each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.coverage import Holding, holdings
from conformance.requirements.draft import SOURCE, Sentence, sentences

HEAD = f"""# What holds what

Written by `make docs`; not edited by hand. What a row asks for, and why it is read so: `c2c-conformance explain ID`.

## The draft, sentence by sentence

{SOURCE}, whole and in its order. A sentence in which no row has its ground has a reason.

"""
ROWS = """
## The catalogue, row by row

Cases by function, with the number of their rows; monitors judge all that a target ever sends; mutants are the faulty
connectors in `tests/mutants/` that are caught for it (`file:Class`). INFO rows report and never fail: no mutants.
"""
OTHER = """
## Under liquidity routing

The rows of the other profile, and what of the same cases runs under it. What its messages can't say is not
applicable, with the reason.

| id | level | cases and monitors | not applicable |
|---|---|---|---|
"""
LINK = r"\[([^]]+)\]\([^)]*\)"  # its target lies beside the draft, not beside this page


def page() -> str:
    """The page's text."""
    held = {each.requirement.id: each for each in holdings()}
    first = HEAD + "\n".join(_sentences(held)) + "\n" + ROWS + "\n".join(_rows(list(held.values()))) + "\n"
    return first + OTHER + "\n".join(_under(holdings("liquidity-routing"))) + "\n"


def _under(held: list[Holding]) -> Iterator[str]:
    """The other profile's rows: how many cases each function has, monitors; what can't be said, and why."""
    for each in held:
        if each.level is None:
            continue
        count = sum(each.cases.values())
        judges = [f"{count} cases in {len(each.cases)} functions"] if count else []
        judges += [f"monitor: {name}" for name in each.monitors]
        unsaid = [f"{name}: {reason}" for name, reason in each.unsaid.items()]
        said = "<br>".join(judges) or f"none: {each.reason or 'no reason given'}"
        yield f"| {each.requirement.id} | {each.level} | {said} | {'<br>'.join(unsaid)} |"


def _sentences(held: dict[str, Holding]) -> Iterator[str]:
    section = ""
    for sentence in sentences():
        if sentence.section != section:
            yield from ([""] if section else [])
            section = sentence.section
            yield from (f"### {section}", "", "| sentence | held by |", "|---|---|")
        text = re.sub(LINK, r"\1", sentence.text)
        yield f"| {text} | {_held(sentence, held)} |"


def _held(sentence: Sentence, held: dict[str, Holding]) -> str:
    if sentence.reason:
        return f"none: {sentence.reason}"
    return ", ".join(f"{id}{'' if _judged(held[id]) else ' (not judged)'}" for id in sentence.requirements)


def _rows(held: list[Holding]) -> Iterator[str]:
    area = ""
    for each in held:
        if each.requirement.area != area:
            area = each.requirement.area
            yield from ("", f"### {area}", "", "| id | level | cases and monitors | mutants |", "|---|---|---|---|")
        names = [f"{name}{f' x {count}' if count > 1 else ''}" for name, count in each.cases.items()]
        judges = [*names, *[f"monitor: {name}" for name in each.monitors]] or [
            f"none: {each.reason or 'no reason given'}"
        ]
        cells = each.requirement.id, each.level or "", "<br>".join(judges), "<br>".join(each.mutants or ())
        yield f"| {' | '.join(cells)} |"


def _judged(held: Holding) -> bool:
    return bool(held.cases or held.monitors)
