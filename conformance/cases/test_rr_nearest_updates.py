"""Updates one step beyond a rule of the schema, at their end: nothing of what stands before it counts."""

from conformance import Row, given, requirement, rows
from conformance.generate import Neighbour, names, neighbours, recast
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer

SMALL = 2000  # a destination amount that the curves give


def at_the_end() -> list[Row]:
    """The rules of list entries, and of all below them; unknown members are RR-26's."""
    found = [each for each in neighbours("routing_update") if "[]" in each.rule.place]
    return [Row(each.name, each, "RR-26" if each.rule.keyword == "additionalProperties" else None) for each in found]


@requirement("RR-16")
@rows(*at_the_end())
def test_nothing_counts_of_an_update_whose_last_entry_breaks_a_rule(
    row: Neighbour, alice: Peer, bob: Peer, prefix: Prefixes
) -> None:
    """Neither the good route before it, nor what is right of the broken one, nor the withdrawal of a known route."""
    with given("RR-1"):
        bob.broadcasts(prefix.four)
        alice.has_route_to(prefix.four, via=bob)
    bob.sends_broken_update(recast(row.invalid, names(prefix.stem, alice, bob)))
    alice.gets_nothing_of(prefix.one, prefix.two, after=bob, destination_amount=SMALL)
    alice.has_route_to(prefix.four, via=bob)
