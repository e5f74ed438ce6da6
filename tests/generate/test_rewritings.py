"""Messages written otherwise say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.generate.mutations import REWRITINGS
from schemas import json_text

LEAVES = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=8) | st.just(Decimal("2.25"))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)


@pytest.mark.parametrize("name", list(REWRITINGS))
@given(message=VALUES, choices=st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_it_reads_as_the_same_value(name: str, message: Any, choices: list[int]) -> None:
    """Fractions and whatever stands in strings too."""
    chosen = iter(choices * 100)
    written = REWRITINGS[name]([message], lambda count: next(chosen) % count)
    assert json_text.read(written) == [message]
