"""The functions of the bundled connectors and of mutants, as syntax trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

ROOT = Path(__file__).parents[3]
CORRECT = ("reference_impl", "schemas")  # the code that a bundled connector consists of
SHELL = ("__main__", "server", "postman", "results", "rules", "validation")  # modules that no state machine calls
MUTANTS = "tests.mutants."


@dataclass(frozen=True)
class Definition:
    """A function of the correct connector: where it is, and its class, if it has one."""

    key: str
    node: ast.FunctionDef
    names: dict[str, Any]
    owner: type | None

    @property
    def is_property(self) -> bool:
        """Whether to name it is to call it."""
        return any("property" in ast.dump(each) for each in self.node.decorator_list)


@cache
def definitions() -> tuple[Definition, ...]:
    """All functions of the correct connector, those within others apart."""
    return tuple(_definitions())


@cache
def methods() -> dict[str, list[Definition]]:
    """By their names."""
    found: dict[str, list[Definition]] = {}
    for each in definitions():
        if each.owner is not None:
            found.setdefault(each.node.name, []).append(each)
    return found


def _definitions() -> Iterator[Definition]:
    for path in sorted(path for folder in CORRECT for path in (ROOT / folder).rglob("*.py")):
        if path.stem in SHELL:
            continue
        name = module_of(path)
        names = vars(import_module(name))
        for qualified, node in functions_of(str(path)).values():
            if "<locals>" not in qualified:
                owner = names.get(qualified.rpartition(".")[0])
                yield Definition(f"{name}:{qualified}", node, names, owner)


def module_of(path: Path) -> str:
    """The name of the module in a file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def functions_of(path: str) -> dict[int, tuple[str, ast.FunctionDef]]:
    """By the line of their code: qualified name and tree."""

    def within(node: ast.AST, stem: str) -> Iterator[tuple[str, ast.FunctionDef]]:
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.FunctionDef):
                yield stem + each.name, each
                yield from within(each, f"{stem}{each.name}.<locals>.")
            else:
                yield from within(each, f"{stem}{each.name}." if isinstance(each, ast.ClassDef) else stem)

    found = within(ast.parse(Path(path).read_text("utf-8")), "")
    return {min([node.lineno, *(one.lineno for one in node.decorator_list)]): (name, node) for name, node in found}


@cache
def values_of(name: str, mutant: type) -> tuple[ast.expr, ...]:
    """What a mutant's own methods set an attribute of theirs to."""
    return tuple(
        value
        for each in mutant.__mro__
        if each.__module__.startswith(MUTANTS)
        for function in vars(each).values()
        if isinstance(function, FunctionType)
        for node in ast.walk(functions_of(function.__code__.co_filename)[function.__code__.co_firstlineno][1])
        for value in _set_to(node, name)
    )


def _set_to(node: ast.AST, name: str) -> Iterator[ast.expr]:
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        pairs: list[tuple[ast.expr, ast.expr]] = [(target, node.value)]
        if isinstance(target, ast.Tuple):
            values = node.value.elts if isinstance(node.value, ast.Tuple) else target.elts
            pairs = list(zip(target.elts, values, strict=False))
        yield from (value for one, value in pairs if isinstance(one, ast.Attribute) and one.attr == name)
