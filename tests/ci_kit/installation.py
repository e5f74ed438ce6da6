"""The suite installed as its users do, from the lock with hashes: once for each lock, kept below .cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.project import sources

CACHE = sources.ROOT / ".cache"
PARTS = ("requirements.txt", "pyproject.toml")
INSTALL_LIMIT = 600  # seconds


def shell(
    script: str, folder: Path, environment: Mapping[str, str], limit: int = 120
) -> subprocess.CompletedProcess[str]:
    """The script run by bash as GitHub runs a step: it ends at the first command that fails."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command, cwd=folder, env=dict(environment), capture_output=True, text=True, timeout=limit, check=False
    )


def clean_environment(**more: str) -> dict[str, str]:
    """Nothing of ours is set; where pip looks for packages is the machine's own matter."""
    kept = {name: value for name, value in os.environ.items() if name == "HOME" or name.startswith("PIP_")}
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", **kept, **more}


def copy_of_the_checkout(folder: Path) -> Path:
    """What a clone holds, without what was installed or cached in it."""
    for path in sources.files():
        copy = folder / path.relative_to(sources.ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return folder


def once(name: str, script: str, install: Callable[[Path], None]) -> Path:
    """The folder that `install` fills, made anew where the script or the locks have changed since."""
    folder = CACHE / f"installed-{name}"
    marks = "".join([script, *((sources.ROOT / part).read_text(encoding="utf-8") for part in PARTS)])
    stamp = hashlib.sha256(marks.encode()).hexdigest()
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"installed-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "stamp"
        if not done.exists() or done.read_text(encoding="utf-8") != stamp:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            install(folder)
            done.write_text(stamp, encoding="utf-8")
    return folder


def renew(python: Path, folder: Path) -> None:
    """Puts the checkout as it is now in the place of the suite that was once installed there; needs no network."""
    wheels = folder / "wheels"
    source = copy_of_the_checkout(folder / "source")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(wheels)]
    subprocess.run([*build, str(source)], check=True, timeout=INSTALL_LIMIT, capture_output=True)
    (wheel,) = wheels.iterdir()
    install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall"]
    subprocess.run([*install, str(wheel)], check=True, timeout=INSTALL_LIMIT, capture_output=True)
