"""The oracle imports the schemas and pure parts of the standard library only, and holds no float."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import conformance.oracle

FILES = sorted(Path(path) for folder in conformance.oracle.__path__ for path in Path(folder).glob("*.py"))
PURE = {
    "__future__",
    "bisect",
    "collections",
    "dataclasses",
    "decimal",
    "enum",
    "fractions",
    "functools",
    "itertools",
    "math",
    "typing",
}
PURE |= {"schemas"}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_module_of_the_oracle_is_pure_and_exact(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    foreign = {name for name in imported(tree) if not name.startswith("conformance.oracle")}
    assert {name.partition(".")[0] for name in foreign} <= PURE
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
