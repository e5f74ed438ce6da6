"""A plugin that breaks the suite itself: whatever peers of it want to say ends with a fault of ours."""

from __future__ import annotations

from typing import NoReturn

from conformance.harness.peer import Peer


def _fails(*arguments: object, **options: object) -> NoReturn:
    raise LookupError("a fault of ours")


Peer.broadcasts = _fails  # type: ignore[method-assign]  # that is the fault
