"""Routes that come back as they were: what was told of them and taken back is told again."""

from conformance import given, requirement
from conformance.harness.cast import Prefixes
from conformance.harness.peer import Peer


@requirement("RR-2")
def test_a_route_that_comes_back_as_it_was_is_passed_on_again(alice: Peer, bob: Peer, prefix: Prefixes) -> None:
    """Announced, withdrawn, announced again with the same curve; a second route beside it stays all the while."""
    with given("RR-2", "RR-9"):
        bob.broadcasts(prefix.back, prefix.beside)
        alice.is_told(prefix.beside)
        alice.is_told(prefix.back)
        bob.withdraws(prefix.back)
        alice.is_told_gone(prefix.back)
    since = alice.mailbox.mark()
    bob.broadcasts(prefix.back)
    alice.is_told(prefix.back, since)
