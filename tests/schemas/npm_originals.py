"""The packages of 2017 as a witness: installed once from a lock file, asked in one Node process."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PINNED = Path(__file__).parent / "originals"
CACHE = Path(__file__).parents[2] / ".cache" / "npm-originals"
FILES = ("package.json", "package-lock.json", ".npmrc")
INSTALL_LIMIT = 300  # seconds
ASK_LIMIT = 120  # seconds


class Refused(str):
    """What the package said when it threw."""


@cache
def installed() -> Path:
    """The folder with the packages, installed where they are not there yet; skips without npm, but not in CI."""
    if not (shutil.which("npm") and shutil.which("node")):
        if os.environ.get("CI"):
            pytest.fail("npm and node are missing, and the comparison with the originals must run in CI")
        pytest.skip("npm or node is missing: the schemas and codecs are not compared with the packages of 2017")
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not all(_same(name) for name in FILES) or not (CACHE / "complete").exists():
            _install()
    return CACHE


def ask(questions: Iterable[dict[str, Any]]) -> list[Any]:
    """The answers of `judge.js` to the questions, in order: values, or Refused."""
    lines = "".join(f"{json.dumps(question)}\n" for question in questions)
    command = ["node", str(PINNED / "judge.js"), str(installed())]
    run = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=True, timeout=ASK_LIMIT)
    replies = [json.loads(line) for line in run.stdout.splitlines()]
    return [reply["answer"] if "answer" in reply else Refused(reply["refused"]) for reply in replies]


def _same(name: str) -> bool:
    copy = CACHE / name
    return copy.exists() and copy.read_bytes() == (PINNED / name).read_bytes()


def _install() -> None:
    (CACHE / "complete").unlink(missing_ok=True)
    for name in FILES:
        shutil.copyfile(PINNED / name, CACHE / name)
    run = subprocess.run(["npm", "ci"], cwd=CACHE, capture_output=True, encoding="utf-8", timeout=INSTALL_LIMIT)
    if run.returncode:
        pytest.fail(f"npm ci of the originals failed: {run.stderr[-2000:]}")
    (CACHE / "complete").touch()
