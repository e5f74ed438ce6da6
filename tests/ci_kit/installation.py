"""The suite installed as its users do, from the lock with hashes: once for each lock, kept below .cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.project import sources

CACHE = sources.ROOT / ".cache"
PARTS = ("requirements.txt", "pyproject.toml")
SHIPPED = {*sources.CODE, "fixtures", "pyproject.toml"}
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


def with_python(folder: Path) -> dict[str, str]:
    """The clean environment, with the Python of these tests as `python` and `python3`."""
    bin = folder / "python"
    bin.mkdir()
    for name in ("python", "python3"):
        (bin / name).symlink_to(sys.executable)
    environment = clean_environment()
    return environment | {"PATH": f"{bin}:{environment['PATH']}"}


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
    marks = [script.encode(), *((sources.ROOT / part).read_bytes() for part in PARTS)]
    with _unless_done(f"installed-{name}", marks) as needed:
        if needed:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            install(folder)
    return folder


def renew(folder: Path, python: Path) -> None:
    """Puts the checkout as it is now in the place of the suite that was once installed there; needs no network."""
    code = [path for path in sources.files() if path.relative_to(sources.ROOT).parts[0] in SHIPPED]
    with (
        _unless_done(f"{folder.name}-code", [path.read_bytes() for path in code]) as needed,
        TemporaryDirectory() as temp,
    ):
        if needed:
            build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", temp]
            source = copy_of_the_checkout(Path(temp) / "source")
            subprocess.run([*build, str(source)], check=True, timeout=INSTALL_LIMIT, capture_output=True)
            (wheel,) = Path(temp).glob("*.whl")
            install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--force-reinstall"]
            subprocess.run([*install, str(wheel)], check=True, timeout=INSTALL_LIMIT, capture_output=True)


@contextmanager
def _unless_done(name: str, marks: Iterable[bytes]) -> Iterator[bool]:
    """Whether a thing of that name has to be done, as it was not, or with other marks; one process at a time."""
    stamp = hashlib.sha256(b"\0".join(marks)).hexdigest()
    done = CACHE / f"{name}.stamp"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        needed = not done.exists() or done.read_text(encoding="utf-8") != stamp
        if needed:
            done.unlink(missing_ok=True)
        yield needed
        done.write_text(stamp, encoding="utf-8")
