"""How a route is said under liquidity routing: which ledgers lie between, and whether it has a curve."""

from __future__ import annotations

from collections.abc import Callable

from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.steps import STEM

Paths = tuple[tuple[str, ...], ...]
SILENT = 4  # of so many names that nobody else announces one is said without curve
ODD = 2  # of so many routes one has other paths than the plain one


def manner(dice: Dice, player: Player, name: str) -> tuple[Paths, bool]:
    """The paths of a route to the name, and whether it comes without curve. What can't be compared is rare."""
    others = dice.routes.get(name, set()) - {player.account}
    silent = not others and dice.chance(SILENT)
    if not dice.chance(ODD):
        return ((),), silent
    return odd_paths(dice, player, name), silent


def odd_paths(dice: Dice, player: Player, name: str) -> Paths:
    """Paths of any kind, mostly those drawn least."""
    return PATHS[dice.rare("paths", tuple(PATHS))](dice, player, STEM + name)


def _of(count: int) -> Callable[[Dice, Player, str], Paths]:
    return lambda dice, player, prefix: (_between(count),)


def _between(count: int) -> tuple[str, ...]:
    return tuple(f"g.mid{number}." for number in range(count))


def _over(first: int, last: int) -> Callable[[Dice, Player, str], Paths]:
    """One path that leads over a ledger of the connector's, with so many others before and behind it."""

    def made(dice: Dice, player: Player, prefix: str) -> Paths:
        path = _between(first + last)
        return ((*path[:first], dice.elsewhere(player).ledger.prefix, *path[first:]),)

    return made


def _one_over(dice: Dice, player: Player, prefix: str) -> Paths:
    """Two paths, of which one leads over a ledger of the connector's."""
    return (dice.elsewhere(player).ledger.prefix,), ("g.mid0.",)


def _both_over(dice: Dice, player: Player, prefix: str) -> Paths:
    other = dice.elsewhere(player).ledger.prefix
    return (other,), ("g.mid0.", other)


PATHS: dict[str, Callable[[Dice, Player, str], Paths]] = {
    "nothing between": _of(0),
    "one between": _of(1),
    "two between": _of(2),
    "another two between": lambda dice, player, prefix: (("g.here.", "g.there."),),
    "three between": _of(3),
    "five between": _of(5),
    "over an own ledger": _over(0, 0),
    "over an own ledger at last": _over(1, 0),
    "over an own ledger at first": _over(0, 1),
    "over an own ledger in the middle": _over(1, 1),
    "one of two over an own ledger": _one_over,
    "both over an own ledger": _both_over,
    "two ways": lambda dice, player, prefix: (("g.mid0.",), ("g.here.", "g.there.")),
    "no list of ways": lambda dice, player, prefix: (),
    "a loop": lambda dice, player, prefix: (("g.mid0.", "g.here.", "g.mid0."),),
    "a loop beside a way": lambda dice, player, prefix: (("g.mid0.", "g.mid0."), ("g.here.",)),
    "over its own ledger beside a way": lambda dice, player, prefix: ((player.ledger.prefix,), ("g.here.",)),
    "over the destination beside a way": lambda dice, player, prefix: (("g.mid0.", prefix), ("g.here.",)),
    "no prefix in it": lambda dice, player, prefix: (("nowhere", ""), ("g.here.",)),
}  # fmt: skip
