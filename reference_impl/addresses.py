"""ILP addresses and ledger prefixes as IL-RFC 15 draft 1 writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

LONGEST = 1023
UNSHARED = ("peer.", "self.", "local.")  # mean something between two peers, or to oneself, only

_SCHEME = r"(?:g|private|example|peer|self|local|test[123])"
_SEGMENT = r"[A-Za-z0-9_~-]+"
_ACCOUNT = re.compile(rf"{_SCHEME}(?:[.]{_SEGMENT})+")
_PREFIX = re.compile(rf"{_SCHEME}[.](?:{_SEGMENT}[.])*")


def is_account(text: str) -> bool:
    """Whether the text is an address that a payment can go to: no final period, a segment behind the scheme."""
    return len(text) <= LONGEST and _ACCOUNT.fullmatch(text) is not None


def is_prefix(text: str) -> bool:
    """Whether the text is a ledger prefix: whole segments, and a final period."""
    return len(text) <= LONGEST and _PREFIX.fullmatch(text) is not None


def prefixes(address: str) -> Iterator[str]:
    """The prefixes that the address lies under, the longest first; whole segments only."""
    end = address.rfind(".")
    while end >= 0:
        yield address[: end + 1]
        end = address.rfind(".", 0, end)
