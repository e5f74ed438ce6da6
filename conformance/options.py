"""The options of a run, as records: what `pytest` and other doors were asked for, checked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance import deviations
from conformance.deviations import Deviation
from conformance.profiles import PROFILES
from conformance.registry import Case
from conformance.verdicts import UsageError
from schemas import topology as topologies
from schemas.topology import Topology

# How long (ms) a timed case of the tier may wait for the target's timers; None: as long as it needs, 0: no such case.
TIERS: dict[str, int | None] = {"all": None, "brief": 10_000, "fast": 0}
DEFAULT = "default"  # the topology where none is named
FORMATS = ("html", "junit", "markdown", "badge", "sarif")  # those of reports.formats


@dataclass(frozen=True)
class Options:
    """What is to be run, against what, and where it is written. `target` is an address, `command` starts one."""

    topology: Topology
    topology_name: str
    target: str | None
    command: str | None
    report: Path
    tier: str = "all"
    cases: tuple[str, ...] = ()
    strict: bool = False
    seed: int | None = None
    deviations_file: str | None = None
    deviations: tuple[Deviation, ...] = ()
    formats: tuple[str, ...] = ()
    allure: Path | None = None  # the folder for Allure's results
    allure_link: str = ""  # where a requirement is told, `{}` in its place; empty: the page

    @property
    def described(self) -> str:
        """How the target came to be, for people."""
        if self.target is not None:
            return self.target
        return "the bundled reference connector" if self.command == "reference" else f"started by: {self.command}"

    def leaves_out(self, case: Case) -> bool:
        """Whether the tier has no time for the case, with this topology's timings."""
        budget = TIERS[self.tier]
        if budget is None or not case.timed:
            return False
        return budget == 0 or case.mark.lasts.within(self.topology) > budget

    def rerun(self, case_id: str) -> str:
        """The command that runs one case again."""
        return " ".join(["pytest", *self.words, f"--case={_quoted(case_id)}"])

    @property
    def words(self) -> tuple[str, ...]:
        """The words of a command line that name target and topology."""
        target = f"--target={self.target}" if self.target else f"--target-cmd={_quoted(self.command or '')}"
        topology = () if self.topology_name == "default" else (f"--topology={_quoted(self.topology_name)}",)
        return (target, *topology)


def read(
    *,
    target: str | None,
    command: str | None,
    topology: str,
    profile: str | None = None,
    report: str,
    tier: str = "all",
    cases: Sequence[str] = (),
    strict: bool = False,
    seed: int | None = None,
    deviations_file: str | None = None,
    formats: Sequence[str] = (),
    allure: str | None = None,
    allure_link: str = "",
    today: datetime.date | None = None,
) -> Options:
    """The options, checked; UsageError says what can't be used and what to do."""
    if target and command:
        raise UsageError(
            "--target and --target-cmd exclude each other: the first is already running, the second is started"
        )
    topology, loaded = _topology(topology, profile)
    if tier not in TIERS:
        raise UsageError(f"--tier {tier}: there is {', '.join(TIERS)}")
    if target and not target.startswith("memory:"):
        from conformance.bindings.plugin_rpc import target_url

        target_url(target)
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f"--formats {name}: there is {', '.join(FORMATS)}")
    known: tuple[Deviation, ...] = ()
    if deviations_file:
        known = deviations.load(deviations_file, today or datetime.date.today())
    return Options(
        topology=loaded,
        topology_name=topology,
        target=target,
        command=command,
        report=Path(report),
        tier=tier,
        cases=tuple(cases),
        strict=strict,
        seed=seed,
        deviations_file=deviations_file,
        deviations=known,
        formats=tuple(formats),
        allure=Path(allure) if allure else None,
        allure_link=allure_link,
    )


def _topology(name: str, profile: str | None) -> tuple[str, Topology]:
    """The topology of that name, of the profile where one is named: then with its bundled one as the default."""
    if profile is not None and profile not in PROFILES:
        raise UsageError(f"--profile {profile}: there is {', '.join(PROFILES)}")
    if profile is not None and name == DEFAULT:
        name = PROFILES[profile].TOPOLOGY
    try:
        loaded = topologies.load(name)
    except topologies.TopologyError as error:
        raise UsageError(f"--topology: {error}") from None
    if profile not in (None, loaded.profile):
        raise UsageError(f"--profile {profile}: the topology {name} is one of {loaded.profile}")
    return name, loaded


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
