"""The page on which mutants the fuzzer finds by itself, and which it does not, in Markdown."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from tests.fuzz.hard_to_find import HARD
from tests.fuzz.hunting import Hunt, Memory, state
from tests.mutants.runner import Mutant


def page(chosen: Sequence[Mutant], memory: Memory, total: int, options: argparse.Namespace) -> str:
    """What is remembered of the chosen mutants; `total`: how many the profile has."""
    tried = [(each, last) for each in sorted(chosen, key=lambda each: each.name)
             if (last := memory.of(each.name, options.seed)) and not last.error]  # fmt: skip
    left = [(mutant, last) for mutant, last in tried if not last.found]
    seen = [(mutant, last) for mutant, last in left if last.besides]
    missed = [(mutant, last) for mutant, last in left if not last.besides]
    lines = [
        f"# Mutants of {options.profile.replace('-', ' ')} and the fuzzer",
        "",
        f"Made by `python -m tests.fuzz.mutants{_words(options)}`: the programs of one campaign, in memory and virtual "
        f"time, seed {options.seed}, as far as it comes in {options.seconds:g} s of one processor"
        + (f" (in {options.again:g} s for those that are not found by then)" if options.again else "")
        + ". Each program has a life of the mutant to itself, and is played where the mutant says anything else than "
        "the bundled connector; elsewhere there is nothing to be seen of it. Where few are hunted on a topology each "
        "has a campaign of its own. No case of the suite takes part. A hunt ends with the first fault whose "
        "requirement the mutant declares to break.",
        "",
        f"{len(tried)} of {total} mutants were tried: {_figures(tried, options)}; {len(seen)} seen by another "
        f"requirement only; {len(missed)} not seen.{_caveats(tried)}",
        "",
        "## Seen by another requirement",
        "",
        "| mutant | breaks | seen as | in | why |",
        "|---|---|---|---|---|",
        *(f"| {_short(mutant)} | {_breaks(mutant)} | {', '.join(last.besides)} | {last.budget:g} s | {_why(mutant)} |"
          for mutant, last in seen),
        "",
        "## Not seen in that time",
        "",
        "| mutant | breaks | what is wrong with it | in | why it is not seen |",
        "|---|---|---|---|---|",
        *(f"| {_short(mutant)} | {_breaks(mutant)} | {' '.join(mutant.fault.split())} | {last.budget:g} s | "
          f"{_why(mutant)} |" for mutant, last in missed),
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _figures(tried: Sequence[tuple[Mutant, Hunt]], options: argparse.Namespace) -> str:
    """How many were found, and how soon."""
    quick = sorted(last.seconds for _, last in tried if last.found)
    if not quick:
        return "none found"
    soon = sum(seconds <= options.seconds for seconds in quick)
    later = f", {soon} of them within {options.seconds:g} s" if soon < len(quick) else ""
    return f"{len(quick)} found{later}, half of them within {quick[len(quick) // 2]:.1f} s"


def _caveats(tried: Sequence[tuple[Mutant, Hunt]]) -> str:
    """How many of the hunts are older than the code that the page is written with."""
    older = sum(last.state != state(mutant.topology) for mutant, last in tried)
    return f" {older} of them were tried before the last changes of the code." if older else ""


def _words(options: argparse.Namespace) -> str:
    """The options that make the page."""
    words = {"--profile": options.profile, "--seconds": f"{options.seconds:g}"}
    words |= {"--again": f"{options.again:g}"} if options.again else {}
    words |= {"--one-in": str(options.one_in)} if options.one_in > 1 else {}
    return "".join(f" {name} {value}" for name, value in {**words, "--write": options.write}.items())


def _short(mutant: Mutant) -> str:
    return mutant.name.removeprefix("tests.mutants.")


def _why(mutant: Mutant) -> str:
    return HARD.get(_short(mutant), "")


def _breaks(mutant: Mutant) -> str:
    return ", ".join(sorted(mutant.breaks))
