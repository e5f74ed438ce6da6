"""The locks pin all that is installed, with hashes, and name no address; npm's too."""

from __future__ import annotations

import json
import re
import tomllib

import pytest

from tests.project import sources

LOCKS = ["requirements.txt", "requirements-dev.txt"]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ; [^\\]+)? \\$")  # with the marker of what not every machine needs


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def lines(lock: str) -> list[str]:
    """The lines of a lock that are no comments."""
    text = (sources.ROOT / lock).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def pins(lock: str) -> dict[str, str]:
    """Name and version of each package in a lock."""
    return {normal(found[1]): found[2] for line in lines(lock) if (found := PIN.match(line))}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_only(lock: str) -> None:
    """No option, no address, no file."""
    assert [line for line in lines(lock) if not PIN.match(line) and not line.startswith("    --hash=sha256:")] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_each_pin_has_a_hash(lock: str) -> None:
    """`pip install --require-hashes` refuses any other."""
    rows = lines(lock)
    bare = [
        row
        for row, following in zip(rows, [*rows[1:], ""], strict=True)
        if PIN.match(row) and "--hash" not in following
    ]
    assert bare == []


def test_all_that_the_project_declares_is_pinned() -> None:
    """Dependencies in both locks; tools and the build's in the second."""
    declared = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    word = re.compile(r"^[A-Za-z0-9._-]+")
    needs = {normal(found[0]) for each in declared["project"]["dependencies"] if (found := word.match(each))}
    rows = [*declared["project"]["optional-dependencies"]["dev"], *declared["build-system"]["requires"]]
    tools = {normal(found[0]) for each in rows if (found := word.match(each))}
    assert needs <= set(pins("requirements.txt"))
    assert needs | tools | {"editables"} <= set(pins("requirements-dev.txt"))


def test_the_two_locks_agree() -> None:
    """What runs in development is what users run."""
    both = pins("requirements-dev.txt")
    assert {name: version for name, version in pins("requirements.txt").items() if both.get(name) != version} == {}


@pytest.mark.parametrize(
    "path", [each for each in sources.files() if each.name == "package-lock.json"], ids=sources.name
)
def test_npms_locks_have_hashes_and_no_addresses(path: object) -> None:
    """`npm ci` takes the address from the reader's own settings; what a package bundles is under its hash."""
    packages = json.loads((sources.ROOT / str(path)).read_text(encoding="utf-8"))["packages"]
    installed = {name: row for name, row in packages.items() if name}
    assert [
        name
        for name, row in installed.items()
        if "resolved" in row or not (row.get("integrity") or row.get("inBundle"))
    ] == []
