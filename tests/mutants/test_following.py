"""Who stays with a correct connector says what it says: nothing that a mutant does otherwise goes unseen."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import is_dataclass
from types import FunctionType
from typing import Any
from unittest import mock

import pytest

from reference_impl.connector import Connector
from reference_impl.hops import Hops
from reference_impl.outbox import Outbox
from reference_impl.quotes import Quoter
from reference_impl.routes import RoutingTable
from tests.mutants.following.keeping import Own, Stopped
from tests.mutants.following.purity import pure, stopping
from tests.mutants.following.shadows import Followed, is_same
from tests.mutants.following.sources import definitions
from tests.mutants.recording import Part, Recording, cases_of, correct_for, document, load, parts, record, same_lot
from tests.mutants.runner import class_of, mutants


class Counts(RoutingTable):
    seen = 0

    def __init__(self, network: Any) -> None:
        super().__init__(network)
        self.known: dict[str, int] = {}

    def withdraw(self, peer: Any, prefix: str) -> set[str]:
        self.seen += 1
        self.known[prefix] = self.seen
        return super().withdraw(peer, prefix)

    def take(self, route: Any) -> set[str]:
        changed = super().take(route)
        return set() if self.seen > 2 else changed


class ForgetsAfterAWhile(Connector):
    """Keeps a number of its own, and takes no routes from the third withdrawal on."""

    table_class = Counts


class OnlyCounts(Connector):
    """Counts, and does nothing else."""

    class _Table(Counts):
        def take(self, route: Any) -> set[str]:
            return RoutingTable.take(self, route)

    table_class = _Table


class Meddles(Hops):
    def find(self, source: Any, address: str) -> Any:
        self.offers.forget("g.elsewhere.")
        return super().find(source, address)


class ChangesAnother(Connector):
    """Gives what the correct one gives, and changes another part besides."""

    hops_class = Meddles


class Asks(Quoter):
    def gratuity(self) -> Any:
        return 0 if isinstance(self.hops, Meddles) else super().gratuity()


class LooksWhoIsThere(Connector):
    """Does something else only beside another part of its own."""

    hops_class = Meddles
    quoter_class = Asks


class Careful(RoutingTable):
    def withdraw(self, peer: Any, prefix: str) -> set[str]:
        assert isinstance(prefix, str)
        return super().withdraw(peer, prefix)


class DoesTheSame(Connector):
    """The same in other words."""

    table_class = Careful


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Of the cases about withdrawals."""
    return record(Part("plain", 1, frozenset(each.id for each in cases_of(load("plain")) if each.id[:5] == "RR-7/")))


def withdraw(connector: Connector) -> None:
    """What nobody announced."""
    connector.table.withdraw(next(iter(connector.network.peers.values())), "g.")


def who_stays(recording: Recording, *mutants: type[Any]) -> set[type[Any]]:
    """Those that can be followed through the recording."""
    followed = Followed()
    for each in mutants:
        followed.add(correct_for(recording.part.topology), each)
    said: list[bool] = []
    lost = followed.lost_while(lambda: said.append(recording.is_said_by(correct_for(recording.part.topology))))
    assert said == [True], "the correct connector was disturbed"
    return set(followed.mutants - lost)


def test_one_that_does_the_same_stays(recording: Recording) -> None:
    """Beside others that are lost."""
    assert who_stays(recording, DoesTheSame, ForgetsAfterAWhile, ChangesAnother) == {DoesTheSame}


@pytest.mark.parametrize("faulty", [ForgetsAfterAWhile, ChangesAnother, LooksWhoIsThere])
def test_one_that_may_do_something_else_is_lost(recording: Recording, faulty: type[Any]) -> None:
    """By what it keeps, by what it changes, by what it asks for."""
    assert who_stays(recording, faulty) == set()


def test_what_a_mutant_keeps_is_begun_anew_in_each_life(recording: Recording) -> None:
    """And the correct connector's objects have none of it."""
    followed = Followed()
    assert followed.add(Connector, ForgetsAfterAWhile)
    for _ in range(2):
        lost = followed.lost_while(lambda: withdraw(Connector(document("plain"))))
        assert lost == frozenset()
    assert RoutingTable.withdraw.__module__ == RoutingTable.__module__


def test_what_has_two_methods_one_over_the_other_is_not_followed() -> None:
    """What `super()` is there is another mutant's method."""
    assert not Followed().add(Connector, OnlyCounts)


@pytest.mark.parametrize("name", ["Outbox.call", "RoutingTable.adopt", "Offers.offer", "Quoter.ask", "Core.receive"])
def test_what_changes_something_is_known(name: str) -> None:
    """By its source."""
    assert not any(key.endswith(f":{name}") for key in pure())


