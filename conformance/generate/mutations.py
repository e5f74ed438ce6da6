"""Breaks reference messages in ways no schema rule describes: members moved about, JSON text and bytes damaged.

What is chosen comes from outside (`Choose`), so that the same choices make the same bytes.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from schemas import json_text

MARKS = re.compile(rb'"(?:[^"\\]|\\.)*"|[{\[,]')  # of JSON, behind which a line may end; strings are passed over
NAME = re.compile(rb'"([A-Za-z_]+)":')  # of a member, or its end
Choose = Callable[[int], int]  # a number from 0 up to, not including, the one given
Path = tuple[str | int, ...]

LEAVES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**53 + 1, 2**64, 10**30, "", " ", "0", "-1", "1e3", "0x10", "NaN", "٣",
    "__proto__", "constructor", "g.", ".", "g..", "g.fuzz.wild", [], {}, [[]], [None], {"": None}, {"__proto__": {}},
    "\x00", "a" * 1100,
)  # fmt: skip
TOKENS = (
    b"NaN",
    b"Infinity",
    b"-Infinity",
    b"1e400",
    b"-0",
    b"01",
    b"1.",
    b".5",
    b"+1",
    b"0x1",
    b"undefined",
    b"''",
    b'"\\ud800"',
)
DEEP = (2000, 50_000)  # brackets


@dataclass(frozen=True)
class Operator:
    """A way to damage a message: on its JSON value, or on its bytes."""

    name: str
    on_value: Callable[[Any, Choose], Any] | None = None
    on_bytes: Callable[[bytes, Choose], bytes] | None = None

    def apply(self, params: Any, choose: Choose) -> bytes:
        """The body of a call with these parameters, damaged."""
        if self.on_value is not None:
            return json_text.write(self.on_value(copy.deepcopy(params), choose))
        body = json_text.write(params)
        return self.on_bytes(body, choose) if self.on_bytes is not None else body


def _paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Where something stands below the value, the value itself left out."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in pairs:
        yield (*at, name)
        yield from _paths(member, (*at, name))


def _parent(value: Any, path: Path) -> Any:
    for step in path[:-1]:
        value = value[step]
    return value


def _some_path(value: Any, choose: Choose) -> Path:
    paths = list(_paths(value))
    return paths[choose(len(paths))] if paths else ()


def _dropped(value: Any, choose: Choose) -> Any:
    path = _some_path(value, choose)
    if path:
        del _parent(value, path)[path[-1]]
    return value


def _retyped(value: Any, choose: Choose) -> Any:
    path = _some_path(value, choose)
    if path:
        _parent(value, path)[path[-1]] = copy.deepcopy(LEAVES[choose(len(LEAVES))])
    return value


def _swapped(value: Any, choose: Choose) -> Any:
    one, other = _some_path(value, choose), _some_path(value, choose)
    if not one or not other or one[: len(other)] == other or other[: len(one)] == one:
        return value
    first, second = _parent(value, one), _parent(value, other)
    first[one[-1]], second[other[-1]] = second[other[-1]], first[one[-1]]
    return value


def _nested(value: Any, choose: Choose) -> Any:
    path = _some_path(value, choose)
    if path:
        found = _parent(value, path)[path[-1]]
        _parent(value, path)[path[-1]] = [found] if choose(2) else {"data": found}
    return value


def _doubled(value: Any, choose: Choose) -> Any:
    lists = [path for path in _paths(value) if isinstance(_parent(value, path), list)]
    if lists:
        path = lists[choose(len(lists))]
        _parent(value, path).insert(int(path[-1]), copy.deepcopy(_parent(value, path)[path[-1]]))
    return value


def _renamed(value: Any, choose: Choose) -> Any:
    named = [path for path in _paths(value) if isinstance(path[-1], str)]
    if named:
        path = named[choose(len(named))]
        name = str(path[-1])
        twisted = (name.upper(), name + " ", "__proto__", name[:-1], "")[choose(5)]
        parent = _parent(value, path)
        parent[twisted] = parent.pop(name)
    return value


def _doubled_key(body: bytes, choose: Choose) -> bytes:
    names = [
        name for name in (b'"method"', b'"data"', b'"id"', b'"to"', b'"new_routes"', b'"source_amount"') if name in body
    ]
    if not names:
        return body
    name = names[choose(len(names))]
    return body.replace(name, name + b":null," + name, 1)


def _odd_token(body: bytes, choose: Choose) -> bytes:
    return _at_value(body, choose, TOKENS)


def _vast_exponent(body: bytes, choose: Choose) -> bytes:
    """A number of few characters that reads as zero, or as no number."""
    return _at_value(body, choose, (b"1e-999999999", b"1e999999999"))


def _at_value(body: bytes, choose: Choose, texts: Sequence[bytes]) -> bytes:
    """One of the texts in the place of some value."""
    starts = [
        at for at in range(1, len(body)) if body[at - 1 : at] in b":,[" and body[at : at + 1] in b'0123456789"tfn'
    ]
    if not starts:
        return body
    start = starts[choose(len(starts))]
    end = start + 1
    while end < len(body) and body[end : end + 1] not in b",]}":
        end += 1
    return body[:start] + texts[choose(len(texts))] + body[end:]


def _flipped(body: bytes, choose: Choose) -> bytes:
    at = choose(len(body))
    return body[:at] + bytes([body[at] ^ (1 << choose(8))]) + body[at + 1 :]


def _cut(body: bytes, choose: Choose) -> bytes:
    return body[: choose(len(body))]


def _trailing(body: bytes, choose: Choose) -> bytes:
    return body + (b"]", b",", b"\x00", b"{}", body)[choose(5)]


def _deep(body: bytes, choose: Choose) -> bytes:
    deep = DEEP[choose(2)]
    return (b"[" * deep + b"]" * deep, b'{"a":' * deep + b"1" + b"}" * deep, b"[" * deep)[choose(3)]


def _long_number(body: bytes, choose: Choose) -> bytes:
    digits = b"9" * (400, 5000)[choose(2)]
    return _at_number(body, choose, (digits, b"1e" + digits[:6], b"0." + digits)[choose(3)])


def _at_number(body: bytes, choose: Choose, text: bytes) -> bytes:
    starts = [at for at in range(1, len(body)) if body[at : at + 1].isdigit() and body[at - 1 : at] in b":,["]
    if not starts:
        return body
    start = end = starts[choose(len(starts))]
    while end < len(body) and body[end : end + 1].isdigit():
        end += 1
    return body[:start] + text + body[end:]


def _encoded(body: bytes, choose: Choose) -> bytes:
    text = body.decode("utf-8", "replace")
    return (text.encode("utf-16"), b"\xef\xbb\xbf" + body, body + b"\xff\xfe", json.dumps(text).encode())[choose(4)]


def _in_a_string(*bits: bytes) -> Callable[[bytes, Choose], bytes]:
    """Puts one of the bits at the beginning of a string of the message."""

    def damaged(body: bytes, choose: Choose) -> bytes:
        starts = [at + 1 for at in range(1, len(body)) if body[at : at + 1] == b'"' and body[at - 1 : at] in b":,["]
        at = starts[choose(len(starts))] if starts else 0
        return body[:at] + bits[choose(len(bits))] + body[at:]

    return damaged


def _special_members(body: bytes, choose: Choose) -> bytes:
    return body.replace(b"{", b'{"__proto__":{"x":1},"constructor":{"prototype":1},', 1 + choose(3))


OPERATORS: tuple[Operator, ...] = (
    Operator("a member or entry dropped", on_value=_dropped),
    Operator("a value of another kind", on_value=_retyped),
    Operator("two values swapped", on_value=_swapped),
    Operator("a value nested", on_value=_nested),
    Operator("an entry doubled", on_value=_doubled),
    Operator("a member renamed", on_value=_renamed),
    Operator("a key doubled", on_bytes=_doubled_key),
    Operator("an odd token", on_bytes=_odd_token),
    Operator("a number of many digits", on_bytes=_long_number),
    Operator("a number with a vast exponent", on_bytes=_vast_exponent),
    Operator("a bit flipped", on_bytes=_flipped),
    Operator("cut off", on_bytes=_cut),
    Operator("something behind the end", on_bytes=_trailing),
    Operator("deeply nested", on_bytes=_deep),
    Operator("lists in lists, very deep", on_bytes=lambda body, choose: b"[" * DEEP[1] + b"]" * DEEP[1]),
    Operator("another encoding", on_bytes=_encoded),
    Operator("bytes that are no UTF-8", on_bytes=_in_a_string(b"\xff\xfe", b"\xc0\x80", b"\xed\xa0\x80", b"\x80")),
    Operator("half of a surrogate pair", on_bytes=_in_a_string(b"\\ud800", b"\\udc00x")),
    Operator("a zero character", on_bytes=_in_a_string(b"\\u0000", b"\x00")),
    Operator("a very long string", on_bytes=_in_a_string(b"a" * 1100, b"a" * 100_000)),
    Operator("members with special names", on_bytes=_special_members),
)


def _spread_out(params: Any, choose: Choose) -> bytes:
    end = (b"\n", b"\r\n")[choose(2)] + b" " * choose(3)
    return MARKS.sub(lambda found: found[0] if found[0][:1] == b'"' else found[0] + end, json_text.write(params))


def _turned_round(value: Any) -> Any:
    """Members in the other order, at all depths."""
    if isinstance(value, dict):
        return {name: _turned_round(value[name]) for name in reversed(value)}
    return [_turned_round(each) for each in value] if isinstance(value, list) else value


def _escaped(body: bytes, choose: Choose) -> bytes:
    """A letter of some member's name, or of some string, written as an escape."""
    starts = [at for at in range(1, len(body) - 1) if body[at - 1 : at] == b'"' and body[at : at + 1].isalpha()]
    if not starts:
        return body
    at = starts[choose(len(starts))]
    return body[:at] + b"\\u%04x" % body[at] + body[at + 1 :]


