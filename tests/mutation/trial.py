"""One change tried: in a process of its own, the suite runs against the changed connector up to its first finding."""

from __future__ import annotations

import importlib.abc
import importlib.util
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

from conformance.bindings import open_binding
from conformance.engine import Run, in_order
from conformance.registry import Case, discover
from conformance.verdicts import Verdict
from schemas import topology as topologies
from tests.mutation.operators import Change, changed

ROOT = Path(__file__).parents[2]
CONNECTOR = "memory:reference_impl.connector:Connector"
SECONDS = 30  # of a changed connector's processor time; the whole suite takes two
MEMORY = 3 * 2**30  # bytes


@dataclass(frozen=True)
class Found:
    """What a run noticed first: broken, died, unclear, slow or nothing; by which case or monitor, in which topology."""

    kind: str
    by: str = ""
    topology: str = ""


class _Loader(importlib.abc.Loader, importlib.abc.MetaPathFinder):
    """Gives one module changed code; all others are found as ever."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


def try_out(change: Change, first: Sequence[str], names: Sequence[str]) -> Found:
    """What the suite notices of the change, in these topologies one after the other; the cases `first` go first."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        found = _in_child(change, first, names)
        os.write(writing, json.dumps(asdict(found)).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return Found(**json.loads(said)) if said else Found("slow")


def _in_child(change: Change, first: Sequence[str], names: Sequence[str]) -> Found:
    source = (ROOT / f"{change.module.replace('.', '/')}.py").read_text(encoding="utf-8")
    code = compile(changed(source, change.number), change.module, "exec")
    for name in [name for name in sys.modules if name.partition(".")[0] == "reference_impl"]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Loader(change.module, code))
    for name in names:
        try:
            found = next(_findings(name, first), None)
        except Exception as error:  # what escapes is the changed connector's: the suite has none of its own here
            return Found("died", type(error).__name__, name)
        if found is not None:
            return found
    return Found("nothing")


def _findings(name: str, first: Sequence[str]) -> Iterator[Found]:
    topology = topologies.load(name)
    run = Run(topology, lambda world: open_binding(CONNECTOR, topology, world.reception))
    run.wait_until_ready()
    unclear = ""
    cases = _ordered([case for case in discover() if topology.profile in case.profiles], first)
    timed = [case for case in cases if case.timed]
    plays = [[case] for case in cases if not case.mark.alone and not case.timed]
    for play in [*plays, timed, *([case] for case in cases if case.mark.alone)]:
        outcomes = run.run_side_by_side(play) if play is timed else [run.run(play[0])]
        for outcome in outcomes:
            if outcome.broken:
                yield Found("broken", outcome.id, name)
            if outcome.verdict is Verdict.HARNESS_ERROR:
                yield Found("died", outcome.id, name)
            unclear = unclear or (outcome.id if outcome.verdict is Verdict.INCONCLUSIVE else "")
        for watch in run.world.monitors.watches.values():
            if watch.broken:
                yield Found("broken", watch.name, name)
    yield from (Found("broken", each.id, name) for each in run.finish() if each.broken)
    if unclear:
        yield Found("unclear", unclear, name)


def _ordered(cases: list[Case], first: Sequence[str]) -> list[Case]:
    """In the order of a run, those that noticed most before the others of their group."""
    rank = {id: place for place, id in enumerate(first)}
    return in_order(sorted(cases, key=lambda case: rank.get(case.id, len(rank))))
