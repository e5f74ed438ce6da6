"""What one peer does to routes that are not its own; and that whoever they belong to notices nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from conformance.harness.calls import answers_to
from conformance.harness.exhibits import of_news
from conformance.harness.integrity import first_peers
from conformance.harness.worth import ample
from conformance.verdicts import Violation

if TYPE_CHECKING:
    from conformance.harness.peer import Peer
    from conformance.harness.world import World

Act = Callable[["Peer", "Peer", str], None]  # who meddles, whose route it is, its prefix


def withdraws_around(sender: Peer, owner: Peer, prefix: str) -> None:
    """The prefix, shorter and longer ones, and the account that announced it."""
    shorter = prefix[:-1].rpartition(".")[0] + "."
    sender.withdraws(prefix, shorter, prefix + "below.", owner.account)


def announces_and_withdraws(sender: Peer, owner: Peer, prefix: str) -> None:
    """The same prefix in the sender's own name, twice over."""
    for _ in range(2):
        sender.broadcasts(prefix)
        sender.withdraws(prefix)


def withdraws_in_one_update(sender: Peer, owner: Peer, prefix: str) -> None:
    """The prefix is withdrawn and announced anew, with a curve that gives next to nothing."""
    poor = sender.route(prefix, points=[[0, 0], [sender.ledger.capacity, 1]])
    sender.broadcasts(poor, unreachable=[prefix])


def smuggles(sender: Peer, owner: Peer, prefix: str) -> None:
    """A withdrawal beside a route in the owner's name, and one with the owner as the connector at the far end."""
    named = owner.route(prefix, points=[[0, 0], [owner.ledger.capacity, 1]])
    update = sender.update(named, unreachable=[prefix])
    sender.sends_odd_update(update)
    sender.sends_odd_update(sender.update(sender.route(prefix + "far.", destination_account=owner.account)))


def sends_a_broken_withdrawal(sender: Peer, owner: Peer, prefix: str) -> None:
    """The prefix is withdrawn in an update that is none."""
    update = {**sender.update(unreachable=[prefix]), "hold_down_time": -1}
    sender.sends_broken_update(update)


def falls_silent_at_once(sender: Peer, owner: Peer, prefix: str) -> None:
    """The same prefix in the sender's own name, to hold for a millisecond, and an interval passes."""
    sender.broadcasts(prefix, hold_down_time=1)
    sender.world.wait(lambda: False, sender.world.topology.broadcast_interval)


def is_not_answered_for(asker: Peer, named: Peer, destination: str) -> None:
    """RS-5: a request whose source_address is another's account sends nothing to that account."""
    world, id = asker.world, asker.new_id()
    data = asker.request(destination, source_amount=100_000_000, source_address=named.account)
    asker.answer(id, asker.post(world.profile.quote_request(id, data)))
    asker.is_answered()
    named.is_answered()
    elsewhere = [each for each in answers_to(world, id) if each.receiver != asker.account]
    if elsewhere:
        observed = f"{elsewhere[0].kind.value} to {elsewhere[0].receiver}"
        raise Violation(f"nothing sent to anybody but {asker}, who asked", observed, [elsewhere[0].seq])


def is_still_asked(owner: Peer, prefix: str, asker: Peer, after: Peer) -> None:
    """RS-5: when the target has worked off what `after` sent, the owner is asked for the prefix, at once.

    Asking again would hide a change that ends when the routes of `after` lapse.
    """
    asker.world.settle(after)
    asker.got_quote(asker.asks_best(owner, prefix + "carl", source_amount=ample(asker, owner)))


def never_loses(watcher: Peer, prefix: str, since: int) -> None:
    """RS-5: after the mark, the watcher is never told that the prefix is unreachable, but with a new route to it."""
    for gone in [told for told in watcher.mailbox.about(prefix, since) if told.route is None]:
        again = [told for told in watcher.mailbox.about(prefix, since) if told.seq == gone.seq and told.route]
        if not again:
            expected, fields = f"{prefix} not withdrawn from {watcher}", of_news(gone, "not withdrawn")
            raise Violation(expected, "it was withdrawn", [gone.seq], fields)


def trades_as_ever(world: World) -> None:
    """RS-5: the first steady peers of the ledgers are quoted each for the next one's."""
    peers = first_peers(world)
    for asker, other in zip(peers, [*peers[1:], peers[0]], strict=True):
        if world.topology.pair(asker.ledger.prefix, other.ledger.prefix) is not None:
            asker.is_quoted(other.account, source_amount=ample(asker, other))
