"""What cases, and the words in them, refer to exists: requirements, ids, areas."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.registry import discover
from conformance.requirements import AREAS, load
from tests.project import sources

CASES = sorted((sources.ROOT / "conformance" / "cases").glob("test_*.py"))
NAMING = ("given", "requirement")
BODY_LIMIT = 15  # lines of a case after its docstring


def named_requirements(path: Path) -> Iterator[str]:
    """The requirements that a file names as words in given(...) and requirement(...)."""
    for called, call in sources.calls(path):
        if called in NAMING:
            yield from (
                each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


def cases_in(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions of a file that pytest takes for cases."""
    for node in sources.tree(path).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node


def test_there_are_cases_and_their_ids_are_unique() -> None:
    """Discovery itself refuses an unknown requirement."""
    counted = Counter(case.id for case in discover())
    assert counted
    assert [id for id, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("path", sources.python_files("conformance"), ids=sources.name)
def test_each_requirement_that_is_named_is_in_the_catalogue(path: Path) -> None:
    """In cases, and in the verbs of the harness, which name them too."""
    assert sorted(set(named_requirements(path)) - set(load())) == []


@pytest.mark.parametrize("path", CASES, ids=sources.name)
def test_each_function_of_a_case_file_names_its_requirement(path: Path) -> None:
    """A function without the decorator would be collected by nobody."""
    judged = {case.function.__name__ for case in discover() if case.function.__module__ == sources.module(path)}
    assert [node.name for node in cases_in(path) if node.name not in judged] == []


@pytest.mark.parametrize("path", CASES, ids=sources.name)
def test_a_case_file_is_named_after_its_area(path: Path) -> None:
    """`test_rr_...` holds cases of the area RR, each of them."""
    area = path.stem.split("_")[1].upper()
    assert area in AREAS
    names = [case for case in discover() if case.function.__module__ == sources.module(path)]
    assert {case.mark.requirement.partition("-")[0] for case in names} == {area}


@pytest.mark.parametrize("path", CASES, ids=sources.name)
def test_a_case_is_short_and_says_what_it_shows(path: Path) -> None:
    """A docstring, and at most 15 lines: the difficulty is in the harness."""
    wordless = [node.name for node in cases_in(path) if not ast.get_docstring(node)]
    long = [node.name for node in cases_in(path) if _lines_after_docstring(node) > BODY_LIMIT]
    assert (wordless, long) == ([], [])


def _lines_after_docstring(node: ast.FunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
