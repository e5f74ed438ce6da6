"""Runs a campaign as it was asked for: stored findings, the target, what is told meanwhile, what is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.answer import DOWN
from conformance.campaigns import folders, summary
from conformance.campaigns.arena import TargetArena
from conformance.campaigns.options import CampaignOptions
from conformance.campaigns.outcomes import exit_code
from conformance.campaigns.progress import Progress
from conformance.campaigns.sharing import Shared, all_known, shared_in
from conformance.campaigns.workers import gather
from conformance.engine import TargetMute
from conformance.fuzz.campaign import Campaign, Stored, Watching
from conformance.fuzz.report import Finding, Report


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
    shared = shared_in(options.share, options.run.topology_name) if options.share else None
    try:
        if options.workers > 1:
            report, address = gather(options, known, Watching(progress.played, progress.found), clock)
        else:
            report, address = _alone(options, known, shared, progress, clock)
    finally:
        progress.clear()
    return Ran(report, {each.fault.signature: _kept(each, options, address) for each in report.findings})


def _alone(
    options: CampaignOptions, known: list[Stored], shared: Shared | None, progress: Progress, clock: Callable[[], float]
) -> tuple[Report, str]:
    """The campaign in this process, and where the target was reached."""
    arena = TargetArena(options.source, options.seed, clock)
    stored = all_known(known, shared.news() if shared else [])
    watching = Watching(progress.played, lambda finding: _found(finding, options, arena.address, progress))
    try:
        return Campaign(arena, options.seed, options.budget, stored, watching, shared).run(), arena.address
    finally:
        arena.close()


def _found(finding: Finding, options: CampaignOptions, address: str, progress: Progress) -> None:
    """Tells of a finding and writes it at once: what comes later may end this process."""
    progress.found(finding)
    _kept(finding, options, address)


def _kept(finding: Finding, options: CampaignOptions, address: str) -> Path:
    """Writes the finding, where it is not stored already; its folder."""
    folder = folders.folder_of(finding.fault, options.output)
    return folder if finding.known and folder.exists() else folders.write(finding, options, address)
