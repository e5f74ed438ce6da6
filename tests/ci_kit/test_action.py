"""The GitHub action: its form, and its steps run one after the other as a runner does, in a clean environment."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import npm_packages
from tests.ci_kit.installation import INSTALL_LIMIT, clean_environment, copy_of_the_checkout, once, shell
from tests.project import sources

FILE = sources.ROOT / "action.yml"
VALIDATOR = Path(__file__).parent / "validator"
EXPRESSION = re.compile(r"\$\{\{ *inputs\.([a-z-]+) *\}\}")
RESULTS = "c2c-report/results.jsonl"


def modules() -> Path:
    """The YAML parser and GitHub's schema; skips without npm, but not in CI."""
    return npm_packages.installed(VALIDATOR, "action.yml is not read and its steps are not run") / "node_modules"


@cache
def action() -> dict[str, Any]:
    """The action's document."""
    command = ["node", str(VALIDATOR / "to_json.js"), str(modules()), str(FILE)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    return found


def valid(file: Path) -> bool:
    """Whether it obeys GitHub's schema of actions."""
    command = ["node", str(modules() / "@action-validator" / "cli" / "cli.mjs"), str(file)]
    return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0


def with_inputs(text: str, given: dict[str, str]) -> str:
    """The text with its expressions replaced, as a runner does."""
    inputs = {name: str(each.get("default", "")) for name, each in action()["inputs"].items()} | given
    return EXPRESSION.sub(lambda found: inputs[found[1]], text)


def step(number: int, folder: Path, given: dict[str, str]) -> tuple[int, dict[str, str], str]:
    """Runs a step, with the runner's own folder in that folder; its exit code, its outputs, and what it wrote."""
    row = action()["runs"]["steps"][number]
    out = folder / "output"
    out.write_text("", encoding="utf-8")
    said = {name: with_inputs(value, given) for name, value in row.get("env", {}).items()}
    own = {"RUNNER_TEMP": str(folder), "GITHUB_ACTION_PATH": str(folder / "checkout"), "GITHUB_OUTPUT": str(out)}
    environment = clean_environment(PYTHONPATH=str(sources.ROOT), **own, **said)
    done = shell(row["run"], folder, environment, INSTALL_LIMIT)
    outputs = dict(line.split("=", 1) for line in out.read_text(encoding="utf-8").splitlines())
    return done.returncode, outputs, done.stdout + done.stderr


@cache
def installed() -> Path:
    """The folder of a runner on which the first step has run."""

    def install(folder: Path) -> None:
        copy_of_the_checkout(folder / "checkout")
        code, _, said = step(0, folder, {"python": sys.executable})
        assert code == 0, said

    return once("action", action()["runs"]["steps"][0]["run"], install)


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A folder of a job's own, on a runner on which the first step has run."""
    shutil.copytree(installed() / "c2c" / "bin", tmp_path / "c2c" / "bin", symlinks=True)
    return tmp_path


def test_it_is_what_github_calls_an_action(tmp_path: Path) -> None:
    """By its schema, which refuses one that is none."""
    assert valid(FILE)
    (tmp_path / "action.yml").write_text(FILE.read_text(encoding="utf-8").replace("using: composite", "using: magic"))
    assert not valid(tmp_path / "action.yml")


def test_each_input_is_used_and_each_that_is_used_is_declared() -> None:
    """And has a default."""
    used = set(EXPRESSION.findall(FILE.read_text(encoding="utf-8")))
    assert used == set(action()["inputs"])
    assert all("default" in each for each in action()["inputs"].values())


def test_no_input_is_pasted_into_a_script() -> None:
    """They come as variables, so that nothing in them is a command."""
    assert [each["name"] for each in action()["runs"]["steps"] if EXPRESSION.search(each["run"])] == []


def test_a_connector_that_holds(runner: Path) -> None:
    """Verdict, page, and the reports asked for."""
    given = {"target-cmd": "reference", "options": "--case=RR-14 --tier=fast", "formats": "junit,sarif,badge"}
    code, outputs, said = step(1, runner, given)
    assert code == 0, said
    assert outputs == {"verdict": "nothing failed", "exit-code": "0", "report": "c2c-report/report.html"}
    assert set(action()["outputs"]) == set(outputs)
    made = {path.name for path in (runner / "c2c-report").iterdir()}
    assert {"report.html", "results.jsonl", "junit.xml", "results.sarif", "badge.svg"} <= made


def test_a_connector_that_breaks_something_fails_the_step(runner: Path) -> None:
    """With the run's own exit code."""
    given = {"target": "memory:tests.suite.connectors:PassesNothingOn", "options": "--case=RR-2"}
    code, outputs, _ = step(1, runner, given)
    assert (code, outputs["verdict"], outputs["exit-code"]) == (1, "not conformant", "1")


def test_known_deviations_keep_the_step_green(runner: Path) -> None:
    """Though nobody calls the connector conformant."""
    file = runner / "known deviations.toml"
    file.write_text('[[deviation]]\nid = "RR-2"\nreason = "r"\nevidence = "e"\nexpires = "never"\n', encoding="utf-8")
    target = "memory:tests.suite.connectors:PassesNothingOn"
    given = {"target": target, "options": "--case=RR-2", "deviations": file.name}
    code, outputs, _ = step(1, runner, given)
    assert (code, outputs["verdict"]) == (0, "not conformant")


@pytest.mark.parametrize("given", [{"target-cmd": "reference", "topology": "nowhere"}, {"target": "a;b $(c)"}])
def test_where_nothing_can_be_run_there_is_no_verdict(runner: Path, given: dict[str, str]) -> None:
    """Not even that of a run before, whose results lie there."""
    (runner / RESULTS).parent.mkdir()
    (runner / RESULTS).write_text("old", encoding="utf-8")
    code, outputs, _ = step(1, runner, given)
    assert (code, outputs["verdict"], outputs["exit-code"]) == (4, "none", "4")