def _names_escaped(body: bytes) -> bytes:
    """Each letter of each member's name as an escape."""
    return NAME.sub(lambda found: b'"' + b"".join(b"\\u%04x" % each for each in found[1]) + b'":', body)


def _blanks_all_over(body: bytes) -> bytes:
    """All four kinds of blanks, before and behind each mark."""
    return MARKS.sub(lambda found: found[0] if found[0][:1] == b'"' else b"\r\n\t" + found[0] + b" ", body)


REWRITINGS: dict[str, Callable[[Any, Choose], bytes]] = {
    "on several lines": _spread_out,
    "in the other order": lambda params, choose: json_text.write(_turned_round(params)),
    "with an escaped letter": lambda params, choose: _escaped(json_text.write(params), choose),
    "with escaped names": lambda params, choose: _names_escaped(json_text.write(params)),
    "with blanks all over": lambda params, choose: _blanks_all_over(json_text.write(params)),
    "with blanks around": lambda params, choose: b"\n\t " + json_text.write(params) + b"\r\n",
}  # the same message, written otherwise


def spliced(one: Any, other: Any, choose: Choose) -> Any:
    """The first message with a part of the second in place of one of its own."""
    value = copy.deepcopy(one)
    here, there = _some_path(value, choose), _some_path(other, choose)
    if here and there:
        _parent(value, here)[here[-1]] = copy.deepcopy(_parent(other, there)[there[-1]])
    return value
