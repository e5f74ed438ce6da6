"""Habits that a machine can see: sizes, sleeping, floats near money, bare asserts, words that do not belong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from tests.project import sources

ALL = sources.python_files()
FILE_LIMIT, FILE_MEDIAN, FUNCTION_LIMIT = 400, 150, 60  # lines
SHELL = {"reference_impl/server.py", "reference_impl/__main__.py"}  # sockets and their time-outs, no amounts
CORE = [
    path
    for path in [*sources.python_files("reference_impl"), *sources.python_files("conformance")]
    if sources.name(path).startswith(("reference_impl/", "conformance/oracle/")) and sources.name(path) not in SHELL
]
TEXTS = [path for path in sources.files() if path.suffix not in {".png", ".ico", ".gz"}]
FOREIGN = re.compile(  # written in pieces, so that this file does not hold what it looks for
    "|".join(
        [
            r"(^|[^A-Za-z0-9_.~-])/("
            + "|".join(["wo" + "rk", "ro" + "ot", "fa" + "rm", "t" + "mp", "ho" + "me"])
            + ")/",
            "://[a-z.]*(" + "|".join(["py" + "pi", "np" + "m", "python" + "hosted", "deb" + "ian"]) + ")[a-z.]*",
            "file:" + "///",
        ]
    )
)
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions of a file, inner ones and methods too."""
    return (node for node in ast.walk(sources.tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length(path: Path) -> int:
    """Lines of a file."""
    return len(path.read_text(encoding="utf-8").splitlines())


def places(path: Path, pattern: re.Pattern[str]) -> list[str]:
    """The lines of a file in which the pattern occurs."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [
        f"{sources.name(path)}:{number}: {line[:120]}" for number, line in enumerate(lines, 1) if pattern.search(line)
    ]


def test_no_file_of_code_is_long_and_most_are_short() -> None:
    """At most 400 lines, half of them below 150, in every language."""
    code = [path for path in sources.files() if path.suffix in {".py", ".js", ".j2", ".css"}]
    assert {sources.name(path): length(path) for path in code if length(path) > FILE_LIMIT} == {}
    assert median(length(path) for path in code) < FILE_MEDIAN


def test_no_function_is_long() -> None:
    """At most 60 lines, decorators and docstring included."""
    long = [
        f"{sources.name(path)}:{node.name}"
        for path in ALL
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LIMIT
    ]
    assert long == []


@pytest.mark.parametrize("path", ALL, ids=sources.name)
def test_nothing_sleeps(path: Path) -> None:
    """A wait ends when the thing happens."""
    assert [call.lineno for called, call in sources.calls(path) if called == "sleep"] == []


@pytest.mark.parametrize("path", CORE, ids=sources.name)
def test_there_is_no_float_near_money(path: Path) -> None:
    """Amounts are integers, curves exact: no float literal, no float(...)."""
    literals = [
        node.lineno
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    made = [call.lineno for called, call in sources.calls(path) if called == "float"]
    assert (literals, made) == ([], [])


@pytest.mark.parametrize("path", sources.python_files(*sources.CODE), ids=sources.name)
def test_behaviour_does_not_hang_on_assert(path: Path) -> None:
    """An assert knows neither expected nor observed, and `python -O` drops it."""
    assert [node.lineno for node in ast.walk(sources.tree(path)) if isinstance(node, ast.Assert)] == []


@pytest.mark.parametrize("path", ALL, ids=sources.name)
def test_a_module_opens_with_its_job(path: Path) -> None:
    """A docstring, except in an empty `__init__`."""
    assert ast.get_docstring(sources.tree(path)) or not sources.tree(path).body


def test_no_file_names_a_machines_folders_or_a_package_host() -> None:
    """The project is installed from wherever the reader's pip and npm look."""
    assert [place for path in TEXTS for place in places(path, FOREIGN)] == []


def test_nothing_is_marked_as_unfinished() -> None:
    """What is missing stands in the docs."""
    assert [place for path in TEXTS for place in places(path, UNFINISHED)] == []


def test_ignored_types_have_a_code_and_a_reason() -> None:
    """`type: ignore[code]  # why`."""
    bare = re.compile(r"#\s*type:\s*ignore(?!\[[a-z-]+(, ?[a-z-]+)*\]\s+# \S)")
    assert [place for path in ALL if path != Path(__file__) for place in places(path, bare)] == []
