"""More correct connectors: the second one with other lawful habits."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from tests.second_connector.connector import Connector
from tests.second_connector.habits import Habits
from tests.second_connector.liquidity import LiquidityConnector


class Prompt(Connector):
    """All at once, and as good as may be promised: no delays, no thinned curves, nothing said that need not be."""

    habits: ClassVar[Habits] = Habits(
        answer_delay=0,
        update_delay=0,
        quote_delay=0,
        hold_down=(3, 1),
        pessimistic=False,
        most_points=None,
        same_ledger=False,
        tries_second=False,
        lists_local_members=True,
        short_prefix=False,
        talkative=False,
    )


class Slow(Connector):
    """Answers late, learns late and passes on an interval later still."""

    habits: ClassVar[Habits] = Habits(
        answer_delay=300, quote_delay=600, update_delay=800, hold_down=(7, 5), most_points=4
    )


class SlowToAnswer(Connector):
    """Quotes take nearly all of the patience: too slow for what has to be seen within short hold-down times."""

    habits: ClassVar[Habits] = Habits(answer_delay=900, quote_delay=2400)


class SlowToLearn(Connector):
    """Updates take effect, and are passed on an interval later, with nearly all of the patience over."""

    habits: ClassVar[Habits] = Habits(update_delay=1700, quote_delay=10)


class Remembering(Connector):
    """Keeps the next hops' quotes for a while; quotes less where too much is asked for."""

    habits: ClassVar[Habits] = Habits(cache_time=800, small_amounts=True, same_ledger=False)


class Lenient(Connector):
    """Takes what is good of an update beside a broken curve; the announcement wins; repeats go out again."""

    habits: ClassVar[Habits] = Habits(
        strict_updates=False,
        broken_is_heartbeat=False,
        withdrawal_wins=False,
        repeats_transfers=True,
        lists_local_members=True,
        hold_down=(11, 10),
    )


class Guarded(Connector):
    """Takes no more of one peer than it has to."""

    habits: ClassVar[Habits] = Habits(most_routes=1000, most_open=100, update_delay=400)


class LiquidityPrompt(LiquidityConnector):
    """Prompt, in the liquidity form."""

    habits: ClassVar[Habits] = Prompt.habits


class LiquidityLenient(LiquidityConnector):
    """Lenient, in the liquidity form; for an input above the curves it says what their ends give."""

    habits: ClassVar[Habits] = replace(Lenient.habits, small_amounts=True)
