"""The comparison over all mutants as a page of Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median_low

from benchmarks.hunts import FUZZER, RIVAL, SIEVE, Hunts
from benchmarks.kept import Row
from benchmarks.subjects import Subject

NEVER = float("inf")
HOW = """\
Schemathesis sees answers to its own calls alone, and most mutants answer every call as the bundled connector does. So
they are sifted first. With each seed, and on each topology, Schemathesis is run against the bundled connector, which
keeps the calls it gets; what is said of that connector is no news later. In memory and virtual time these calls go to
each mutant and to the bundled connector, and the answers (status, body, order) are compared. Tried is who gives any
other answer, and in any case all of `msg_*`, `rs_*` and `http/*`. As the seed, and the order in sets of texts, are
the same, Schemathesis makes the same calls later. What the sieve can miss: a fault that shows only in calls which a
run comes to that is quicker than that against the bundled connector was; in the time that an answer takes; in HTTP
itself, below the calls; or where peers answer badly, which nobody does beside Schemathesis.

The two are run in turn, never at once, each as a process of its own against a fresh target over HTTP. Times are s
since the start of that process; the start of the target counts for neither. *Seen*: the first failure that the
bundled connector does not show too (a call without an answer is one), and the first judgement that failed, of a
requirement that the mutant declares to break, of a finding that was confirmed later. *Confirmed*: Schemathesis'
failure is made small, and it ends; the fuzzer's finding is small and was seen again on a fresh target. `-`: not in
the time. Schemathesis is given what can be said of the endpoint in OpenAPI (`benchmarks/description.py`), the token,
and eight of its checks.
"""


@dataclass(frozen=True)
class Times:
    """A tool's median over the seeds, in s; NEVER where it mostly did not. `runs`: what they are made of."""

    seen: float
    confirmed: float
    what: str
    runs: Sequence[Row]


def page(subjects: Sequence[Subject], hunts: Hunts) -> str:
    """All of it, as far as the runs have come."""
    return "\n".join(_lines(subjects, hunts)) + "\n"


def _lines(subjects: Sequence[Subject], hunts: Hunts) -> Iterator[str]:
    terms = hunts.terms
    sifted = [each for each in subjects if hunts.row(each, SIEVE, 0)]
    tried = [each for each in subjects if hunts.is_tried(each)]
    pairs = {each: (times(each, FUZZER, hunts), times(each, RIVAL, hunts)) for each in tried}
    done = {each: (ours, theirs) for each, (ours, theirs) in pairs.items() if ours and theirs}
    yield "# The fuzzer beside Schemathesis, mutant by mutant"
    yield ""
    yield (
        f"Made by `make benchmarks BENCHMARKS_FLAGS='--mutants all'` over HTTP: {terms.rival_seconds} s for "
        f"Schemathesis, {terms.fuzzer_seconds} s for the fuzzer, seeds {_seeds(terms.seeds)}."
    )
    yield ""
    yield from _totals(subjects, sifted, tried, done)
    yield ""
    yield HOW
    yield "| mutant | breaks | fuzzer: seen | confirmed | as | Schemathesis: seen | confirmed | as |"
    yield "|---|---|---|---|---|---|---|---|"
    for subject, (ours, theirs) in sorted(done.items(), key=lambda item: (item[1][1].seen, item[1][0].seen)):
        breaks = ", ".join(sorted(subject.breaks))
        columns = (subject.title, breaks, *_columns(ours), *_columns(theirs))
        yield f"| {' | '.join(columns)} |"


def _totals(
    subjects: Sequence[Subject],
    sifted: Sequence[Subject],
    tried: Sequence[Subject],
    done: dict[Subject, tuple[Times, Times]],
) -> Iterator[str]:
    ours = [one for one, _ in done.values() if one.seen < NEVER]
    theirs = [other for _, other in done.values() if other.seen < NEVER]
    both = [(one, other) for one, other in done.values() if one.seen < NEVER and other.seen < NEVER]
    alone = [other for one, other in done.values() if one.seen == NEVER and other.seen < NEVER]
    sooner = sum(one.seen < other.seen for one, other in both)
    earlier = sum(one.confirmed < other.confirmed for one, other in both)
    loads = [run.load for pair in done.values() for each in pair for run in each.runs]
    yield (
        f"- Of {len(subjects)} mutants {len(sifted)} were sifted; {len(tried)} may show anything in "
        f"answers, or are tried in any case; {len(done)} of these were run."
    )
    yield f"- Of {len(done)} Schemathesis finds {len(theirs)}, the fuzzer {len(ours)}; only Schemathesis: {len(alone)}."
    yield f"- Of {len(both)} that both find the fuzzer sees {sooner} sooner; it has confirmed {earlier} sooner."
    if loads:
        yield (
            f"- Load of the machine (processes that want one of its {os.cpu_count()} processors) when the runs began: "
            f"{min(loads):.1f} to {max(loads):.1f}, mostly {median_low(loads):.1f}."
        )


def times(subject: Subject, tool: str, hunts: Hunts) -> Times | None:
    """The tool's times, where it was run with all seeds."""
    runs = [hunts.row(subject, tool, seed) for seed in hunts.terms.seeds]
    rows = [run for run in runs if run is not None]
    if len(rows) < len(runs):
        return None
    seen = median_low([_time(row.seen) for row in rows])
    confirmed = median_low([_time(row.confirmed) for row in rows])
    what = next((row.what for row in rows if _time(row.seen) == seen), "")
    return Times(seen, confirmed, what, rows)


def _time(value: float | None) -> float:
    return NEVER if value is None else value


def _seeds(seeds: Sequence[int]) -> str:
    return ", ".join(map(str, seeds)) + ("; medians" if len(seeds) > 1 else "")


def _columns(of: Times) -> tuple[str, str, str]:
    what = of.what.replace("|", "\\|").replace("<", "&lt;")
    return _shown(of.seen), _shown(of.confirmed), what if len(what) <= 80 else f"{what[:80]}..."


def _shown(value: float) -> str:
    return "-" if value == NEVER else f"{value:.1f}"
