"""The options of a campaign, checked."""

from __future__ import annotations

import re
import secrets
import shlex
from dataclasses import dataclass
from pathlib import Path

from conformance import options as run_options
from conformance.fuzz.campaign import Budget
from conformance.options import Options
from conformance.starting import Source
from conformance.verdicts import UsageError

DURATION = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|)")
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
USUAL = Budget(seconds=60)


@dataclass(frozen=True)
class CampaignOptions:
    """A campaign: the target and the rest of a run's options, seed, budget, and where findings are kept."""

    run: Options
    seed: int
    budget: Budget
    output: Path
    workers: int = 1
    share: str = ""

    @property
    def source(self) -> Source:
        """Where the target comes from."""
        return Source(self.run.topology, self.run.target, self.run.command)

    def replay_command(self, folder: Path) -> str:
        """The command that plays a finding again."""
        return " ".join(["c2c-conformance replay", shlex.quote(str(folder)), *self.run.words])


def read(
    *,
    target: str | None,
    command: str | None,
    topology: str = "default",
    profile: str | None = None,
    seed: int | None = None,
    time: str | None = None,
    messages: int | None = None,
    output: str = "c2c-fuzz",
    workers: int = 1,
    share: str = "",
    strict: bool = False,
    deviations: str | None = None,
) -> CampaignOptions:
    """The options, checked; UsageError says what can't be used and what to do."""
    if not target and not command:
        raise UsageError("give the connector: --target HOST:PORT, or --target-cmd CMD ('reference': the bundled one)")
    run = run_options.read(
        target=target,
        command=command,
        topology=topology,
        profile=profile,
        report=output,
        strict=strict,
        deviations_file=deviations,
    )
    if workers < 1:
        raise UsageError(f"-n {workers}: give the number of workers, 1 or more")
    if workers > 1 and target and not target.startswith("memory:"):
        raise UsageError("-n needs --target-cmd or a target in memory: each worker has a target of its own")
    if messages is not None and messages < 1:
        raise UsageError(f"--messages {messages}: give 1 or more")
    wanted = Budget(duration(time) if time else None, messages)
    budget = wanted if wanted != Budget() else USUAL
    number = _drawn() if seed is None else seed
    return CampaignOptions(run, number, budget, Path(output), workers, share)


def beside_cases(run: Options, time: str, seed: int | None) -> CampaignOptions:
    """Those of a campaign in a suite run, beside its own; UsageError for a time that is none."""
    return CampaignOptions(run, _drawn() if seed is None else seed, Budget(seconds=duration(time)), run.report)


def duration(text: str) -> float:
    """Seconds in a text like 20s, 2m, 1.5h or 90; UsageError for another."""
    found = DURATION.fullmatch(text.strip())
    seconds = float(found[1]) * UNITS[found[2]] if found else 0.0
    if not seconds:
        raise UsageError(f"{text!r} is no time; give one like 20s, 2m or 1h")
    return seconds


def _drawn() -> int:
    """A seed where none was given."""
    return secrets.randbits(31)
