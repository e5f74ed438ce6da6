"""What holds each requirement: its cases, its monitors, and the faulty connectors that show that these can fail.

The faulty connectors are part of the project's checkout and are not shipped: where they are not there, nothing is said
of them. They are read as text, so that nothing of `tests` is imported.
"""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from conformance.harness.monitors import Monitors
from conformance.profiles import profile_named
from conformance.registry import discover
from conformance.requirements import Level, Requirement, load
from schemas import topology as topologies

PROFILE = "gratuity-quoting"  # where none is named
MUTANTS = Path(__file__).parents[1] / "tests" / "mutants"


@dataclass(frozen=True)
class Holding:
    """A requirement with what holds it under a profile: number of cases by function, names of monitors and of mutants.

    `unsaid` are the cases, by function, that the profile's messages can't say, with the reason. `mutants` is None where
    they are not at hand, in an installed package.
    """

    requirement: Requirement
    cases: Mapping[str, int]
    monitors: tuple[str, ...]
    mutants: tuple[str, ...] | None
    profile: str = PROFILE
    unsaid: Mapping[str, str] = field(default_factory=dict)

    @property
    def level(self) -> Level | None:
        """The level under the profile; None where the requirement is none of it."""
        return self.requirement.levels.get(self.profile)

    @property
    def reason(self) -> str:
        """Why nothing judges it; empty where something does, or where no reason is given."""
        if self.cases or self.monitors:
            return ""
        if self.level is None:
            return f"it is of the profile {' and '.join(self.requirement.profiles)} alone"
        return next(iter(self.unsaid.values()), self.requirement.no_case)


def holdings(profile: str = PROFILE) -> list[Holding]:
    """All requirements of the catalogue, in its order. KeyError for an unknown profile."""
    spoken = profile_named(profile)
    cases: dict[str, Counter[str]] = defaultdict(Counter)
    unsaid: dict[str, dict[str, str]] = defaultdict(dict)
    for case in discover():
        lacking = [spoken.LACKS[need] for need in case.needs if need in spoken.LACKS]
        name = case.id.split("/")[1]
        if profile in case.profiles and lacking:
            unsaid[case.requirement.id][name] = lacking[0]
        elif profile in case.profiles:
            cases[case.requirement.id][name] += 1
    watches = Monitors(topologies.load(spoken.TOPOLOGY)).watches.values()
    known = mutants()
    return [
        Holding(
            each,
            cases.get(each.id, {}),
            tuple(watch.name for watch in watches if watch.requirement == each.id),
            None if known is None else tuple(name for name, breaks in known.items() if each.id in breaks),
            profile,
            unsaid.get(each.id, {}),
        )
        for each in load().values()
    ]


@cache
def mutants() -> Mapping[str, tuple[str, ...]] | None:
    """What each faulty connector of the checkout declares to break, by name (`file:Class`); None: none is there."""
    if not MUTANTS.is_dir():
        return None
    return dict(
        found for path in sorted([*MUTANTS.glob("*.py"), *MUTANTS.glob("http/*.py")]) for found in _declared(path)
    )


def gaps(profile: str = PROFILE) -> list[str]:
    """What the ledger lacks, a sentence each: rows that nothing judges and no reason excuses, rows without mutant."""
    found = []
    for each in holdings(profile):
        judged = each.cases or each.monitors
        if not judged and not each.reason:
            found.append(f"{each.requirement.id} has neither case nor monitor, and no_case gives no reason")
        if judged and each.requirement.no_case:
            found.append(f"{each.requirement.id} is judged, and no_case says that it is not")
        if judged and each.level is not Level.INFO and each.mutants == ():
            found.append(f"{each.requirement.id} is judged, and no mutant shows that it can fail")
    return found


def listing(part: str = "", names: bool = False, profile: str = PROFILE) -> str:
    """The ledger as text, of the requirements whose id begins so; with the names of cases and mutants, if wanted."""
    chosen = [each for each in holdings(profile) if each.requirement.id.startswith(part)]
    if not chosen:
        raise KeyError(f"no requirement begins with {part!r}")
    return "\n".join(line for each in chosen for line in _lines(each, names))


def _lines(held: Holding, names: bool) -> Iterator[str]:
    row, number = held.requirement, sum(held.cases.values())
    parts = [f"{number} cases" if number != 1 else "1 case", *[f"monitor {name}" for name in held.monitors]]
    if held.mutants is not None:
        parts.append(f"{len(held.mutants)} mutants" if len(held.mutants) != 1 else "1 mutant")
    said = f"none: {held.reason or 'no reason given'}" if not held.cases and not held.monitors else ", ".join(parts)
    yield f"{row.id}  [{held.level or 'not of this profile'}]  {said}"
    yield f'    "{row.quote}"' if row.quote else f"    {row.summary}"
    yield f"    {row.source} ({row.basis})"
    if names:
        yield from (f"    case    {name}" + (f" x {count}" if count > 1 else "") for name, count in held.cases.items())
        yield from (f"    mutant  {name}" for name in held.mutants or ())
        yield from (f"    not applicable  {name}: {reason}" for name, reason in held.unsaid.items())


def _declared(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The classes of a file that have `breaks`, with what it says."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        for statement in node.body if isinstance(node, ast.ClassDef) else ():
            match statement:
                case ast.Assign(targets=[ast.Name(id="breaks")], value=value):
                    yield f"{path.stem}:{getattr(node, 'name', '')}", tuple(ast.literal_eval(value))
