"""JSON text from and for the wire: read strictly and within limits, since a target may be hostile; written compactly.

What `read` does with what JSON leaves open or no program should hold:

| text | answer |
|---|---|
| whole number without point and exponent | `int`, exact |
| other numbers (`0.5`, `1.0`, `1e3`, `1e400`) | `decimal.Decimal`, exact; no integer to draft-04: see `whole_numbers` |
| number longer than `NUMBER_LENGTH`, exponent beyond `EXPONENT` | refused, rule `number` |
| `NaN`, `Infinity`, `-Infinity` | refused, rule `number` |
| arrays and objects nested deeper than `DEPTH` | refused, rule `depth` |
| more bytes than the limit | refused unread, rule `size` |
| bytes that are no UTF-8 (a UTF-16 text too) | refused, rule `unicode` |
| half of a surrogate pair, as an escape | refused, rule `unicode` |
| the same name twice in one object | refused, rule `duplicate`: readers differ in which they take |
| anything else that the grammar of RFC 8259 forbids, a byte order mark too | refused, rule `syntax` |
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from itertools import accumulate
from typing import Any, NoReturn

LIMIT_BYTES = 4_000_000
DEPTH = 100
NUMBER_LENGTH = 1000
EXPONENT = 1000

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class JsonTextError(ValueError):
    """A text that is no JSON value to us; says why, and in `rule` which line of this module's table it met."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule


def read(data: bytes, limit_bytes: int = LIMIT_BYTES) -> Any:
    """The value of a JSON text, see the table above. Raises JsonTextError, and nothing else whatever the bytes."""
    if len(data) > limit_bytes:
        raise JsonTextError("size", f"the text has {len(data)} bytes, and {limit_bytes} are the limit")
    _check_depth(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonTextError("unicode", f"byte {error.start} of the text is no UTF-8: {error.reason}") from None
    try:
        value = (_DECODER if len(text) > NUMBER_LENGTH else _DECODER_OF_SHORT).decode(text)
    except json.JSONDecodeError as error:
        raise JsonTextError("syntax", f"the text is no JSON: {error.msg} at character {error.pos}") from None
    if _SURROGATE_ESCAPE.search(text):
        _check_surrogates(value)
    return value


def write(value: object) -> bytes:
    """The value as JSON in UTF-8, without blanks; Decimals exactly, lone surrogates as escapes.

    Raises JsonTextError for what JSON can't say (NaN, other types), and for values nested too deep or numbers too long
    for Python to print.
    """
    try:
        return _in_utf8(_encode(value))
    except RecursionError:
        raise JsonTextError("depth", "the value is nested too deep to be written") from None
    except (TypeError, ValueError) as error:
        raise JsonTextError("syntax", f"the value is none that JSON knows: {error}") from None


def whole_numbers(value: Any) -> Any:
    """The value read as JavaScript does: 1.0 and 1e3 as integers; other numbers stay. For values that `read` gave."""
    if isinstance(value, dict):
        return {name: whole_numbers(member) for name, member in value.items()}
    if isinstance(value, list):
        return [whole_numbers(member) for member in value]
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


def _check_depth(data: bytes) -> None:
    """Before the parser, whose own limit is the stack's and moves with the caller's depth."""
    if data.count(b"[") + data.count(b"{") <= DEPTH:
        return
    brackets = left = _STRING.sub(b"", data).translate(None, _NO_BRACKETS)
    for _ in range(DEPTH // 2):  # a pass takes away the innermost pairs, of two depths at most
        shorter = left.replace(b"[]", b"").replace(b"{}", b"")
        if not shorter:
            return
        if len(left) - len(shorter) <= len(left) // 4:
            break  # few pairs are innermost ones: it would take very many passes
        left = shorter
    depths = accumulate(1 if each in b"[{" else -1 for each in brackets)
    if any(depth > DEPTH for depth in depths):
        raise JsonTextError("depth", f"arrays and objects are nested deeper than {DEPTH}")


def _whole(digits: str) -> int:
    if len(digits) > NUMBER_LENGTH:
        raise JsonTextError("number", f"a number has {len(digits)} characters, and {NUMBER_LENGTH} are the limit")
    return int(digits)


def _fraction(text: str) -> Decimal:
    if len(text) > NUMBER_LENGTH:
        raise JsonTextError("number", f"a number has {len(text)} characters, and {NUMBER_LENGTH} are the limit")
    exponent = text.lower().partition("e")[2]
    if len(exponent.lstrip("+-0")) > 9 or abs(int(exponent or "0")) > EXPONENT:
        raise JsonTextError("number", f"the exponent of {text[:40]} is beyond {EXPONENT}")
    return Decimal(text)


def _constant(name: str) -> NoReturn:
    raise JsonTextError("number", f"{name} is no JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise JsonTextError("duplicate", f"an object has the name {twice[:80]!r} twice")
    return members


def _check_surrogates(value: Any) -> None:
    """No half of a surrogate pair in any string or name; depth is within DEPTH by now."""
    if isinstance(value, str):
        if _SURROGATE.search(value):
            raise JsonTextError("unicode", "a string has half of a surrogate pair, which is no character")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_surrogates(name)
            _check_surrogates(member)
    elif isinstance(value, list):
        for member in value:
            _check_surrogates(member)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_fraction, parse_constant=_constant
)
# No number in a text of NUMBER_LENGTH characters is too long: the parser's own integers, which are made faster.
_DECODER_OF_SHORT = json.JSONDecoder(object_pairs_hook=_object, parse_float=_fraction, parse_constant=_constant)


# Made once, as `json.dumps` makes one for each value; without its table of containers on the way, as deep is too deep.
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False)


def _in_utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text).encode("utf-8")


def _encode(value: object) -> str:
    try:
        return _ENCODER.encode(value)
    except TypeError:
        return _encode_exactly(value)


def _encode_exactly(value: object) -> str:
    """Like `json.dumps`, with Decimals, which the library can only write by way of floats."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{_name(name)}:{_encode_exactly(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_encode_exactly, value)) + "]"
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"{value} is no JSON number")
        return str(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(f"the name {name!r} is no string")
    return json.dumps(name, ensure_ascii=False)
