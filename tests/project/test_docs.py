"""The docs say what the code does: options, verdicts, exit codes, version, links, make's targets."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from conformance import answer, plugin
from conformance.verdicts import Verdict
from tests.project import sources

DOCS = [path for path in sources.files() if path.suffix == ".md"]
CODES = {  # the names in answer.py, in the order of their numbers
    "GOOD": 0,
    "BROKEN": 1,
    "INTERRUPTED": 2,
    "OURS": 3,
    "USAGE": 4,
    "NOTHING": 5,
    "DOWN": 6,
    "UNCLEAR": 7,
}


def text(name: str) -> str:
    """A file of the checkout's root."""
    return (sources.ROOT / name).read_text(encoding="utf-8")


def test_each_option_stands_in_the_readme() -> None:
    """Those that the plugin adds."""
    source = Path(plugin.__file__).read_text(encoding="utf-8")
    options = re.findall(r'addoption\("(--[a-z-]+)"', source)
    assert options
    assert [option for option in options if option not in text("README.md")] == []


def test_each_verdict_is_explained_in_the_readme() -> None:
    """A row of the legend each."""
    assert [each.value for each in Verdict if f"| {each.value} |" not in text("README.md")] == []


@pytest.mark.parametrize("page", ["README.md", "docs/exit-codes.md"])
def test_the_table_of_exit_codes_is_whole(page: str) -> None:
    """A row for each, and no other."""
    assert {name: getattr(answer, name) for name in CODES} == CODES
    rows = re.findall(r"^\| (\d+) \|", text(page), re.MULTILINE)
    assert rows == [str(code) for code in CODES.values()]


def test_the_changelog_has_the_version() -> None:
    """The one in pyproject.toml."""
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    assert re.search(rf"^## {re.escape(version)}\b", text("CHANGELOG.md"), re.MULTILINE)


def test_each_make_target_that_the_docs_name_exists() -> None:
    """`make NAME` in a code span or block."""
    known = set(re.findall(r"^([a-z-]+):", text("Makefile"), re.MULTILINE))
    named = {each for page in DOCS for each in re.findall(r"(?:`|^ {4})make ([a-z-]+)", page.read_text(), re.MULTILINE)}
    assert named
    assert named - known == set()


@pytest.mark.parametrize("page", DOCS, ids=sources.name)
def test_links_and_named_folders_exist(page: Path) -> None:
    """Relative links of a page lead to a file of this checkout."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
