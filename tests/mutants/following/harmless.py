"""What is known to change nothing, of Python's own and of the bundled connectors."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import re
import uuid
from bisect import bisect_left
from collections import Counter, deque
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import chain, islice, pairwise
from math import ceil, floor

# What only looks as if it changed something: it calls what a table names, or changes objects that it made.
DECLARED = {
    "reference_impl.messages:MessageRules.problem",
    "reference_impl.rounding:simplified", "reference_impl.rounding:whole_points",
    "schemas.json_text:read", "schemas.json_text:write",
    "schemas.packets:read", "schemas.packets:write", "schemas.packets:_open", "schemas.packets:_close",
}  # fmt: skip
MAKERS = (list, dict, set, sorted, Counter, deque)  # what they give belongs to nobody else yet
GIVEN_FUNCTIONS = (map, filter, min, max)  # that call what they are given; `sorted` does too
HARMLESS = (
    *MAKERS, *GIVEN_FUNCTIONS, tuple, frozenset, str, int, bool, bytes, Fraction, Decimal, len, sum, all, any, abs,
    divmod, round, range, zip, enumerate, reversed, isinstance, repr, pow, chr, ord, hash, ceil, floor,
    pairwise, islice, chain, bisect_left, timedelta, datetime, uuid.UUID,
    hmac.new, hmac.compare_digest, hashlib.sha256, base64.b64encode, base64.b64decode, dataclasses.replace, float,
    re.fullmatch, re.match, re.search, re.sub, re.split, re.findall,
)  # fmt: skip
READING = {  # methods of texts, numbers, collections and patterns that leave these as they are
    "get", "items", "keys", "values", "startswith", "endswith", "split", "rsplit", "partition", "rpartition", "join",
    "strip", "lstrip", "rstrip", "lower", "upper", "replace", "encode", "decode", "isdigit", "isdecimal", "isascii",
    "isalpha", "isupper", "islower", "removeprefix", "removesuffix", "zfill", "rjust", "ljust", "title", "swapcase",
    "capitalize", "fullmatch", "match", "search", "group", "copy", "union", "difference", "intersection", "issubset",
    "issuperset", "isdisjoint", "limit_denominator", "as_integer_ratio", "bit_length", "to_bytes", "hex", "fromkeys",
    "is_integer", "most_common", "total", "casefold", "is_finite", "normalize", "rfind", "find", "count", "index",
    "translate", "sub", "finditer", "iter_unpack", "pack", "unpack", "isoformat", "timestamp", "digest", "hexdigest",
    "to_integral_value", "fromisoformat", "strftime", "total_seconds",
}  # fmt: skip
WRITING = {"append", "add", "update", "extend", "insert", "setdefault", "discard", "remove", "pop", "sort", "clear"}
PLAIN = (int, str, bytes, tuple, frozenset, Fraction, Decimal, bool, type(None))
