"""Bounds of quotes: by hand where numbers are small, against the words of the allowance for all small amounts."""

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.oracle import quotes
from conformance.oracle.rates import NotTraded, own_rate
from schemas import topology as topologies
from schemas.topology import Topology

A, B = "test1.a.", "test1.b."


def ledger(prefix: str, scale: int, capacity: int) -> dict[str, Any]:
    return {
        "prefix": prefix,
        "currency": "USD",
        "scale": scale,
        "account": f"{prefix}conn",
        "capacity": str(capacity),
        "rpc_url": "http://127.0.0.1:7701/rpc",
        "steady": [f"{prefix}alice"],
    }


def two_ledgers(scale_a: int = 2, scale_b: int = 4, **settings: Any) -> Topology:
    """Two ledgers with capacities as 10^8 currency units, nothing added to the rate unless said."""
    document = {
        **topologies.load("plain").to_json(),
        "ledger": [ledger(A, scale_a, 10 ** (8 + scale_a)), ledger(B, scale_b, 10 ** (8 + scale_b))],
        "pair": [{"source": A, "destination": B, "rate": settings.pop("rate", "1")}],
        **settings,
    }
    return topologies.from_document({key: value for key, value in document.items() if value is not None})


def test_the_example_of_scale_2_to_4() -> None:
    # 100 cents are 10,000 of scale 4: whole, so SHOULD be named; at worst f(99) - 1 = 9,899.
    bounds = quotes.local_by_source(two_ledgers(), A, B, 100)
    assert (bounds.best, bounds.worst, bounds.exact) == (10_000, 9_899, 10_000)
    assert not bounds.may_refuse
    assert [bounds.allows(amount) for amount in (9_898, 9_899, 10_000, 10_001)] == [False, True, True, False]
    assert bounds.too_good(10_001)
    assert bounds.too_bad(9_898)
    assert bounds.sentence() == "the destination amount is 9899 to 10000"


def test_the_example_by_destination() -> None:
    # 10,000 cost 100 cents; at worst the x with f(x-1)-1 = 10,000: 101.01, so 101 in integers.
    bounds = quotes.local_by_destination(two_ledgers(), A, B, 10_000)
    assert (bounds.best, bounds.worst, bounds.exact) == (100, 101, 100)
    # 10,001 cost 100.01 cents: 100 is the whole number in the asker's favour, none is exact.
    bounds = quotes.local_by_destination(two_ledgers(), A, B, 10_001)
    assert (bounds.best, bounds.worst, bounds.exact) == (100, 101, None)
    assert bounds.too_good(99)
    assert bounds.too_bad(102)


def test_the_own_rate_of_the_default_topology() -> None:
    # USD scale 2 to EUR scale 6, spread 0.002: 0.998 * 10^4 each.
    default = topologies.load("default")
    own = own_rate(default, "test1.ant.", "test1.bee.")
    assert own.value(1) == 9980
    assert own.inverse(9980) == 1
    assert own.domain_end == 10**10
    assert own.value_at(10**10 + 1) is None
    assert own.value_at(-1) is None
    assert quotes.local_by_source(default, "test1.ant.", "test1.bee.", 3).exact == 29_940
    with pytest.raises(NotTraded):
        own_rate(two_ledgers(), B, A)
    with pytest.raises(NotTraded):
        own_rate(two_ledgers(rate="0"), A, B)


def test_the_destination_ledgers_capacity_ends_the_domain() -> None:
    # Rate 4: 10^10 cents would give 4 * 10^12, the other ledger holds 10^12: x ends at 2.5 * 10^9.
    assert own_rate(two_ledgers(rate="4"), A, B).domain_end == 25 * 10**8


def test_an_amount_that_comes_out_as_zero() -> None:
    # Scale 4 to 2: 50 give half a cent. Rounded down it is nothing: an error, though 1 would be within the allowance.
    down = two_ledgers(4, 2)
    bounds = quotes.local_by_source(down, A, B, 50)
    assert (bounds.best, bounds.worst, bounds.exact, bounds.may_refuse, bounds.must_refuse) == (1, 1, None, True, False)
    assert not bounds.allows(0)
    # A source amount below 1: 1 of scale 4 costs 0.01 cents.
    bounds = quotes.local_by_destination(two_ledgers(), A, B, 1)
    assert (bounds.best, bounds.worst, bounds.may_refuse) == (1, 1, True)  # f(x-1)-1 = 1: x = 1.02
    nothing = quotes.remote_answer_by_source(down, 0)
    assert nothing.must_refuse
    assert not nothing.allows(1)
    assert nothing.sentence() == "no destination amount may be named: an error"


def test_slippage_and_gratuity_widen_the_worse_end_only() -> None:
    # 10,000 less 1 % is 9,900; worst 0.99 * f(99) - 1 - 1 = 9,799. By destination 100 * 1.01 = 101;
    # worst 1.01 * 101.01 + 1 = 103.02.
    slipping = two_ledgers(slippage="0.01")
    bounds = quotes.local_by_source(slipping, A, B, 100)
    assert (bounds.best, bounds.worst, bounds.exact) == (10_000, 9_799, 9_900)
    bounds = quotes.local_by_destination(slipping, A, B, 10_000)
    assert (bounds.best, bounds.worst, bounds.exact) == (100, 103, 101)
    generous = two_ledgers(gratuity="0.01")
    assert quotes.local_by_source(generous, A, B, 100).exact == 9_900


def test_a_slippage_in_the_request_may_be_obeyed_or_not() -> None:
    plain = two_ledgers()
    bounds = quotes.local_by_source(plain, A, B, 100, Fraction(1, 100))
    assert (bounds.best, bounds.worst, bounds.exact) == (10_000, 9_799, None)
    assert quotes.local_by_source(plain, A, B, 100, Fraction(0)) == quotes.local_by_source(plain, A, B, 100)
    assert quotes.local_by_source(plain, A, B, 100, Fraction(5)).worst == 1


