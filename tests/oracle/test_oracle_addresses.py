"""Addresses and prefixes by the rules of IL-RFC 15, and which prefix covers which address."""

import pytest

from conformance.oracle.addresses import is_address, is_plain_prefix, is_prefix, longest, matches, scheme

LONG = "g." + "a" * 1021  # 1,023 characters


@pytest.mark.parametrize("text", ["g.", "g.acme.", "test1.a.b~c_d-e.", "peer.x.", "self.", LONG[:-1] + "."])
def test_prefixes(text: str) -> None:
    assert is_prefix(text)
    assert not is_address(text)


@pytest.mark.parametrize("text", ["g.acme.bob", "test3.A.0", "private.a.b.c", "g.__proto__.constructor"])
def test_addresses(text: str) -> None:
    assert is_address(text)
    assert not is_prefix(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "g",
        "g.a",
        "g..",
        "g..a.b",
        ".g.a.",
        "x.a.",
        "G.a.",
        "local.a.",
        "g.a b.",
        "g.é.",
        "g.a.b\n",
        "test4.a.b",
        "g.a.\n",
        "g.a..b",
        LONG + ".",
        LONG + ".b",
    ],
)
def test_neither(text: str) -> None:
    assert not is_prefix(text)
    assert not is_address(text)


def test_plain_prefixes() -> None:
    assert is_plain_prefix("g.x.")
    assert not any(is_plain_prefix(text) for text in ("peer.x.", "self.x.", "local.x.", "g.x"))
    assert scheme("peer.x.y") == "peer"


@pytest.mark.parametrize(
    ("prefix", "address", "covers"),
    [
        ("g.x.", "g.x.bob", True),
        ("g.x.", "g.x.y.bob", True),
        ("g.x.", "g.xy.bob", False),
        ("g.x.", "g.X.bob", False),
        ("g.x.", "g.x", False),
        ("g.x", "g.x.bob", True),
        ("g.x", "g.x", True),
        ("g.x", "g.xy", False),
        ("", "g.x.bob", True),
    ],
)
def test_matching(prefix: str, address: str, covers: bool) -> None:
    assert matches(prefix, address) == covers


def test_the_longest_prefix() -> None:
    assert longest({"g.", "g.x.", "g.x.y.", "g.xy."}, "g.x.y") == "g.x."
    assert longest({"g.x."}, "g.y.z") is None
