"""Routes in the liquidity form: read from updates, chosen by their length, and told with curves in base64 and paths.

A path is read as the list of all ledgers between the one that peers share and the destination, the next one included.
"""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from typing import Any

from schemas import curves
from tests.second_connector.messages import Announcement, Bad, Path, announcement
from tests.second_connector.table import Candidate, Offer, Offers, Table
from tests.second_connector.telling import Listener, Telling, number

MEMBERS = {"source_ledger", "destination_ledger", "source_account", "min_message_window"}
EXTRA = {"destination_account", "points", "paths"}
PREFIX = re.compile(r"([a-zA-Z0-9_~-]+[.])+")
NO_FUNCTION = ((1, 0), (0, 0))  # points that are none


def read_route(row: Any) -> Announcement:
    """A route of Routes.json as of five-bells-shared 25.1.0. Raises Bad."""
    if not isinstance(row, dict) or not MEMBERS <= set(row) <= MEMBERS | EXTRA:
        raise Bad("the members of a route")
    return announcement(row, _points(row["points"]) if "points" in row else None, _paths(row.get("paths", [[]])))


def _points(text: Any) -> curves.Curve | None:
    """The curve; none for no bytes; points that are no function for bytes that are no points."""
    if not isinstance(text, str) or re.search(r"[^A-Za-z0-9+/=\n]", text):
        raise Bad("points are base64")
    lines = text.split("\n")
    if any(len(line) % 4 or not line for line in lines[:-1]) or len("".join(lines)) % 4 or text.endswith("=\n"):
        raise Bad("points are padded base64")
    if not re.fullmatch("[^=]*={0,2}", text):
        raise Bad("padding comes last")
    data = base64.b64decode("".join(lines))
    if len(data) % 16:
        return NO_FUNCTION
    return curves.decode(data) or None


def _paths(paths: Any) -> tuple[Path, ...]:
    if not isinstance(paths, list) or not all(isinstance(path, list) for path in paths):
        raise Bad("paths are lists")
    if not all(isinstance(ledger, str) for path in paths for ledger in path):
        raise Bad("a path names ledgers")
    return tuple(tuple(ledger for ledger in path if PREFIX.fullmatch(ledger)) for path in paths) or ((),)


def is_blind(candidate: Candidate) -> bool:
    """Whether only the next hop can tell what the way is worth."""
    return candidate.hop is not None and candidate.way.curve is None


class LiquidityTable(Table):
    """Of parallel ways only the shortest are ways; one that leads over a ledger twice is none."""

    def candidates(self, source: str, asker: str) -> list[Candidate]:
        """All ways from the ledger, each with those of its paths that are no loops."""
        found = [replace(each, paths=self._open_paths(source, each)) for each in super().candidates(source, asker)]
        return self._shortest([each for each in found if each.paths])

    def _open_paths(self, source: str, way: Candidate) -> tuple[Path, ...]:
        if way.hop is None:
            return ((),)
        ends = [source, way.ledger, way.prefix]
        return tuple(path for path in way.paths if len({*path, *ends}) == len(path) + len(ends))

    def _shortest(self, ways: list[Candidate]) -> list[Candidate]:
        least: dict[str, int] = {}
        for each in ways:
            least[each.prefix] = min(length(each), least.get(each.prefix, length(each)))
        short = [each for each in ways if length(each) == least[each.prefix]]
        seen = {each.prefix for each in short if not is_blind(each)}
        return [each for each in short if not is_blind(each) or each.prefix not in seen]

    def _offers(self, source: str, peer: str) -> Offers:
        return {prefix: offer for prefix, offer in super()._offers(source, peer).items() if offer[0] != ()}

    def _offer(self, candidates: list[Candidate]) -> Offer:
        if is_blind(candidates[0]):
            window = max(each.window for each in candidates) + self.topology.message_window
            return None, window, _paths_of(candidates)
        curve, window, _ = super()._offer(candidates)
        return curve, window, _paths_of(candidates)


def length(way: Candidate) -> int:
    """The ledgers between, by the shortest path."""
    return -1 if way.hop is None else min(map(len, way.paths))


def _paths_of(candidates: list[Candidate]) -> tuple[Path, ...]:
    """With the ledger on which this connector sends on in front."""
    return tuple((each.ledger, *path) if each.hop is not None else () for each in candidates for path in each.paths)


class LiquidityTelling(Telling):
    """Updates in the liquidity form."""

    def _route(self, listener: Listener, prefix: str, offer: Offer) -> dict[str, Any]:
        points, window, paths = offer
        row: dict[str, Any] = {
            "min_message_window": number(window),
            "source_account": listener.ledger.account,
            "destination_ledger": prefix,
            "source_ledger": listener.ledger.prefix,
        }
        if points is not None:
            row["points"] = curves.to_base64(points)
        if any(paths):
            row["paths"] = [list(path) for path in paths]
        if self.habits.lists_local_members and prefix in {ledger.prefix for ledger in self.topology.ledgers}:
            row["destination_account"] = self.topology.ledger(prefix).account
        return row
