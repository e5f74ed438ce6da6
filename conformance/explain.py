"""Tells a requirement: its sentence, source and reading, an example, what holds it, and who is known to break it."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from conformance import coverage
from conformance.bindings import open_binding
from conformance.coverage import Holding
from conformance.engine import Outcome, Run
from conformance.registry import Case, discover
from conformance.requirements import Requirement
from conformance.requirements import load as load_requirements
from conformance.terminal import said
from conformance.verdicts import Verdict
from schemas import topology as topologies
from schemas.results import Record

WIDTH = 100
REFERENCE = "memory:reference_impl.profiles:connector"
TOPOLOGIES = ("plain", "liquidity-plain", "default", "liquidity")  # those with few peers first
TRIED = 5  # cases that may give the example
MESSAGES = 12  # of it
SHOWS = (Verdict.PASS, Verdict.INFO)
BROKEN = ("fail", "warning", "expected deviation")
HELD = ("pass", "info")
SEED = 1  # of the example's names, so that it is the same each time


def text(id: str, published: Mapping[str, Sequence[Record]]) -> str:
    """All that is known of a requirement; `published`: the records of known connectors. KeyError for an unknown id."""
    known = load_requirements()
    if id not in known:
        raise KeyError(f"the catalogue has no requirement {id}; c2c-conformance list shows the cases of all")
    cases = [case for case in discover() if case.requirement.id == id]
    profile = next(iter(known[id].levels))
    held = next(each for each in coverage.holdings(profile) if each.requirement.id == id)
    parts = (_reading(known[id]), _example(cases), _holding(held, cases), _known(id, published))
    return "\n".join(line for part in parts for line in part)


def _reading(row: Requirement) -> Iterator[str]:
    levels = ", ".join(f"{level} in {profile}" for profile, level in row.levels.items())
    yield from (f"{row.id}  {levels}", "", *textwrap.wrap(row.summary, WIDTH), "")
    if row.quote:
        yield from textwrap.wrap(f'"{row.quote}"', WIDTH, initial_indent="  ", subsequent_indent="  ")
    yield from (f"  {row.source} ({row.basis})", "", *textwrap.wrap(f"Read so because: {row.why}", WIDTH))


def _example(cases: Sequence[Case]) -> Iterator[str]:
    """The shortest exchange of the first cases that are not timed, as the reference connector plays it in memory."""
    by_function = {case.function: case for case in reversed(cases) if not case.timed}
    chosen = list(reversed(by_function.values()))[:TRIED]
    for name in TOPOLOGIES if chosen else ():
        found = [each for each in _played(chosen, name) if each.verdict in SHOWS and each.exchanges]
        if found:
            outcome = min(found, key=lambda each: len(each.exchanges))
            yield from ("", "Example, with the reference connector (-> to it, <- from it):", f"  {outcome.id}", "")
            for each in outcome.exchanges[:MESSAGES]:
                yield f"  {said('to target' if each.outgoing else 'from target', each.account, each.status, each.body)}"
            if len(outcome.exchanges) > MESSAGES:
                yield f"  and {len(outcome.exchanges) - MESSAGES} more"
            return


def _played(cases: Sequence[Case], topology_name: str) -> list[Outcome]:
    topology = topologies.load(topology_name)
    run = Run(topology, lambda world: open_binding(REFERENCE, topology, world.reception), seed=SEED)
    try:
        run.wait_until_ready()
        return [run.run(case) for case in cases]
    finally:
        run.close()


def _holding(held: Holding, cases: Sequence[Case]) -> Iterator[str]:
    yield from ("", "Cases:")
    rows = Counter("/".join(case.id.split("/")[:2]) for case in cases)
    yield from [f"  {id}{f' ({count} rows)' if count > 1 else ''}" for id, count in rows.items()]
    if not cases:
        yield f"  none{f': {held.reason}' if held.reason else ''}"
    if held.monitors:
        yield from ("", "Monitors, on all that a target sends:", *(f"  {name}" for name in held.monitors))
    if held.mutants:
        yield from ("", "Faulty connectors that are caught for it:", *(f"  {name}" for name in held.mutants))


def _known(id: str, published: Mapping[str, Sequence[Record]]) -> Iterator[str]:
    """What the published results say of it, a connector each; what one breaks with the first case that shows it."""
    if published:
        yield from ("", "Published results:")
    width = max(map(len, published), default=0)
    for name, records in published.items():
        mine = [record for record in records if record.requirement == id]
        broken = [record for record in mine if record.verdict in BROKEN]
        judged = len(broken) + sum(record.verdict in HELD for record in mine)
        if broken:
            yield f"  {name:<{width}}  breaks it, in {len(broken)} of {judged} cases: {broken[0].id}"
            yield f"  {'':<{width}}  {textwrap.shorten(broken[0].evidence.observed, WIDTH, placeholder=' ...')}"
        else:
            yield f"  {name:<{width}}  {f'holds, in {judged} cases' if judged else 'was not judged'}"
