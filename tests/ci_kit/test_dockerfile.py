"""The image: what a careful reader looks for in its file, and its steps run in folders of their own, with no engine."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

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
from tests.project import sources

FILE = sources.ROOT / "Dockerfile"
PLACES = ("/opt/c2c", "/report", "/src")


def instructions(word: str = "") -> list[tuple[str, str]]:
    """The file's instructions, continued lines joined, in their order; of one kind only where `word` names it."""
    text = FILE.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    found = [(line.partition(" ")[0], line.partition(" ")[2].strip()) for line in lines]
    return [each for each in found if each[0] == word or not word]


def moved(script: str, folder: Path) -> str:
    """The script with the image's folders moved below that one."""
    return re.sub("|".join(map(re.escape, PLACES)), lambda found: f"{folder}{found[0]}", script)


@cache
def built() -> Path:
    """A folder in which the file's RUN steps have run."""
    runs = [script for _, script in instructions("RUN")]

    def build(folder: Path) -> None:
        copy_of_the_checkout(folder / "src")
        environment = with_python(folder)
        for script in runs:
            done = shell(moved(script, folder), folder / "src", environment, INSTALL_LIMIT)
            assert done.returncode == 0, done.stderr

    return once("image", "\n".join(runs), build)


def test_the_base_is_pinned() -> None:
    """To a release of all three numbers, on a named Debian; each stage has the same."""
    (base,) = [value for _, value in instructions("ARG")]
    assert re.fullmatch(r"BASE=python:3\.\d+\.\d+-slim-[a-z]+", base)
    assert {value.split()[0] for _, value in instructions("FROM")} == {"${BASE}"}


def test_what_is_installed_is_locked() -> None:
    """By hashes; the project itself without anything else."""
    installs = [script for _, script in instructions("RUN") if "pip install" in script]
    assert len(installs) == 2
    assert "--require-hashes -r requirements.txt" in installs[0]
    assert installs[1].endswith("--no-deps .")
    assert all("--no-cache-dir" in script for script in installs)


def test_it_does_not_run_as_root() -> None:
    """Nor as a user whom only a name tells apart from root."""
    after = instructions()[instructions().index(instructions("FROM")[-1]) :]
    users = [value for word, value in after if word == "USER"]
    assert users
    assert all(re.fullmatch(r"[1-9]\d+:[1-9]\d+", user) for user in users)


def test_what_is_copied_is_there_and_reaches_the_engine() -> None:
    """.dockerignore leaves all out but what it names."""
    ignore = (sources.ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = {
        name for _, value in instructions("COPY") if not value.startswith("--from") for name in value.split()[:-1]
    }
    assert ignore[0] == "**"
    assert {line[1:] for line in ignore if line.startswith("!")} == copied
    assert [name for name in copied if not (sources.ROOT / name).exists()] == []
    assert {*sources.CODE, "fixtures"} <= copied


def test_a_linter_finds_nothing() -> None:
    """Where there is one."""
    hadolint = shutil.which("hadolint")
    if hadolint is None:
        pytest.skip("hadolint is not on this machine: the Dockerfile is not linted")
    done = subprocess.run([hadolint, str(FILE)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout


@pytest.mark.thorough
def test_its_steps_give_a_suite_that_runs(tmp_path: Path) -> None:
    """The entry point tests the bundled connector, and the other command is there too."""
    (entry,) = [json.loads(value) for _, value in instructions("ENTRYPOINT")]
    bin = built() / "opt" / "c2c" / "bin"
    renew(built(), bin / "python")
    environment = clean_environment()
    environment["PATH"] = f"{bin}:{environment['PATH']}"
    done = shell(f"{' '.join(entry)} --target-cmd=reference --case=RR-14", tmp_path, environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The selected part holds" in done.stdout
    assert (tmp_path / "c2c-report" / "report.html").exists()
    assert shell("c2c-conformance verdict c2c-report/results.jsonl", tmp_path, environment).stdout == "nothing failed\n"


def test_anybody_may_write_reports() -> None:
    """Whatever user the engine is told to run it as."""
    assert (built() / "report").stat().st_mode & 0o7777 == 0o1777
