"""Packages from npm as witnesses: installed once from a lock file, below .cache, when a test first asks for them."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

CACHE = Path(__file__).parents[1] / ".cache"
FILES = ("package.json", "package-lock.json", ".npmrc")
INSTALL_LIMIT = 300  # seconds


@cache
def installed(pinned: Path, without: str) -> Path:
    """The folder with the packages that `pinned` locks, installed where they are not there yet.

    Skips where npm is missing, and says what is left out `without` them; fails there in CI.
    """
    if not (shutil.which("npm") and shutil.which("node")):
        if os.environ.get("CI"):
            pytest.fail(f"npm and node are missing, and this must run in CI: {without}")
        pytest.skip(f"npm or node is missing: {without}")
    folder = CACHE / f"npm-{pinned.name}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists() or not all(_same(pinned / name, folder / name) for name in FILES):
            _install(pinned, folder)
    return folder


def _same(original: Path, copy: Path) -> bool:
    return copy.exists() and copy.read_bytes() == original.read_bytes()


def _install(pinned: Path, folder: Path) -> None:
    (folder / "complete").unlink(missing_ok=True)
    for name in FILES:
        shutil.copyfile(pinned / name, folder / name)
    run = subprocess.run(["npm", "ci"], cwd=folder, capture_output=True, encoding="utf-8", timeout=INSTALL_LIMIT)
    if run.returncode:
        pytest.fail(f"npm ci of {pinned.name} failed: {run.stderr[-2000:]}")
    (folder / "complete").touch()