@pytest.mark.parametrize("name", ["Hops.find", "Quoter.read", "Quoter.local_quote", "MessageRules.problem"])
def test_what_changes_nothing_is_known(name: str) -> None:
    """By its source, or by declaration."""
    assert any(key.endswith(f":{name}") for key in pure())


class Changing(Outbox):
    """Methods each of which changes something in another way."""

    def by_a_call(self) -> None:
        self._messages.append({})

    def by_setting(self) -> None:
        self._messages = []

    def by_a_member(self) -> None:
        self._waiting["key"] = (lambda status, now: None, 0)

    def by_taking_away(self) -> None:
        del self._waiting["key"]

    def in_place(self) -> None:
        messages = self._messages
        messages += [{}]

    def by_another_name(self) -> None:
        add = self._messages.append
        add({})

    def by_a_given_function(self) -> None:
        list(map(self._messages.append, [{}]))

    def by_a_key(self) -> None:
        max([{}], key=self._messages.append)  # type: ignore[arg-type]  # None is no key to sort by

    def by_a_counter(self) -> None:
        next(self._numbers)

    def by_its_first(self) -> None:
        next(iter(self._numbers))

    def by_name(self) -> None:
        setattr(self, "_messages", [])  # noqa: B010


@pytest.mark.parametrize("name", [name for name in vars(Changing) if name[:2] in ("by", "in")])
def test_a_copy_stops_before_it_changes_anything(name: str) -> None:
    """Whatever the way."""
    outbox = Changing()
    copy = stopping(vars(Changing)[name], Outbox, Changing, Own())
    assert copy is not None
    with pytest.raises(Stopped):
        copy(outbox)
    assert (outbox._messages, outbox._waiting, next(outbox._numbers)) == ([], {}, 1)


def test_values_are_the_same_in_all_they_have() -> None:
    """Types and order too."""
    assert is_same({"a": [1, (2, "x")]}, {"a": [1, (2, "x")]})
    assert not is_same([1], [True])
    assert not is_same({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert not is_same((1,), [1])


def state(value: Any, seen: frozenset[int] = frozenset()) -> Any:
    """All that a connector keeps, as plain values; what it only keeps at hand of a value's own is left out."""
    if id(value) in seen:
        return "above"
    seen |= {id(value)}
    if isinstance(value, dict):
        return [(state(name, seen), state(member, seen)) for name, member in value.items()]
    if isinstance(value, list | tuple | set | frozenset):
        return [state(member, seen) for member in value]
    if is_dataclass(value) and getattr(type(value), "__dataclass_params__").frozen:  # noqa: B009
        return id(value)
    if type(value).__module__.startswith(("reference_impl.", "schemas.")):
        kept = {name: member for name, member in vars(value).items() if not hasattr(type(value), name)}
        return type(value).__name__, state(kept, seen)
    return repr(value)


def test_methods_that_are_said_to_change_nothing_change_nothing(recording: Recording) -> None:
    """The whole state of a connector is the same after a call of any of them."""
    target: list[Any] = []
    calls: Counter[str] = Counter()

    def watched(key: str, method: FunctionType) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            if not target or calls[key] > 2:
                return method(*given, **named)
            calls[key] += 1
            connector, before = target.pop(), None
            before = state(connector)
            try:
                return method(*given, **named)
            finally:
                target.append(connector)
                assert state(connector) == before, key

        return called

    with ExitStack() as stack, same_lot():
        for each in definitions():
            found = vars(each.owner).get(each.node.name) if each.owner and each.key in pure() else None
            if isinstance(found, FunctionType) and found.__name__ != "__hash__":
                stack.enter_context(mock.patch.object(each.owner, found.__name__, watched(each.key, found)))
        connector = Connector(document("plain"))
        target.append(connector)
        for method, given, gave in recording.steps[:200]:
            assert getattr(connector, method)(*given) == gave
    assert len(calls) > 30, calls


@pytest.mark.thorough
@pytest.mark.parametrize("topology", ["plain", "liquidity-plain"])
def test_those_who_stay_say_the_same(topology: str) -> None:
    """Many mutants, some parts of the suite: told the same by themselves they say nothing else."""
    profile = load(topology).profile
    classes = [class_of(each) for each in mutants() if load(each.topology).profile == profile]
    some = random.Random(3)
    for part in some.sample(list(parts(topology, 1)), 4):
        recording = record(part)
        staying = sorted(who_stays(recording, *classes), key=lambda each: each.__qualname__)
        assert len(staying) > len(classes) // 2
        assert [each for each in some.sample(staying, 40) if not recording.is_said_by(each)] == []
