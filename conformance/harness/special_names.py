"""Names that languages treat specially: as segments of prefixes and addresses, and as whole ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from conformance.harness.quoting import requests_about
from conformance.harness.worth import enough
from conformance.verdicts import Violation, given

if TYPE_CHECKING:
    from conformance.harness.peer import Peer

OBJECTS = ("__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "valueOf", "__defineGetter__")
WORDS = ("null", "undefined", "true", "NaN", "Infinity", "None", "__class__", "__init__", "__dict__")
NUMBERS = ("0", "-1", "007", "1e3", "0x10", "4294967295", "9007199254740993")


def are_used_and_passed_on(prefixes: Sequence[str], sender: Peer, asker: Peer) -> None:
    """RS-3: the routes are used for the asker's quotes, and the steady peers on other ledgers are told of each."""
    world = sender.world
    asker.has_route_to(*prefixes, via=sender)
    for watcher in world.watchers(sender)[:2]:
        world.wait(partial(_all_told, watcher, prefixes), world.topology.patience)
        lost = _untold(watcher, prefixes)
        if lost:
            asker.is_answered()
            raise Violation(f"routes to all of these passed on to {watcher}", f"none to {', '.join(lost)}")


def _untold(peer: Peer, prefixes: Sequence[str]) -> list[str]:
    return [each for each in prefixes if not peer.mailbox.told(each)]


def _all_told(peer: Peer, prefixes: Sequence[str]) -> bool:
    return not _untold(peer, prefixes)


def are_asked_about(destinations: Sequence[str], via: Peer, asker: Peer) -> None:
    """RS-3: for each address the next hop is asked, about exactly that address, and the quote comes back."""
    for destination in destinations:
        answer = asker.asks(destination, source_amount=enough(asker, via))
        asked = [each.data["destination_address"] for each in requests_about(via, destination)]
        if destination not in asked:
            observed = f"{', '.join(map(str, asked[-1:])) or 'none'}, and {answer.said}"
            raise Violation(f"a quote request to {via} about {destination}", observed, answer.seqs)
        with given("RQ-3"):
            asker.got_quote(answer)


def has_no_effect_as_a_whole(name: str, sender: Peer, known: str, via: Peer, asker: Peer, stem: str) -> None:
    """RS-3b: announced, withdrawn, asked for and asked from, the bare name changes nothing for others.

    `known`: a prefix that the asker is quoted for through `via`; `stem`: one under which nobody announced anything.
    """
    update = sender.update(sender.route(name))
    sender.sends_odd_update(update)
    sender.sends_odd_update(sender.update(unreachable=[name]))
    amount = enough(asker, via)
    for source, destination in ((sender.account, name), (name, via.account), (sender.account, f"{name}.{name}")):
        data = sender.request(destination, source_amount=amount, source_address=source)
        sender.asks_with(data)
    asker.has_route_to(known, via=via)
    asker.has_no_way_to(stem + "nowhere.carl")
    asker.is_quoted(via.account, source_amount=amount)
