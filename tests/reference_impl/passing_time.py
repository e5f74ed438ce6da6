"""What the doors of all profiles share: time that passes, and what an account knows after some updates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from reference_impl.core import Core

Sent = TypeVar("Sent")


class PassingTime(Generic[Sent]):
    """A connector in virtual time; `sent` are the calls that it made."""

    connector: Core
    now: int
    sent: list[Sent]

    def run_to(self, moment: int) -> list[Sent]:
        """Lets the time pass; gives the calls that went out meanwhile."""
        before = len(self.sent)
        while (due := self.connector.next_tick()) is not None and due <= moment:
            self.now = max(self.now, due)
            self._take(self.connector.tick(self.now))
        self.now = moment
        return self.sent[before:]

    def _take(self, messages: list[dict[str, Any]]) -> None:
        """Delivers what the connector gave."""
        raise NotImplementedError


def known_after(updates: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The routes that an account knows of after these updates, by prefix."""
    known: dict[str, dict[str, Any]] = {}
    for update in updates:
        for prefix in update["unreachable_through_me"]:
            known.pop(prefix, None)
        known.update({each["destination_ledger"]: each for each in update["new_routes"]})
    return known