def test_an_undeclared_gratuity_leaves_one_end_open() -> None:
    silent = two_ledgers(gratuity=None)
    assert silent.gratuity is None
    by_source = quotes.local_by_source(silent, A, B, 100)
    assert (by_source.best, by_source.worst, by_source.exact) == (10_000, 1, None)
    by_destination = quotes.local_by_destination(silent, A, B, 10_000)
    assert (by_destination.best, by_destination.worst, by_destination.exact) == (100, None, None)
    assert by_destination.allows(10**20)
    assert not by_destination.allows(99)
    assert by_destination.sentence() == "the source amount is at least 100"
    assert quotes.there_and_back(silent, 500) == 1


def test_beyond_the_capacity_an_error_is_right_and_nothing_is_owed() -> None:
    topology = two_ledgers()
    bounds = quotes.local_by_source(topology, A, B, 10**10 + 1)
    assert bounds.may_refuse
    assert bounds.worst == 1
    assert bounds.exact is None
    assert not quotes.local_by_source(topology, A, B, 10**10).may_refuse
    bounds = quotes.local_by_destination(topology, A, B, 10**12)  # the worst x of it is beyond the capacity
    assert (bounds.may_refuse, bounds.best, bounds.worst) == (True, 10**10, None)


def test_remote_quotes_by_hand() -> None:
    # To ask: f(100) = 10,000 as in a local quote. The next hop gives 7,777 for it: that, or one less, is the answer.
    topology = two_ledgers()
    assert quotes.remote_ask_by_source(topology, A, B, 100) == quotes.local_by_source(topology, A, B, 100)
    answer = quotes.remote_answer_by_source(topology, 7_777)
    assert (answer.best, answer.worst, answer.exact) == (7_777, 7_776, 7_777)
    # By destination: the request carries the amount itself; the next hop wants 12,345 there: 123.45 cents.
    assert [quotes.remote_ask_by_destination(500).allows(amount) for amount in (499, 500, 501)] == [False, True, False]
    answer = quotes.remote_answer_by_destination(topology, A, B, 12_345)
    assert (answer.best, answer.worst, answer.exact) == (123, 124, None)  # at worst 12,346 / 100 + 1 = 124.46


def test_there_and_back_by_hand() -> None:
    assert quotes.there_and_back(two_ledgers(), 500) == 499
    assert quotes.there_and_back(two_ledgers(slippage="0.1"), 500) == 449
    assert quotes.there_and_back(two_ledgers(), 1) == 1


def near(*ends: int | None) -> set[int]:
    """Whole amounts around the ends, and a few small ones."""
    return {end + step for end in (3, *ends) if end for step in range(-4, 5) if end + step > 0}


small = st.builds(
    two_ledgers,
    scale_a=st.integers(0, 3),
    scale_b=st.integers(0, 3),
    rate=st.sampled_from(["1", "0.5", "3", "1.07"]),
    spread=st.sampled_from(["0", "0.002", "0.1"]),
    slippage=st.sampled_from(["0", "0.001", "0.03"]),
)


@settings(deadline=None)
@given(small, st.integers(1, 300))
def test_by_source_the_bounds_are_the_words_for_every_answer(topology: Topology, x: int) -> None:
    """Written as inequalities, asked for the integers around both ends."""
    slope = own_rate(topology, A, B).slope
    kept = 1 - topology.slippage
    rounding = 1 if topology.slippage else 0
    bounds = quotes.local_by_source(topology, A, B, x)
    for y in near(bounds.best, bounds.worst, math.floor(slope * x), math.floor(kept * slope * (x - 1))):
        no_better = y < slope * x + 1
        no_worse = y >= kept * slope * (x - 1) - 1 - rounding
        assert bounds.allows(y) == (no_better and no_worse)


@settings(deadline=None)
@given(small, st.integers(1, 300))
def test_by_destination_the_bounds_are_the_words_for_every_answer(topology: Topology, y: int) -> None:
    slope = own_rate(topology, A, B).slope
    added = 1 + topology.slippage
    rounding = 1 if topology.slippage else 0
    bounds = quotes.local_by_destination(topology, A, B, y)
    for x in near(bounds.best, bounds.worst, math.ceil(y / slope), math.ceil(added * y / slope)):
        no_better = x > y / slope - 1
        no_worse = x <= added * ((y + 1) / slope + 1) + rounding
        assert bounds.allows(x) == (no_better and no_worse)


@settings(deadline=None)
@given(small, st.integers(1, 10**6))
def test_the_roundings_of_the_day_are_within_the_bounds(topology: Topology, amount: int) -> None:
    """Down for the destination, up for the source (QT-14), once at the end or on each ledger."""
    own, slip = own_rate(topology, A, B), topology.slippage
    by_source = quotes.local_by_source(topology, A, B, amount)
    for y in (math.floor(own.value(amount) * (1 - slip)), math.floor(math.floor(own.value(amount)) * (1 - slip))):
        assert by_source.allows(y) or (y <= 0 and by_source.may_refuse)
    by_destination = quotes.local_by_destination(topology, A, B, amount)
    for x in (math.ceil(own.inverse(amount) * (1 + slip)), math.ceil(math.ceil(own.inverse(amount)) * (1 + slip))):
        assert by_destination.allows(x)
    if by_source.exact is not None:
        assert by_source.allows(by_source.exact)
    assert quotes.there_and_back(replace(topology, slippage=Fraction(0)), amount) >= min(1, amount)
