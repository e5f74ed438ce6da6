"""A function's syntax tree with stops in all places where it may change something which it didn't make itself."""

from __future__ import annotations

import ast
import builtins
import copy
import inspect
from inspect import getattr_static
from types import FunctionType, ModuleType
from typing import Any

from tests.mutants.following.harmless import HARMLESS, READING, WRITING
from tests.mutants.following.keeping import Own
from tests.mutants.following.shapes import (
    EXPRESSIONS,
    STATEMENTS,
    is_call_of,
    is_self,
    is_super,
    loaded,
    made_here,
    makes,
)
from tests.mutants.following.sources import CORRECT, MUTANTS, Definition, functions_of, methods, values_of


class Stops(ast.NodeTransformer):
    """Puts `__stop__()` in place of all that may change something which the function didn't make itself."""

    def __init__(
        self,
        node: ast.FunctionDef,
        names: dict[str, Any],
        owner: type | None,
        harmless: frozenset[str],
        mutant: type | None = None,
        kept: Own | None = None,
    ) -> None:
        self.node = copy.deepcopy(node)
        self.names = names
        self.owner = owner
        self.harmless = harmless
        self.mutant = mutant
        self.kept = kept
        self.is_copy = mutant is not None
        self.helpers: dict[str, FunctionType] = {}
        self.stops = 0
        self.inner = {each.name for each in ast.walk(self.node) if isinstance(each, ast.FunctionDef)} - {self.node.name}
        self.own = made_here(self.node, names)
        self.locals = {each.arg for each in ast.walk(self.node) if isinstance(each, ast.arg)}
        self.locals |= {
            each.id for each in ast.walk(self.node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }

    def copied(self) -> ast.FunctionDef:
        """The function with its stops."""
        for arg in ast.walk(self.node.args):
            if isinstance(arg, ast.arg):
                arg.annotation = None
        self.node.returns = None
        self.node.body = [self.visit(each) for each in self.node.body]
        return self.node

    def count(self) -> int:
        """How many places there are where something may be changed."""
        self.copied()
        return self.stops

    def stop(self) -> ast.Call:
        """What stands in place of a change."""
        self.stops += 1
        return ast.Call(ast.Name("__stop__", ast.Load()), [], [])

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """What isn't known to be harmless is none."""
        if isinstance(node, ast.stmt) and not isinstance(node, STATEMENTS):
            return ast.Expr(self.stop())
        if isinstance(node, ast.expr) and not isinstance(node, EXPRESSIONS):
            return self.stop()
        return super().generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """One within the function, called there."""
        node.returns, node.body = None, [self.visit(each) for each in node.body]
        return ast.Expr(self.stop()) if node.decorator_list or not self.is_copy else node

    def visit_Yield(self, node: ast.Yield) -> ast.AST:
        """What a copy does has to be done when it has returned."""
        return self.stop() if self.is_copy else super().generic_visit(node)

    def visit_Try(self, node: ast.Try) -> ast.AST:
        caught = [each.type for each in node.handlers]
        if node.finalbody or any(each is None or "BaseException" in ast.dump(each) for each in caught):
            return ast.Expr(self.stop())
        return super().generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        return super().generic_visit(node) if all(map(self.may_set, node.targets)) else ast.Expr(self.stop())

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:
            return ast.Pass()
        return self.visit_Assign(ast.Assign([node.target], node.value))

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """Numbers and texts are changed by putting others in their place."""
        if self.is_kept(node.target):
            before = ast.Call(ast.Name("__plain__", ast.Load()), [loaded(node.target)], [])
            return self.visit_Assign(ast.Assign([node.target], ast.BinOp(before, node.op, node.value)))
        if isinstance(node.target, ast.Name) and node.target.id not in self.own:
            before = ast.Call(ast.Name("__plain__", ast.Load()), [ast.Name(node.target.id, ast.Load())], [])
            self.stops += 1
            return ast.Assign([node.target], ast.BinOp(before, node.op, self.visit(node.value)))
        return super().generic_visit(node) if self.may_set(node.target) else ast.Expr(self.stop())

    def visit_For(self, node: ast.For) -> ast.AST:
        return super().generic_visit(node) if self.may_set(node.target) else ast.Expr(self.stop())

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        return super().generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> ast.AST:
        return super().generic_visit(node) if all(map(self.may_set, node.targets)) else ast.Expr(self.stop())

    def may_set(self, target: ast.expr) -> bool:
        """A name, or a member of what was made here."""
        if isinstance(target, ast.Tuple | ast.List):
            return all(map(self.may_set, target.elts))
        if isinstance(target, ast.Starred):
            return self.may_set(target.value)
        if isinstance(target, ast.Subscript):
            return self.is_own(target.value)
        return isinstance(target, ast.Name) or self.is_kept(target)

    def is_own(self, node: ast.expr) -> bool:
        """Whether it names a collection that was made here, or that the mutant made to keep."""
        if isinstance(node, ast.Name):
            return node.id in self.own
        if not (isinstance(node, ast.Attribute) and self.is_kept(node) and self.mutant):
            return False
        values = values_of(node.attr, self.mutant)
        return bool(values) and all(makes(value, self.names) for value in values)

    def is_kept(self, node: ast.expr) -> bool:
        """Whether it names an attribute that a mutant keeps of its own."""
        if not (isinstance(node, ast.Attribute) and is_self(node.value) and self.mutant and self.kept and self.owner):
            return False
        return self.kept.declare(node.attr, self.mutant, self.owner)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Nothing is of a mutant's class here: what asks for one can't be told."""
        named = None if node.id in self.locals else self.names.get(node.id)
        if isinstance(named, type) and named.__module__.startswith(MUTANTS) and not self.is_harmless(named):
            return self.stop()
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """To name a property is to call it; to name a method is nothing yet."""
        if self.is_kept(node):
            asked: list[ast.expr] = [node.value, ast.Name("__mutant__", ast.Load()), ast.Constant(node.attr)]
            node.value = ast.Call(ast.Name("__own__", ast.Load()), asked, [])
            return node
        called = any(each.is_property and each.key not in self.harmless for each in self.candidates(node))
        if called or (node.attr.startswith("__") and node.attr.endswith("__")):
            return self.stop()
        return super().generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = node.func
        if isinstance(called, ast.Name) and called.id == "__plain__":
            return self.with_arguments(node)
        if isinstance(called, ast.Attribute):
            if self.is_helper(called):
                node.func = ast.Name(f"__{called.attr}__", ast.Load())
                node.args.insert(0, called.value)
                return self.with_arguments(node)
            if is_super(called.value) and called.attr == self.node.name and self.is_copy:
                node.func = ast.Name("__correct__", ast.Load())
                return self.with_arguments(node)
            if is_super(called.value):
                return self.with_arguments(node) if not self.is_copy and self.may_call(called) else self.stop()
            if self.is_own(called.value) and called.attr in WRITING and not node.keywords:
                called.value = self.visit(called.value)
                return self.with_arguments(node)
            return super().generic_visit(node) if self.may_call(called) else self.stop()
        if isinstance(called, ast.Name) and called.id in self.inner:
            return super().generic_visit(node)
        if not (isinstance(called, ast.Name) and called.id not in self.locals):
            return self.stop()
        if called.id == "type":
            return self.stop() if len(node.args) != 1 or is_self(node.args[0]) else super().generic_visit(node)
        if (
            called.id == "next"
            and isinstance(node.args[0], ast.Call)
            and is_call_of(node.args[0], "iter")
            and self.is_copy
        ):
            node.func, node.args[0] = ast.Name("__first__", ast.Load()), node.args[0].args[0]
            return self.with_arguments(node)
        if called.id == "next":
            return super().generic_visit(node) if isinstance(node.args[0], ast.GeneratorExp) else self.stop()
        function = self.names.get(called.id, getattr(builtins, called.id, None))
        given = [each.value for each in node.keywords if each.arg == "key"]
        given += node.args[:1] if function in (map, filter) else []
        if self.is_harmless(function) and all(map(self.may_be_given, given)):
            return super().generic_visit(node)
        return self.stop()

    def with_arguments(self, node: ast.Call) -> ast.Call:
        """A call of something that is harmless."""
        node.args = [self.visit(each) for each in node.args]
        for each in node.keywords:
            each.value = self.visit(each.value)
        return node

    def is_helper(self, called: ast.Attribute) -> bool:
        """Whether it is a method that only the mutant has."""
        found = getattr_static(self.mutant, called.attr, None) if is_self(called.value) and self.mutant else None
        if isinstance(found, FunctionType) and not hasattr(self.owner, called.attr):
            self.helpers[called.attr] = found
        return called.attr in self.helpers and is_self(called.value)

    def may_be_given(self, function: ast.expr) -> bool:
        """Whether a function that is to be called by another changes nothing."""
        if isinstance(function, ast.Attribute):
            return self.may_call(function)
        if isinstance(function, ast.Name) and function.id in self.inner:
            return True
        if isinstance(function, ast.Name) and function.id not in self.locals:
            return self.is_harmless(self.names.get(function.id, getattr(builtins, function.id, None)))
        return isinstance(function, ast.Lambda)

    def may_call(self, called: ast.Attribute) -> bool:
        """Whether a method, or a module's function, changes nothing."""
        if isinstance(called.value, ast.Name) and called.value.id not in self.locals:
            holder = self.names.get(called.value.id)
            if isinstance(holder, ModuleType):
                return self.is_harmless(getattr(holder, called.attr))
        found = self.candidates(called)
        if found or called.attr in WRITING:
            return bool(found) and called.attr not in WRITING and all(each.key in self.harmless for each in found)
        return called.attr in READING

    def candidates(self, named: ast.Attribute) -> list[Definition]:
        """The correct connector's methods that may be meant."""
        found = methods().get(named.attr, [])
        if self.owner is not None and (is_self(named.value) or is_super(named.value)):
            of = self.owner
            return [each for each in found if each.owner and (of in each.owner.__mro__ or each.owner in of.__mro__)]
        return found

    def is_harmless(self, called: Any) -> bool:
        """Whether a call of a function or class changes nothing."""
        if isinstance(called, type) and called not in HARMLESS:
            return is_record(called) or issubclass(called, Exception)
        called = inspect.unwrap(called) if callable(called) else called
        if isinstance(called, FunctionType) and called.__module__.split(".")[0] in CORRECT:
            return f"{called.__module__}:{called.__qualname__}" in self.harmless
        if isinstance(called, FunctionType) and called.__module__.startswith(MUTANTS):
            found = functions_of(called.__code__.co_filename).get(called.__code__.co_firstlineno)
            return found is not None and not Stops(found[1], called.__globals__, None, self.harmless).count()
        return any(called is each for each in HARMLESS)


def is_record(called: type) -> bool:
    """Whether to make one of the class is only to put members together."""
    parameters = getattr(called, "__dataclass_params__", None)
    return parameters is not None and parameters.frozen and not hasattr(called, "__post_init__")
