"""Names for segments of addresses: realistic ones, and those that languages treat specially; and memos of payments."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from faker import Faker

SEED, POOL = 2017, 60
OBJECTS = ("__proto__", "constructor", "prototype", "hasOwnProperty", "toString", "valueOf", "__defineGetter__")
WORDS = ("null", "undefined", "true", "NaN", "Infinity", "None", "__class__", "__init__", "__dict__")
NUMBERS = ("0", "-1", "007", "1e3", "0x10", "4294967295", "9007199254740993")
Choose = Callable[[int], int]  # a number from 0 up to, not including, the one given


def special() -> tuple[str, ...]:
    """Segments that some language treats specially (RS-3)."""
    return (*OBJECTS, *WORDS, *NUMBERS)


def is_special(segment: str) -> bool:
    """Whether a segment is one of these."""
    return segment in _SPECIAL


def realistic(choose: Choose) -> str:
    """A segment as people name ledgers and accounts."""
    found = _segments()
    return found[choose(len(found))]


def memo(choose: Choose) -> str:
    """What people write beside a payment, in several scripts."""
    found = _memos()
    return found[choose(len(found))]


@cache
def _segments() -> tuple[str, ...]:
    fake = _faker("en_US", "de_DE", "tr_TR")
    names = [fake.company() for _ in range(POOL)] + [fake.user_name() for _ in range(POOL)]
    slugs = (re.sub(r"[^A-Za-z0-9_~-]+", "-", name).strip("-") for name in names)
    return tuple(dict.fromkeys(slug for slug in slugs if slug))


@cache
def _memos() -> tuple[str, ...]:
    fake = _faker("en_US", "ja_JP", "ar_EG", "ru_RU")
    return tuple(f"{fake.catch_phrase() if number % 2 else fake.name()} {fake.iban()}" for number in range(POOL))


def _faker(*locales: str) -> Faker:
    fake = Faker(list(locales))
    fake.seed_instance(SEED)
    return fake


_SPECIAL = frozenset(special())
