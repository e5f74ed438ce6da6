"""Routes as a case names them: what is left open is filled in by the peer that announces them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Points = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Route:
    """A route to a prefix. `members` override or (None) leave out members of its JSON form."""

    prefix: str
    source_ledger: str | None = None
    source_account: str | None = None
    capacity: int | None = None
    members: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def of(row: Mapping[str, Any]) -> Route:
        """The route of a JSON row."""
        return Route(row["destination_ledger"], members=dict(row))

    @property
    def points(self) -> Points:
        """The curve's points."""
        points: Points = self.members["points"] if "points" in self.members else straight(self.capacity or 1)
        return points

    @property
    def window(self) -> Any:
        """The `min_message_window`, in seconds."""
        return self.members.get("min_message_window", 1)

    def filled(self, ledger: str, account: str, plain: Mapping[str, Any], curve: bool = True) -> dict[str, Any]:
        """The JSON form, with the announcing peer's own names, and the plain members, where the case gave none.

        Without `curve` the peer keeps its points to itself.
        """
        row: dict[str, Any] = {
            "source_ledger": self.source_ledger or ledger,
            "destination_ledger": self.prefix,
            "source_account": self.source_account or account,
            "min_message_window": 1,
            **plain,
            **self.members,
        }
        if not curve and drawn(row["points"]):
            row["points"] = Tacit(row["points"])
        return {name: value for name, value in row.items() if value is not None}


def route(prefix: str, **members: Any) -> Route:
    """A route to the prefix; members (`points`, `source_account`, ...) override, None leaves one out."""
    return Route(prefix, members=members)


class Tacit(list[list[int]]):
    """Points that a peer keeps to itself: its route is announced without curve, and it answers by them when asked."""


class Verbatim(list[Any]):
    """A list that travels as it is, though a profile would write points as something else."""


def drawn(points: object) -> bool:
    """Whether the points are a list of pairs of amounts, whatever curve they make."""
    return isinstance(points, list) and all(
        isinstance(point, list) and len(point) == 2 and all(type(number) is int and number >= 0 for number in point)
        for point in points
    )


def straight(end: int) -> list[list[int]]:
    """The curve of one for one up to `end` base units."""
    return [[0, 0], [end, end]]
