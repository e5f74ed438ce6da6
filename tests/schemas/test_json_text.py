"""JSON text is read strictly and within limits, whatever the bytes, and written so that it reads the same."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import json_text

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False).filter(lambda number: abs(number.adjusted()) < 900)
)  # fmt: skip
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)

READ = [
    (b"1", 1),
    (b"-0", 0),
    (b"18446744073709551617", 2**64 + 1),
    (b"1.0", Decimal("1.0")),
    (b"1e3", Decimal("1e3")),
    (b"1e400", Decimal("1e400")),
    (b"0.1", Decimal("0.1")),
    (b"9" * 1000, int("9" * 1000)),
    (b'"\\ud83d\\ude00"', "\U0001f600"),
    (b'"\\\\ud800"', "\\ud800"),
    ("\u00e9".join('""').encode(), "\u00e9"),
    (b'{"__proto__":1}', {"__proto__": 1}),
    (b" [ ] \r\n\t", []),
    (b"[" * 100 + b"]" * 100, None),
]
REFUSED = [
    (b"", "syntax"),
    (b"1 2", "syntax"),
    (b"[1,]", "syntax"),
    (b"{'a':1}", "syntax"),
    (b"01", "syntax"),
    (b"1.", "syntax"),
    (b"+1", "syntax"),
    (b'"\n"', "syntax"),
    (b'"\\u12"', "syntax"),
    (b'"\\x41"', "syntax"),
    (b"\xef\xbb\xbf1", "syntax"),
    (b"nul", "syntax"),
    ("\u0661".encode(), "syntax"),
    (b"\xa01", "unicode"),
    ("[1]".encode("utf-16"), "unicode"),
    (b'"\xff"', "unicode"),
    (b'"\xed\xa0\x80"', "unicode"),
    (b'"\\ud800"', "unicode"),
    (b'["\\uDFFF"]', "unicode"),
    (b'{"\\uD83d":1}', "unicode"),
    (b'"\\ude00\\ud83d"', "unicode"),
    (b"NaN", "number"),
    (b"-Infinity", "number"),
    (b"9" * 1001, "number"),
    (b"9" * 5000, "number"),
    (b"0." + b"0" * 1000, "number"),
    (b"1e999999999", "number"),
    (b"1e-999999999", "number"),
    (b"1e" + b"9" * 5000, "number"),
    (b"1e1001", "number"),
    (b'{"a":1,"b":2,"a":1}', "duplicate"),
    (b"[" * 101 + b"]" * 101, "depth"),
    (b"[" * 100_000, "depth"),
    (b"[" * 100_000 + b"]" * 100_000, "depth"),
    (b"[[]," * 101 + b"1" + b"]" * 101, "depth"),
    (b'{"a":' * 100_000, "depth"),
    (b'["]"' + b",[" * 100, "depth"),
    (b'["\\"]"' + b",[" * 100, "depth"),
]


@pytest.mark.parametrize(("data", "value"), READ, ids=lambda each: repr(each)[:30])
def test_what_is_read(data: bytes, value: object) -> None:
    found = json_text.read(data)
    assert value is None or (found == value and type(found) is type(value))


@pytest.mark.parametrize(("data", "rule"), REFUSED, ids=lambda each: repr(each)[:30])
def test_what_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(json_text.JsonTextError) as refusal:
        json_text.read(data)
    assert refusal.value.rule == rule
    assert len(str(refusal.value)) < 200


def test_the_limit_is_the_callers() -> None:
    assert json_text.read(b"[1]", limit_bytes=3) == [1]
    with pytest.raises(json_text.JsonTextError, match="3 bytes, and 2 are the limit"):
        json_text.read(b"[1]", limit_bytes=2)


def test_brackets_in_strings_are_no_nesting() -> None:
    assert json_text.read(b'["' + b"[" * 500 + b'\\"[{"]') == ["[" * 500 + '"[{']


def test_many_deep_arrays_side_by_side_are_no_nesting() -> None:
    """Each goes as deep as may be, so that few of the pairs are innermost ones."""
    value = json_text.read(b"[" + b",".join([b"[" * 99 + b"]" * 99] * 50) + b"]")
    assert len(value) == 50


def test_many_shallow_objects_are_no_nesting() -> None:
    assert len(json_text.read(b"[" + b",".join([b"{}"] * 5000) + b"]")) == 5000


@given(st.binary(max_size=60) | st.text('[]{}",:\\u0dD8e1.-+aEnN ', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = json_text.read(data)
    except json_text.JsonTextError:
        return
    assert json_text.read(json_text.write(value)) == value


@given(VALUES)
def test_what_is_written_reads_the_same(value: Any) -> None:
    data = json_text.write(value)
    assert json_text.read(data) == value
    json.loads(data.decode("utf-8"))


@given(VALUES)
def test_whole_numbers_leaves_no_whole_decimal(value: Any) -> None:
    read = json_text.whole_numbers(value)
    assert read == value
    assert not any(isinstance(leaf, Decimal) and leaf == int(leaf) for leaf in _leaves(read))


WRITTEN = [
    ([1, "é", None], '[1,"é",null]'.encode()),
    (Decimal("1.0"), b"1.0"),
    ([Decimal("1e400")], b"[1E+400]"),
    ({"a": Decimal("-0.50")}, b'{"a":-0.50}'),
    ("\ud800", b'"\\ud800"'),
    ({"\udfff": Decimal("0.5")}, b'{"\\udfff":0.5}'),
]


@pytest.mark.parametrize(("value", "data"), WRITTEN)
def test_what_is_written(value: object, data: bytes) -> None:
    assert json_text.write(value) == data


def test_a_value_nested_too_deep_is_not_written() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(json_text.JsonTextError) as refusal:
        json_text.write(deep)
    assert refusal.value.rule == "depth"


@pytest.mark.parametrize(
    "value", [float("nan"), Decimal("Infinity"), b"a", {1: Decimal(1)}, [object()], 10**5000], ids=type
)
def test_what_json_does_not_know_is_not_written(value: object) -> None:
    with pytest.raises(json_text.JsonTextError):
        json_text.write(value)


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in _leaves(member)]
    if isinstance(value, list):
        return [leaf for member in value for leaf in _leaves(member)]
    return [value]
