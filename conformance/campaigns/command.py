"""Runs a campaign as it was asked for: stored findings, the target, what is told meanwhile, what is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Ran:
    """A campaign that is over, and the folder of each finding by its signature."""

    report: Report
    folders: Mapping[str, Path]


def fuzz(options: CampaignOptions, progress: Progress, clock: Callable[[], float]) -> tuple[str, int]:
    """Runs a campaign and writes its findings: the report to print, and the exit code. UsageError for bad options."""
    try:
        ran = run(options, progress, clock)
    except TargetMute as error:
        return f"No target: {error} (exit code {DOWN})", DOWN
    return summary.text(ran.report, options, ran.folders), exit_code(ran.report, options)


def run(options: CampaignOptions, progress: Progress, clock: Callable[[], float]) -> Ran:
    """The campaign. UsageError for what can't be used, TargetMute where the target does not answer to begin with."""
    known = [document.stored for document in folders.stored(options.output)]
    arena = TargetArena(options.source, options.seed, clock)
    found_in: dict[str, Path] = {}

    def found(finding: Finding) -> None:
        progress.found(finding)
        folder = folders.folder_of(finding.fault, options.output)
        found_in[finding.fault.signature] = folder if finding.known else folders.write(finding, options, arena.address)

    watching = Watching(progress.played, found)
    try:
        return Ran(Campaign(arena, options.seed, options.budget, known, watching).run(), found_in)
    finally:
        progress.clear()
        arena.close()
