"""Who takes part in a program, and how programs side by side get spare peers of their own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from conformance.fuzz.steps import (
    KINDS,
    Ask,
    AskCurve,
    AtOnce,
    Bad,
    Deliveries,
    Flood,
    Passes,
    Pay,
    Program,
    Replies,
    Step,
    Strain,
    announces_everybodys,
)
from conformance.fuzz.ways import RIGHT
from schemas.topology import Topology

HOLD = re.compile(rb"""hold_down_time(?:\\?["'])?\s*:?\s*([^,}]*)""")  # and what stands there, quoted or not
HIDDEN = re.compile(rb"\\u00[2-7]|\0")  # letters that not every reader sees
TURN = 1500  # ms that a program without waiting takes, about
ASKING = (Ask, AskCurve, AtOnce, Pay)
MEMBERS = {kind: tuple(member.name for member in fields(kind)) for kind in KINDS.values()}


def spares_in(topology: Topology, program: Program) -> list[str]:
    """The spare peers that take part in a program, each once."""
    spares = {account for ledger in topology.ledgers for account in ledger.spare}
    return list(dict.fromkeys(word for step in program.steps for word in _words(step) if word in spares))


def own_in(topology: Topology, program: Program) -> set[str]:
    """The peers that no program beside it may use: spare ones, those that fail, those whose messages may cost routes.

    Many programs have steady peers send bad messages; were these all their own, hardly two would ever be under way
    together, and who wants the most would never begin.
    """
    losing = {
        step.peer
        for step in program.steps
        if isinstance(step, Deliveries | Strain) or (isinstance(step, Bad) and not keeps_routes(step, topology))
    }
    return {*spares_in(topology, program), *losing}


def relied_on_in(program: Program) -> set[str]:
    """The peers whose routes the program needs: those that do more in it than ask and pay."""
    return {word for step in program.steps if not isinstance(step, ASKING) for word in _words(step)}


def keeps_routes(step: Bad, topology: Topology) -> bool:
    """Whether the sender surely keeps the routes to prefixes of other programs, whoever takes the message for what.

    They go with a hold-down time that is none, or shorter than the one he always says (RR-11). So it is no update, or
    the hold-down time stands in it as always.
    """
    if step.source == "valid" or _asks_only(step):
        return True
    if HIDDEN.search(step.body):
        return False
    if b"broadcast" not in step.body.lower() and b"unreachable_through_me" not in step.body:
        return True
    return set(HOLD.findall(step.body)) == {b"%d" % topology.hold_down_time}


def _asks_only(step: Bad) -> bool:
    return b'"quote_request"' in step.body and b'"broadcast_routes"' not in step.body


def floods_in(program: Program) -> bool:
    """Whether it takes so much of the target that others beside it would be late, or touches what is everybody's."""
    return any(isinstance(step, Flood | Strain) or announces_everybodys(step) for step in program.steps)


def waits_in(program: Program) -> bool:
    """Whether time passes in it: a timer's, or that of a next hop that answers a question otherwise than rightly."""
    hangs = False
    for step in program.steps:
        hangs = hangs or (isinstance(step, Replies) and step.way not in RIGHT)
        if isinstance(step, Passes) or (hangs and isinstance(step, Ask)):
            return True
    return False


class Spreading:
    """Gives one program after the other spare peers that those before it have not used, of the same ledgers.

    That hangs on their order alone. The first one stays as it is.
    """

    def __init__(self, topology: Topology) -> None:
        self._topology, self._used = topology, Counter[str]()

    def spread(self, program: Program) -> Program:
        """The program, with the spare peers that were used least."""
        others: dict[str, str] = {}
        for account in spares_in(self._topology, program):
            ledger = next(ledger for ledger in self._topology.ledgers if account in ledger.spare)
            free = [each for each in ledger.spare if each not in others.values()]
            others[account] = min(free, key=lambda each: (self._used[each], each != account))
        for other in others.values():
            self._used[other] += 1 + program.waits // TURN
        return renamed(program, others)


def spread_out(topology: Topology, programs: Sequence[Program]) -> list[Program]:
    """The programs, with other spare peers of the same ledgers where that keeps them out of each other's way."""
    spreading = Spreading(topology)
    return [spreading.spread(program) for program in programs]


def renamed(program: Program, others: Mapping[str, str]) -> Program:
    """The program with these accounts in the place of those."""
    changed = {account: other for account, other in others.items() if account != other}
    return Program(tuple(_renamed_step(step, changed) for step in program.steps)) if changed else program


def _renamed_step(step: Step, others: Mapping[str, str]) -> Step:
    return replace(step, **{name: _put(getattr(step, name), others) for name in MEMBERS[type(step)]})


def _put(value: Any, others: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return others.get(value, value)
    if isinstance(value, tuple):
        return tuple(_put(each, others) for each in value)
    if isinstance(value, bytes):  # first to names that nobody has, since two may change places
        for number, account in enumerate(others):
            value = value.replace(b'"%s"' % account.encode(), b'"\0%d"' % number)
        for number, other in enumerate(others.values()):
            value = value.replace(b'"\0%d"' % number, b'"%s"' % other.encode())
    return value


def _words(step: Step) -> Iterator[str]:
    for name in MEMBERS[type(step)]:
        value = getattr(step, name)
        yield from (each for each in (value if isinstance(value, tuple) else (value,)) if isinstance(each, str))
