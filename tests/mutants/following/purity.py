"""Which functions of the bundled connectors change nothing, and copies of mutants' methods that stop before they do.

What can't be told from the source counts as a change. Whose method is called can't be seen: all methods of a name have
to be harmless, of `self` those of its own and of related classes.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

from tests.mutants.following.harmless import DECLARED
from tests.mutants.following.keeping import Own, first, plain, stop
from tests.mutants.following.sources import definitions, functions_of, module_of
from tests.mutants.following.stops import Stops


def is_pure(name: str) -> bool:
    """Whether a function of the correct connector (file:qualified name) changes nothing, whatever it is called with."""
    path, _, qualified = name.rpartition(":")
    return f"{module_of(Path(path))}:{qualified}" in pure()


def stopping(function: FunctionType, owner: type, mutant: type, own: Own) -> Callable[..., Any] | None:
    """A copy of a mutant's method that stops (Stopped) where it might change anything; None where none can be made.

    In place of the method that it overrides (in `owner`) it calls what it is given as `__correct__`; in place of the
    mutant's own attributes it has those that `own` keeps for the object.
    """
    code = function.__code__
    node = functions_of(code.co_filename).get(code.co_firstlineno, ("", None))[1]
    if node is None or node.name != function.__name__ or node.decorator_list or set(code.co_freevars) - {"__class__"}:
        return None
    stops = Stops(node, function.__globals__, owner, pure(), mutant, own)
    copied = stops.copied()
    copied.args.kwonlyargs.append(ast.arg("__correct__"))
    copied.args.kw_defaults.append(ast.Name("__stop__", ast.Load()))
    module = ast.fix_missing_locations(ast.Module([copied], []))
    names = {**function.__globals__, "__stop__": stop, "__plain__": plain, "__first__": first, "__own__": own.of}
    names["__mutant__"] = mutant
    for name, helper in stops.helpers.items():
        names[f"__{name}__"] = (helper is not function and stopping(helper, owner, mutant, own)) or stop
    exec(compile(module, code.co_filename, "exec"), names)  # our own source, changed
    found: Callable[..., Any] = names[function.__name__]
    return found


@cache
def pure() -> frozenset[str]:
    """The functions of the correct connector that change nothing, as module:qualified name."""
    found = frozenset(each.key for each in definitions())
    while True:
        impure = {
            each.key
            for each in definitions()
            if each.key in found - DECLARED and Stops(each.node, each.names, each.owner, found).count()
        }
        if not impure:
            return found
        found -= impure
