"""The pytest plugin: options, and the suite's hooks, which come to life only where a target is named."""

from __future__ import annotations

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conformance.campaigns.in_pytest import Phase
    from conformance.options import Options
FINDINGS = "**/test_finding_*.py"
TIER_HELP = (
    "all; brief: without the cases that wait for the target's timers longer than 10 s, with this topology; "
    "fast: without all that wait for them"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the suite; they do nothing without a target."""
    group = parser.getgroup("c2c", "conformance of Interledger connectors (c2c-conformance)")
    group.addoption("--target", metavar="HOST:PORT", help="the connector under test, already running: host:port or URL")
    group.addoption("--target-cmd", metavar="CMD", help="command that starts it ('reference': the bundled connector)")
    group.addoption("--topology", default="default", metavar="NAME|FILE", help="what peers agree on out of band")
    group.addoption("--profile", metavar="NAME", help="with its bundled topology, or as the topology named has it")
    group.addoption(
        "--case",
        action="append",
        default=[],
        metavar="ID",
        help="run only this case, or all of this requirement, or all that a pattern like '*withdrawal*' fits",
    )
    group.addoption("--tier", default="all", help=TIER_HELP)
    group.addoption("--shuffle", type=int, metavar="SEED", help="run the cases in a random order")
    group.addoption("--expected-deviations", metavar="FILE", help="known deviations of the target, with reasons (TOML)")
    group.addoption("--report", default="c2c-report", metavar="FOLDER", help="where results and report are written")
    group.addoption(
        "--formats", default="", metavar="LIST", help="reports besides the page: junit,markdown,badge,sarif"
    )
    group.addoption("--fuzz", metavar="TIME", help="after the cases a campaign of drawn messages: 20s, 2m")
    group.addoption("--fuzz-seed", type=int, metavar="N", help="the same messages again")
    parser.addini("c2c_target", "the target where neither --target nor --target-cmd is given and no path either")


def pytest_configure(config: pytest.Config) -> None:
    """Brings the suite to life where a target is named."""
    if config.getoption("help", False) or config.getoption("version", False) or _names_findings(config):
        return
    from_ini = ""
    if not config.getoption("target") and not config.getoption("target_cmd"):
        if config.args_source is pytest.Config.ArgsSource.ARGS and not _names_cases(config):
            return
        from_ini = str(config.getini("c2c_target") or "")
        if not from_ini:
            return
    from conformance.verdicts import UsageError

    try:
        from conformance.pytest_suite import Suite

        options = _options(config, from_ini)
        phase = _campaign(config, options)
        config.pluginmanager.register(Suite(config, options, phase), "c2c-suite")
        if phase is not None:
            config.pluginmanager.register(phase, "c2c-campaign")
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None


def _names_cases(config: pytest.Config) -> bool:
    """Whether the paths given are cases of the suite."""
    return all("conformance/cases" in str(argument).replace("\\", "/") for argument in config.args)


def _names_findings(config: pytest.Config) -> bool:
    """Whether the paths given are findings of campaigns: their files reach the target themselves."""
    paths = [Path(str(argument).partition("::")[0]) for argument in config.args]
    given = config.args_source is pytest.Config.ArgsSource.ARGS
    return given and all(path.name.startswith("test_finding_") or any(path.glob(FINDINGS)) for path in paths)


def _options(config: pytest.Config, from_ini: str) -> Options:
    from conformance import options

    def get(name: str) -> Any:
        return config.getoption(name)

    if get("target") and _workers(config):
        from conformance.verdicts import UsageError

        raise UsageError(
            "-n needs --target-cmd: workers share nothing, so each has to start a target of its own; "
            "one that is already running can only be tested by one"
        )
    command = get("target_cmd") or ("" if get("target") else from_ini)
    return options.read(
        target=get("target"),
        command=command or None,
        topology=get("topology"),
        profile=get("profile"),
        report=get("report"),
        tier=get("tier"),
        cases=get("case"),
        strict=bool(config.getini("strict")),
        seed=get("shuffle"),
        deviations_file=get("expected_deviations"),
        formats=[each.strip() for each in get("formats").split(",") if each.strip()],
        allure=getattr(config.option, "allure_report_dir", None),
        allure_link=dict(getattr(config.option, "allure_link_pattern", ())).get("requirement", ""),
    )


def _campaign(config: pytest.Config, options: Options) -> Phase | None:
    """The campaign that was asked for; none under a worker of xdist, since the controller runs it."""
    if config.getoption("fuzz") is None or hasattr(config, "workerinput"):
        return None
    from conformance.campaigns.in_pytest import Phase
    from conformance.campaigns.options import beside_cases

    return Phase(beside_cases(options, config.getoption("fuzz"), config.getoption("fuzz_seed")), config, monotonic)


def _workers(config: pytest.Config) -> bool:
    return bool(getattr(config.option, "numprocesses", None) or getattr(config.option, "tx", None))
