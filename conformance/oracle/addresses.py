"""ILP addresses and prefixes (IL-RFC 15 draft 1; protocol 7)."""

from __future__ import annotations

SCHEMES = frozenset({"g", "private", "example", "peer", "self", "test1", "test2", "test3"})
NOT_PLAIN = frozenset({"peer", "self", "local"})  # requirements, Terms: Plain values
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_~-")
LONGEST = 1023


def scheme(address: str) -> str:
    """The first segment, known or not."""
    return address.partition(".")[0]


def is_prefix(text: str) -> bool:
    """Whether the text is a ledger prefix: a known scheme, segments, a final period."""
    return text.endswith(".") and len(text) <= LONGEST and _are_segments(text[:-1].split("."))


def is_address(text: str) -> bool:
    """Whether the text is a destination: a known scheme, at least two segments after it, no final period."""
    segments = text.split(".")
    return len(text) <= LONGEST and len(segments) >= 3 and _are_segments(segments)


def is_plain_prefix(text: str) -> bool:
    """Whether the text is a prefix that routing is unconditional for: not under `peer.`, `self.`, `local.`."""
    return is_prefix(text) and scheme(text) not in NOT_PLAIN


def matches(prefix: str, address: str) -> bool:
    """Whether a route to the prefix covers the address: case matters, whole segments only (QT-11).

    A prefix without final period (RR-25) covers itself and what comes after a period. The empty one covers all (a
    default route).
    """
    if prefix == "" or prefix.endswith("."):
        return address.startswith(prefix)
    return address == prefix or address.startswith(prefix + ".")


def longest(prefixes: frozenset[str] | set[str], address: str) -> str | None:
    """The longest of the prefixes that covers the address (QT-10), None where none does."""
    return max((prefix for prefix in prefixes if matches(prefix, address)), key=len, default=None)


def _are_segments(segments: list[str]) -> bool:
    return segments[0] in SCHEMES and all(segment and LETTERS.issuperset(segment) for segment in segments)
