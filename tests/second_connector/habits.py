"""The liberties that a correct connector may take, as settings: what the variants differ in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """Times in ms. What is said of INFO rows, the requirements leave open."""

    answer_delay: int = 60  # at most, until a call is answered; each account has its own
    update_delay: int = 170  # at most, until an update takes effect
    quote_delay: int = 130  # at most, until a quote request is looked at
    hold_down: tuple[int, int] = (5, 2)  # the announced hold-down time, in broadcast intervals
    pessimistic: bool = True  # rounds down by the whole allowance, else by nothing
    most_points: int | None = 10  # of a curve, None: all
    same_ledger: bool = True  # RB-17: offers routes to other peers of the ledger they came over
    tries_second: bool = True  # RQ-5
    cache_time: int = 0  # remote quotes are kept so long, while no route changes
    small_amounts: bool = False  # LC-5: for an input above the curves quotes with a smaller one
    strict_updates: bool = True  # RR-18: one broken curve costs the whole update, else its route only
    broken_is_heartbeat: bool = True  # RR-16b
    withdrawal_wins: bool = True  # RR-24
    lists_local_members: bool = False  # RB-16: destination_account, destination_scale
    short_prefix: bool = True  # the RFC's form of the prefix in URLs, without its final period
    talkative: bool = True  # unknown methods are answered with an error, quotes carry optional members
    repeats_transfers: bool = False  # FW-8: a repeated transfer goes out again under the same id
    most_routes: int = 5000  # of one peer
    most_open: int = 500  # requests under way of one ledger
