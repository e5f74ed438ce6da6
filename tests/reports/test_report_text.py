"""Text fit to be read: characters that can't be seen are named, JSON is broken into lines without being changed."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.places import span
from reports.text import Piece, broken_into_lines, pieces, shown


def test_what_can_be_seen_stays_one_piece() -> None:
    assert pieces("Zürich, 東京 <b>") == [Piece("Zürich, 東京 <b>")]
    assert pieces("") == []


@pytest.mark.parametrize(
    "character", ["\x00", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u200f", "\ufeff", "\ud800", "\U000e0041"]
)
def test_what_cannot_be_seen_is_named(character: str) -> None:
    assert pieces(f"a{character}b") == [Piece("a"), Piece("", f"U+{ord(character):04X}"), Piece("b")]


def test_line_breaks_are_shown_only_where_asked_for() -> None:
    assert pieces("a\nb", breaks=True) == [Piece("a\nb")]
    assert pieces("a\nb") == [Piece("a"), Piece("", "U+000A"), Piece("b")]
    assert pieces("a\n\x00b", breaks=True) == [Piece("a\n"), Piece("", "U+0000"), Piece("b")]


@given(st.text())
def test_no_character_is_lost(text: str) -> None:
    assert "".join(said(each) for each in pieces(text)) == text


def said(piece: Piece) -> str:
    """What a piece stands for."""
    code, _, times = piece.code.partition(" ×")
    return piece.text or chr(int(code[2:], 16)) * int(times or 1)


def test_a_row_of_what_cannot_be_seen_is_counted() -> None:
    assert pieces("a\x00\x00\x00") == [Piece("a"), Piece("", "U+0000 ×3")]


@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        ('{"a":[1,{"b":"x,]}"}]}', ("a", 1, "b"), '"x,]}"'),
        (" [ 1 , [ 2.50 ] ] ", (1,), "[ 2.50 ]"),
        ('{"a":1,"a":{"é\\"":2}}', ("a", 'é"'), "2"),
        ('{"a":1}', (), '{"a":1}'),
    ],
)
def test_a_value_is_found_in_its_text(body: str, path: tuple[str | int, ...], value: str) -> None:
    found = span(body, path)
    assert found is not None
    assert body[slice(*found)] == value


@pytest.mark.parametrize(
    ("body", "path"), [("{}", ("a",)), ("[1]", (1,)), ('{"a":', ("a",)), ("[[", (0,)), ("7", (0,))]
)
def test_what_is_not_in_a_text_is_not_found(body: str, path: tuple[str | int, ...]) -> None:
    assert span(body, path) is None


@given(st.text(alphabet='{}[],:" \\a1'), st.lists(st.sampled_from(["a", 0, 1]), max_size=3))
def test_any_text_can_be_searched(body: str, path: list[str | int]) -> None:
    span(body, path)


def test_what_was_judged_is_marked_and_nothing_else() -> None:
    body = '{"a":{"b":[1,2],"c":"' + "x" * 80 + '"}}'
    place = span(body, ("a", "b"))
    assert place is not None
    assert [each.text for each in shown(body, [place]) if each.marked] == ["[1,2]"]
    assert "".join(each.text for each in shown(body, [place])) == broken_into_lines(body)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=40,
)


@given(values)
def test_json_in_lines_is_the_same_json(value: object) -> None:
    assert json.loads(broken_into_lines(json.dumps(value, separators=(",", ":")))) == value


def test_short_lists_stay_on_a_line() -> None:
    long = "x" * 80
    assert broken_into_lines(f'{{"points":[[0,0],[1,2]],"a":"{long}"}}') == (
        f'{{\n  "points":[[0,0],[1,2]],\n  "a":"{long}"\n}}'
    )


@given(st.text(alphabet='{}[],:" \\a1'))
def test_broken_json_loses_nothing_but_blanks(text: str) -> None:
    assert "".join(broken_into_lines(text).split()) == "".join(text.split())


def test_deep_nesting_is_no_trouble() -> None:
    assert broken_into_lines("[" * 90_000).count("[") == 90_000
