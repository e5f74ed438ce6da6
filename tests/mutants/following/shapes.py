"""Shapes of expressions, and what of them makes something that nobody else has."""

from __future__ import annotations

import ast
import builtins
import copy
from typing import Any

from tests.mutants.following.harmless import MAKERS

STATEMENTS = (ast.Return, ast.If, ast.Expr, ast.Raise, ast.While, ast.Break, ast.Continue, ast.Pass, ast.Assert)
EXPRESSIONS = (
    ast.BoolOp, ast.NamedExpr, ast.BinOp, ast.UnaryOp, ast.Lambda, ast.IfExp, ast.Dict, ast.Set, ast.ListComp,
    ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Compare, ast.FormattedValue, ast.JoinedStr, ast.Constant,
    ast.Subscript, ast.Starred, ast.Name, ast.List, ast.Tuple, ast.Slice,
)  # fmt: skip


def is_call_of(node: ast.AST, name: str) -> bool:
    """Whether a function of that name is called."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def loaded(node: ast.expr) -> ast.expr:
    """The same place, to be read."""
    read = copy.deepcopy(node)
    vars(read)["ctx"] = ast.Load()
    return read


def is_self(node: ast.AST) -> bool:
    """Whether it is the object that a method is of."""
    return isinstance(node, ast.Name) and node.id == "self"


def is_super(node: ast.expr) -> bool:
    """Whether it is `super()`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super" and not node.args


def made_here(node: ast.FunctionDef, names: dict[str, Any]) -> set[str]:
    """Local names that only ever stand for collections which the function made."""
    made: dict[str, bool] = {each.arg: False for each in ast.walk(node.args) if isinstance(each, ast.arg)}
    plainly: list[ast.Name] = []
    for each in ast.walk(node):
        targets = each.targets if isinstance(each, ast.Assign) else []
        targets = [each.target] if isinstance(each, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(each, ast.Assign | ast.AnnAssign):
                plainly.append(target)
                made[target.id] = made.get(target.id, True) and (each.value is None or makes(each.value, names))
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store) and not any(each is one for one in plainly):
            made[each.id] = False
    return {name for name, fresh in made.items() if fresh}


def makes(value: ast.expr, names: dict[str, Any]) -> bool:
    """Whether its value is a collection that is made there."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        called = names.get(value.func.id, getattr(builtins, value.func.id, None))
        return any(called is each for each in MAKERS)
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
