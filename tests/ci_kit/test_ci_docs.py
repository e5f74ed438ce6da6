"""The page on CI: each of its commands is run, its jobs are read as the systems read them."""

from __future__ import annotations

import json
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.ci_kit.installation import (
    INSTALL_LIMIT,
    clean_environment,
    copy_of_the_checkout,
    once,
    renew,
    shell,
    with_python,
)
from tests.ci_kit.test_action import VALIDATOR, action, modules
from tests.project import sources

PAGE = (sources.ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
SHORT = "--case=RR-14 --tier=fast -p no:cacheprovider"  # the commands are tried, not the connector


def blocks(language: str) -> list[str]:
    """The fenced blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


INSTALL, *COMMANDS = blocks("sh")
WORKFLOW, JOB = blocks("yaml")


def read(text: str, folder: Path) -> dict[str, Any]:
    """The YAML text as a document."""
    file = folder / "read.yml"
    file.write_text(text, encoding="utf-8")
    command = ["node", str(VALIDATOR / "to_json.js"), str(modules()), str(file)]
    found: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    return found


@cache
def installed() -> Path:
    """A folder in which the page's first block was run beside a checkout."""

    def install(folder: Path) -> None:
        copy_of_the_checkout(folder / "suite")
        done = shell(INSTALL, folder, with_python(folder), INSTALL_LIMIT)
        assert done.returncode == 0, done.stderr

    return once("docs", INSTALL, install)


@pytest.fixture
def job(tmp_path: Path) -> Path:
    """A folder with the suite as it is now, installed as the page says."""
    (tmp_path / "c2c").symlink_to(installed() / "c2c")
    renew(installed(), tmp_path / "c2c" / "bin" / "python")
    return tmp_path


def run(script: str, folder: Path) -> str:
    """The script's output, where it ends well."""
    done = shell(script, folder, clean_environment(PYTEST_ADDOPTS=SHORT))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_commands_of_the_page_do_what_it_says(job: Path) -> None:
    """One after the other, as they stand there."""
    said = [run(script, job) for script in COMMANDS]
    assert len(said) == 3
    assert said[0].splitlines()[-1] == "nothing failed"
    assert "- regressed: 0" in said[1]
    for name in ("later.html", "later.xml", "compare.html", "compare.md"):
        assert (job / name).stat().st_size
    assert len(list((job / "allure-results").glob("*-result.json"))) == len(
        list((job / "allure-again").glob("*-result.json"))
    )


@pytest.mark.thorough
def test_the_files_that_the_page_names_are_made(job: Path) -> None:
    """And no others."""
    run(COMMANDS[0], job)
    rows = re.findall(r"^\| (`[a-z.]+`(?:, `[a-z.]+`)*) \| ", PAGE.partition("| in `c2c-report`")[2], re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([a-z]+\.[a-z]+)`", row)}
    assert {path.name for path in (job / "c2c-report").iterdir()} == named


@pytest.mark.thorough
def test_a_broken_connector_stops_the_pipeline(job: Path) -> None:
    """With the run's own exit code."""
    script = COMMANDS[0].replace("--target-cmd=reference", "--target=127.0.0.1:9")
    done = shell(script, job, clean_environment(PYTEST_ADDOPTS=SHORT))
    assert done.returncode == 6, done.stdout


@pytest.mark.thorough
def test_the_job_of_gitlab_runs(job: Path) -> None:
    """Its script but for the installation, which is that of the first block; its artifact is there."""
    document = read(JOB, job)["conformance"]
    *install, test = document["script"]
    assert install == INSTALL.splitlines()
    run(test, job)
    assert (job / document["artifacts"]["reports"]["junit"]).exists()
    assert [path for path in document["artifacts"]["paths"] if not (job / path).is_dir()] == []


def test_the_workflow_of_github_is_one_and_gives_the_action_what_it_takes(tmp_path: Path) -> None:
    """By GitHub's schema, and by the action's inputs and outputs."""
    file = tmp_path / ".github" / "workflows" / "conformance.yml"
    file.parent.mkdir(parents=True)
    file.write_text(WORKFLOW, encoding="utf-8")
    validator = str(modules() / "@action-validator" / "cli" / "cli.mjs")
    done = subprocess.run(["node", validator, str(file)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout
    steps = read(WORKFLOW, tmp_path)["jobs"]["conformance"]["steps"]
    (ours,) = [step for step in steps if step.get("uses") == "./suite"]
    assert set(ours["with"]) <= set(action()["inputs"])
    used = re.findall(r"steps\.(\w+)\.outputs\.([a-z-]+)", WORKFLOW)
    assert used
    assert all(id == ours["id"] and output in action()["outputs"] for id, output in used)


def test_each_input_of_the_action_is_told() -> None:
    """In its table, with its default."""
    rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| (.*) \|$", PAGE.partition("| input |")[2], re.MULTILINE)
    told = {name: about for names, about in rows for name in re.findall(r"`([a-z-]+)`", names)}
    inputs = action()["inputs"]
    assert set(told) == set(inputs)
    assert [name for name, each in inputs.items() if each["default"] and f"`{each['default']}`" not in told[name]] == []
