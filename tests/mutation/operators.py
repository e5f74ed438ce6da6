"""The small changes: each node of a syntax tree that can be changed in a small way, and how."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
}
NAMES = {"min": "max", "max": "min", "floor": "ceil", "ceil": "floor", "any": "all", "all": "any"}
STATEMENTS = (ast.Expr, ast.Assign, ast.AugAssign, ast.Delete, ast.Raise, ast.Return)


@dataclass(frozen=True)
class Change:
    """One change: module and line, the source before and after; `number` is its place among the module's changes."""

    module: str
    line: int
    number: int
    was: str
    became: str

    @property
    def id(self) -> str:
        """A name that stays while the source stays."""
        return f"{self.module}:{self.line}: {self.was} -> {self.became}"


def changes(module: str, source: str) -> list[Change]:
    """All changes of a module's source, in its order."""
    found = []
    for number, (line, was, became, _) in enumerate(_changes(ast.parse(source))):
        found.append(Change(module, line, number, was, became))
    return found


def changed(source: str, number: int) -> ast.Module:
    """The tree with that change made."""
    tree = ast.parse(source)
    for at, (_, _, _, make) in enumerate(_changes(tree)):
        if at == number:
            make()
            return ast.fix_missing_locations(tree)
    raise IndexError(number)


Made = tuple[int, str, str, Callable[[], None]]  # line, before, after, what changes the tree


def _changes(tree: ast.Module) -> Iterator[Made]:
    """Only what stands in functions: what a module or a class holds outside of them are tables and constants."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                yield from _below(statement, function.body)


def _below(node: ast.AST, around: list[ast.stmt]) -> Iterator[Made]:
    if isinstance(node, ast.FunctionDef) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return  # an inner function has its own turn; a docstring is no code
    if isinstance(node, STATEMENTS):
        yield _taken_out(node, around)
    yield from _own(node)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        children = value if isinstance(value, list) else [value]
        for child in children:
            if isinstance(child, ast.AST):
                yield from _below(child, value if isinstance(child, ast.stmt) else around)


def _taken_out(node: ast.stmt, around: list[ast.stmt]) -> Made:
    def make() -> None:
        around[around.index(node)] = ast.Pass(lineno=node.lineno, col_offset=node.col_offset)

    return node.lineno, _text(node), "pass", make


def _own(node: ast.AST) -> Iterator[Made]:
    for altered in _altered(node):

        def make(altered: ast.AST = altered) -> None:
            _become(node, altered)

        yield getattr(node, "lineno", 0), _text(node), _text(altered), make


def _altered(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that may stand in its place."""
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in COMPARISONS:
            yield _with(node, ops=[COMPARISONS[type(operator)]()])
        case ast.Compare(ops=[first, second]) if type(first) in COMPARISONS and type(second) in COMPARISONS:
            yield _with(node, ops=[COMPARISONS[type(first)](), second])
            yield _with(node, ops=[first, COMPARISONS[type(second)]()])
        case ast.BoolOp(op=operator, values=values):
            yield _with(node, op=ast.Or() if isinstance(operator, ast.And) else ast.And())
            if len(values) > 2:
                yield _with(node, values=values[:-1])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.BinOp(op=operator) if type(operator) in SUMS:
            yield _with(node, op=SUMS[type(operator)]())
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Name(id=name) if name in NAMES:
            yield ast.Name(NAMES[name], ast.Load())
        case ast.If(test=test) | ast.IfExp(test=test):
            yield _with(node, test=ast.UnaryOp(ast.Not(), test))


def _with(node: ast.AST, **fields: object) -> ast.AST:
    altered = copy.copy(node)
    for name, value in fields.items():
        setattr(altered, name, value)
    return altered


def _become(node: ast.AST, altered: ast.AST) -> None:
    """The node turns into the other, wherever it hangs."""
    node.__class__ = altered.__class__  # all nodes have one layout
    place = {name: getattr(node, name, 0) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    node.__dict__ = {**copy.copy(altered.__dict__), **place}


def _text(node: ast.AST) -> str:
    """The first line of its source, of a condition only the condition."""
    shown = node.test if isinstance(node, ast.If) else node
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(shown))).splitlines()[0][:100]
