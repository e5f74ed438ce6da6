"""How programs are played in each profile: what follows them, what judges, how a route is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from conformance.fuzz import calls, ways
from conformance.fuzz.judging import Judge
from conformance.fuzz.liquidity import calls as liquid_calls
from conformance.fuzz.liquidity import ways as liquid_ways
from conformance.fuzz.liquidity.judging import LiquidJudge
from conformance.fuzz.liquidity.model import LiquidModel
from conformance.fuzz.liquidity.paid import LiquidPaying
from conformance.fuzz.model import Model
from conformance.fuzz.paid import Paying
from conformance.fuzz.steps import Bad, Offered
from conformance.fuzz.ways import Way
from conformance.profiles import gratuity_quoting, liquidity_routing
from conformance.profiles.routes import Tacit
from schemas.topology import Ledger


@dataclass(frozen=True)
class Dialect:
    """A profile as the fuzzer speaks it. `rows`: the requirements that stand for what the other profile's say."""

    model: type[Model]
    judge: type[Judge]
    paying: type[Paying]
    law_of: Callable[[Bad, bytes, str, Ledger], calls.Law]
    ways: Mapping[str, Way]
    members: Callable[[Offered], dict[str, Any]]
    rows: Mapping[str, str] = field(default_factory=dict)


def _plain(offered: Offered) -> dict[str, Any]:
    """The members of a route with a curve in JSON."""
    window = Decimal(offered.window) if isinstance(offered.window, str) else offered.window
    return {"points": [list(point) for point in offered.points], "min_message_window": window}


def _with_paths(offered: Offered) -> dict[str, Any]:
    """The members of a route in the liquidity form."""
    members = _plain(offered)
    points = Tacit(members["points"]) if offered.silent else members["points"]
    return {**members, "points": points, "paths": [list(path) for path in offered.paths]}


DIALECTS: Mapping[str, Dialect] = {
    gratuity_quoting.NAME: Dialect(Model, Judge, Paying, calls.law_of, ways.WAYS, _plain),
    liquidity_routing.NAME: Dialect(
        LiquidModel, LiquidJudge, LiquidPaying, liquid_calls.law_of, liquid_ways.WAYS, _with_paths,
        {**liquidity_routing.ROWS, "QT-18": "RQ-3", "LC-8b": "LC-8"},
    ),
}  # fmt: skip
