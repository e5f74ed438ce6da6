"""What stands at the end of a campaign: seed, rate, coverage, and each finding with its folder."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from conformance.campaigns.options import CampaignOptions
from conformance.campaigns.outcomes import exit_code, outcome_of
from conformance.engine import Outcome
from conformance.fuzz.report import Finding, Report
from conformance.terminal import printable

WIDTH = 110
ANSWERS = {
    0: "No finding.",
    1: "A requirement is broken.",
    2: "Interrupted.",
    3: "The fuzzer itself failed.",
    6: "The target could not be used to the end.",
    7: "Nothing that was found could be seen again.",
}


def text(report: Report, options: CampaignOptions, folders: Mapping[str, Path]) -> str:
    """The report of a campaign; `folders` has the path of each finding by its signature."""
    return "\n".join(_lines(report, options, folders))


def _lines(report: Report, options: CampaignOptions, folders: Mapping[str, Path]) -> Iterator[str]:
    yield f"target: {printable(options.run.described)}, topology {options.run.topology_name}"
    yield (
        f"seed {report.seed}: {report.programs} programs drawn, {report.messages} messages in them; "
        f"{report.exchanged} messages in all in {report.seconds:.1f} s ({report.rate:.0f} messages/s)"
    )
    yield printable(f"ended: {report.ended}")
    yield from report.failure.splitlines()
    if report.broken_off:
        yield f"{report.broken_off} programs were broken off, as what they build on did not hold"
    yield "coverage:"
    yield from report.coverage.table()
    if report.cured:
        yield "known findings that are not seen any more:"
        yield from (printable(f"  {signature}") for signature in report.cured)
    if report.elsewhere:
        yield "found by other campaigns meanwhile, and passed over here:"
        yield from (printable(f"  {signature}") for signature in report.elsewhere)
    known = sum(finding.known for finding in report.findings)
    yield f"findings: {len(report.findings) - known} new, {known} known"
    profile, expected = options.run.topology.profile, options.run.deviations
    outcomes = [(each, outcome_of(each, profile, expected)) for each in report.findings]
    for finding, outcome in sorted(outcomes, key=lambda pair: pair[1].id):
        yield from _finding(finding, outcome, report.hits[finding.fault.signature])
        if folder := folders.get(finding.fault.signature):
            yield f"    {folder}"
            yield f"    again: {options.replay_command(folder)}"
    code = exit_code(report, options)
    answer = ANSWERS[code] if code or not outcomes else "Nothing else was found than what is listed."
    yield f"{answer} (exit code {code})"


def _finding(finding: Finding, outcome: Outcome, hits: int) -> Iterator[str]:
    requirement = outcome.requirement
    steps = len(finding.program.steps)
    yield f"  {outcome.id} [{outcome.verdict.value}], {steps} step{'' if steps == 1 else 's'}, in {hits} programs"
    said = (requirement.summary, f"expected: {finding.fault.expected}", f"observed: {finding.fault.observed}")
    for line in (*said, finding.note):
        yield from textwrap.wrap(printable(line), WIDTH, initial_indent="    ", subsequent_indent="      ")
