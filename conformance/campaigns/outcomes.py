"""What a finding means: its verdict by the level of its requirement, and the exit code of a campaign."""

from __future__ import annotations

from collections.abc import Iterable

from conformance import deviations
from conformance.answer import BROKEN, DOWN, GOOD, INTERRUPTED, OURS, UNCLEAR
from conformance.campaigns.options import CampaignOptions
from conformance.deviations import Deviation
from conformance.engine import Outcome, verdict_of
from conformance.fuzz.report import Finding, Report
from conformance.requirements import load as load_requirements
from conformance.verdicts import Verdict


def outcome_of(finding: Finding, profile: str, expected: Iterable[Deviation]) -> Outcome:
    """The finding as a run's outcome; inconclusive where it was not seen again."""
    fault, requirement = finding.fault, load_requirements()[finding.fault.requirement]
    level = requirement.level(profile)
    outcome = Outcome(
        id=f"{requirement.id}/fuzz/{fault.digest}",
        requirement=requirement,
        title=f"a campaign's finding: {fault.kind.replace('_', ' ')}",
        verdict=verdict_of(level) if finding.seen_again else Verdict.INCONCLUSIVE,
        expected=fault.expected,
        observed=fault.observed,
        reason=finding.note,
        exchanges=finding.exchanges,
        judged=fault.seqs,
    )
    return deviations.excuse(outcome, tuple(expected))


def exit_code(report: Report, options: CampaignOptions) -> int:
    """The exit code of a campaign, with the meaning that a run's has."""
    profile, expected = options.run.topology.profile, options.run.deviations
    verdicts = {outcome_of(each, profile, expected).verdict for each in report.findings}
    broken = Verdict.FAIL in verdicts or (options.run.strict and Verdict.WARNING in verdicts)
    held = (
        (DOWN, bool(report.gone)),
        (INTERRUPTED, report.interrupted),
        (OURS, bool(report.failure)),
        (BROKEN, broken),
        (UNCLEAR, Verdict.INCONCLUSIVE in verdicts),
    )
    return next((code for code, holds in held if holds), GOOD)
