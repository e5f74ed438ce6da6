"""Binary curves: the RFCs' own examples, the word order, and nothing lenient."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import curves

NUMBERS = st.integers(0, 2**64 - 1)
POINTS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12).map(tuple)
GOLDEN = [
    (((0, 0), (10, 265)), "AAAAAAAAAAAAAAAAAAAAAAAAAAAKAAAAAAAAAAkBAAA="),
    (((0, 0), (2**64 - 1, 2**64 - 1)), "AAAAAAAAAAAAAAAAAAAAAP////////////////////8="),
    ((), ""),
]


@pytest.mark.parametrize(("points", "text"), GOLDEN)
def test_the_examples_of_the_rfcs(points: curves.Curve, text: str) -> None:
    assert curves.to_base64(points) == text
    assert curves.from_base64(text) == points


def test_words_are_little_endian_and_the_high_one_comes_first() -> None:
    data = curves.encode(((0x0102030405060708, 0x1112131415161718),))
    assert data.hex() == "0403020108070605" + "1413121118171615"


@given(POINTS)
def test_what_is_written_reads_the_same(points: curves.Curve) -> None:
    assert curves.decode(curves.encode(points)) == points
    assert curves.from_base64(curves.to_base64(points)) == points


@given(st.binary(max_size=64))
def test_bytes_have_one_reading_or_none(data: bytes) -> None:
    if len(data) % 16:
        with pytest.raises(curves.CurveError, match="no whole number of points"):
            curves.decode(data)
    else:
        assert curves.encode(curves.decode(data)) == data


@pytest.mark.parametrize("number", [-1, 2**64])
@pytest.mark.parametrize("place", [0, 1])
def test_numbers_beyond_64_bits_are_refused(number: int, place: int) -> None:
    point = (number, 0) if place == 0 else (0, number)
    with pytest.raises(curves.CurveError, match="beyond"):
        curves.encode((point,))


GOOD = base64.b64encode(bytes([255] * 16)).decode()
BAD = [
    "AAAA",
    GOOD.rstrip("="),
    GOOD.replace("/", "_"),
    GOOD + "\n",
    f"{GOOD[:6]}\n{GOOD[6:]}",
    f"{GOOD[:8]}\n\n{GOOD[8:]}",
    GOOD + "=",
    " " + GOOD,
    "é",
    GOOD[:-3] + "9==",
    "=",
]


def test_lines_may_be_broken_after_whole_groups() -> None:
    assert curves.from_base64(f"{GOOD[:8]}\n{GOOD[8:20]}\n{GOOD[20:]}") == curves.from_base64(GOOD)


@pytest.mark.parametrize("text", BAD)
def test_only_padded_base64_of_the_standard_alphabet_is_read(text: str) -> None:
    with pytest.raises(curves.CurveError):
        curves.from_base64(text)
