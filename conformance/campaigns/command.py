"""Runs a campaign as it was asked for: stored findings, the target, what is told meanwhile, what is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conformance.campaigns import folders, summary
from conformance.campaigns.arena import TargetArena
from conformance.campaigns.options import CampaignOptions
from conformance.campaigns.outcomes import exit_code
from conformance.campaigns.progress import Progress
from conformance.engine import TargetMute
from conformance.fuzz.campaign import Campaign, Watching
from conformance.fuzz.report import Finding, Report
from conformance.reporter import DOWN


def fuzz(options: CampaignOptions, progress: Progress, clock: Callable[[], float]) -> tuple[str, int]:
    """Runs a campaign and writes its findings: the report to print, and the exit code. UsageError for bad options."""
    known = [document.stored for document in folders.stored(options.output)]
    try:
        arena = TargetArena(options.source, options.seed, clock)
    except TargetMute as error:
        return f"No target: {error} (exit code {DOWN})", DOWN
    written: dict[str, Path] = {}

    def found(finding: Finding) -> None:
        progress.found(finding)
        written[finding.fault.signature] = folders.write(finding, options, arena.address)

    try:
        report: Report = Campaign(arena, options.seed, options.budget, known, Watching(progress.played, found)).run()
    finally:
        progress.clear()
        arena.close()
    return summary.text(report, options, written), exit_code(report, options)
