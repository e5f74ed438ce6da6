"""Several workers, each a process with a target of its own; one process gathers what they find."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.process import BaseProcess
from tempfile import TemporaryDirectory
from threading import Thread
from time import monotonic
from typing import Any

from conformance.campaigns.arena import TargetArena
from conformance.campaigns.options import CampaignOptions
from conformance.campaigns.sharing import all_known, shared_in
from conformance.engine import TargetMute
from conformance.fuzz.campaign import Campaign, Stored, Watching
from conformance.fuzz.report import Report
from conformance.verdicts import UsageError

APART = 2**32  # between the seeds of two workers
AGAIN = 5  # seconds after which who goes on is interrupted once more: in a callback the first time can get lost
END_LIMIT = 30  # seconds that workers have, once interrupted, to say what they found
OFTEN = 0.5  # seconds between two words of a worker
LOOK = 0.5  # seconds between two looks at whether they live


@dataclass(frozen=True)
class Said:
    """What a worker says: its report up to now; the last one is `final`, and has what it found."""

    worker: int
    report: Report
    final: bool = False
    address: str = ""
    unusable: str = ""  # an option that can't be used


def gather(
    options: CampaignOptions, known: list[Stored], watching: Watching, clock: Callable[[], float]
) -> tuple[Report, str]:
    """Runs the workers; their reports in one, and where one of the targets was reached."""
    with TemporaryDirectory(prefix="c2c-fuzz-") as folder:
        asked = options if options.share else replace(options, share=folder)
        return _Gathering(asked, known, watching, clock).run()


class _Gathering:
    def __init__(
        self, options: CampaignOptions, known: list[Stored], watching: Watching, clock: Callable[[], float]
    ) -> None:
        context = multiprocessing.get_context("spawn")
        self._said: Any = context.Queue()
        self._options, self._watching, self._clock = options, watching, clock
        self._latest: dict[int, Report] = {}
        self._finals: dict[int, Said] = {}
        self._processes: dict[int, BaseProcess] = {
            worker: context.Process(target=_work, args=(options, worker, known, self._said))
            for worker in range(options.workers)
        }

    def run(self) -> tuple[Report, str]:
        for process in self._processes.values():
            process.start()
        try:
            self._listen(None)
        except KeyboardInterrupt:
            for limit in (AGAIN, END_LIMIT):
                self._interrupt()
                self._listen(self._clock() + limit)
        finally:
            self._end()
        report = self._together([said.report for _, said in sorted(self._finals.items())])
        for finding in report.findings:
            self._watching.found(finding)
        return report, next((said.address for said in self._finals.values() if said.address), "")

    def _listen(self, until: float | None) -> None:
        """Takes in what workers say until each has come to its end, or the moment is over."""
        while len(self._finals) < len(self._processes) and (until is None or self._clock() < until):
            try:
                said = self._said.get(timeout=LOOK)
            except queue.Empty:
                self._look_for_dead()
                continue
            self._latest[said.worker] = said.report
            if said.unusable:
                raise UsageError(said.unusable)
            if said.final:
                self._finals[said.worker] = said
            self._watching.played(self._together([report for _, report in sorted(self._latest.items())]))

    def _look_for_dead(self) -> None:
        for worker, process in self._processes.items():
            if worker not in self._finals and process.exitcode is not None and self._said.empty():
                report = self._latest.get(worker) or Report(self._options.seed)
                report.failure = report.ended = f"worker {worker} ended with status {process.exitcode}"
                self._finals[worker] = Said(worker, report, final=True)

    def _interrupt(self) -> None:
        for worker, process in self._processes.items():
            if worker not in self._finals and process.is_alive() and process.pid is not None:
                os.kill(process.pid, signal.SIGINT)

    def _end(self) -> None:
        for process in self._processes.values():
            if process.is_alive() and len(self._finals) < len(self._processes):
                process.terminate()
            process.join()

    def _together(self, reports: list[Report]) -> Report:
        whole = Report(self._options.seed)
        for report in reports:
            whole.add(report)
        ends = sorted({report.ended for report in reports})
        whole.ended = "; ".join(ends) or whole.ended
        return whole


def _work(options: CampaignOptions, worker: int, known: list[Stored], said: Any) -> None:
    """A worker's process. Ctrl-C reaches it through the one that started it, as long as the campaign goes on."""
    with suppress(OSError):
        os.setpgrp()
    Thread(target=_end_with_parent, daemon=True).start()
    seed = options.seed + worker * APART
    try:
        shared = shared_in(options.share, options.run.topology_name)
        arena = TargetArena(options.source, seed, monotonic)
    except TargetMute as error:
        said.put(Said(worker, Report(seed, gone=str(error), ended=str(error)), final=True))
        return
    except UsageError as error:
        said.put(Said(worker, Report(seed), unusable=str(error)))
        return
    watching = Watching(_Telling(worker, said).played)
    try:
        stored = all_known(known, shared.news())
        report = Campaign(arena, seed, options.budget, stored, watching, shared).run()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    finally:
        arena.close()
    said.put(Said(worker, report, True, arena.address))


def _end_with_parent() -> None:
    """Ends this process when the one that started it has died, and nobody takes its words any more."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class _Telling:
    """Tells of a worker's progress, not too often, and without what was said in the plays."""

    def __init__(self, worker: int, said: Any) -> None:
        self._worker, self._said, self._last = worker, said, -OFTEN

    def played(self, report: Report) -> None:
        """After each play."""
        if report.seconds - self._last < OFTEN:
            return
        self._last = report.seconds
        findings = [replace(finding, exchanges=()) for finding in report.findings]
        light = replace(report, findings=findings, coverage=report.coverage.copy(), hits=report.hits.copy())
        self._said.put(Said(self._worker, light))
