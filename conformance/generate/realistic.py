"""Names for segments of addresses: realistic ones, and those that languages treat specially."""

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


def realistic(choose: Choose) -> str:
    """A segment as people name ledgers and accounts."""
    found = _segments()
    return found[choose(len(found))]


@cache
def _segments() -> tuple[str, ...]:
    fake = Faker(["en_US", "de_DE", "tr_TR"])
    fake.seed_instance(SEED)
    names = [fake.company() for _ in range(POOL)] + [fake.user_name() for _ in range(POOL)]
    slugs = (re.sub(r"[^A-Za-z0-9_~-]+", "-", name).strip("-") for name in names)
    return tuple(dict.fromkeys(slug for slug in slugs if slug))
