"""Scenes in which routes come and go: several peers' updates, looks in between, and quotes."""

from __future__ import annotations

import math

from conformance.fuzz.dice import PROFILE, Dice, Player
from conformance.fuzz.steps import STEM, Ask, Deliveries, Look, Offered, Passes, Replies, Step, Update
from conformance.fuzz.ways import RIGHT, WAYS
from conformance.generate.realistic import realistic, special
from conformance.oracle.rates import own_rate

PLAIN_NAMES = ("a.", "b.", "c.")
NESTED = ("a.", "a.b.", "a.b.c.", "a.b.c.d.", "ab.", "A.", "a.01.", "a.1.")
TOP = 10**12  # units of the destination: what the best curve gives at its end
PART = 4  # of a ledger's capacity this part is the end of most curves
WINDOWS: tuple[int | str, ...] = (1, 1, 1, 3, 2, 0, "2.25", "0.123456789")  # s
HOLDS = (1, 500, 1000, 1500, 2500, 3000)
Points = tuple[tuple[int, int], ...]


# -- curves ------------------------------------------------------------------------------------------------------


def curve(dice: Dice, capacity: int) -> Points:
    """A curve: comparable with others of a program, or of an odd shape."""
    end, top = max(8, capacity // PART), min(TOP, 2**52)
    shape = dice.rare("curve", SHAPES)
    if shape in PARTS:
        return _of_parts(PARTS[shape], end, top)
    if shape == "own units":
        return (0, 0), (capacity, capacity) if capacity <= 2**53 else (2**53, 2**53)
    if shape == "one point":
        return ((dice.amount(end), dice.amount(top)),)
    if shape == "small":
        first = dice.below(3)
        return (first, dice.below(3) if first else 0), (first + dice.number(1, 50), 3 + dice.below(60))
    if shape == "level end":
        return (0, 0), (end - 1, top // 2), (end, top // 2)
    if shape == "a unit apart":
        return (0, 0), (end // 2, top // 4), (end // 2 + 1, top // 4 + 1), (end, top)
    if shape == "nothing for one":
        return (0, 0), (1, 0), (end, top)
    if shape == "many":
        return _many(dice, end, top)
    if shape == "huge outputs":
        return (0, 0), (end, 2**53 - 1 - dice.below(1000))
    if shape == "beyond":
        return (0, 0), (min(end, 2**52), top // 3), (min(2 * capacity, 2**53), top)
    return _any(dice, end, top)


PARTS = {
    "good": ((0, 0), (8, 8)), "even": ((0, 0), (8, 4)), "poor": ((0, 0), (8, 2)), "narrow": ((0, 0), (1, 1)),
    "early": ((0, 0), (4, 6), (8, 6)), "late": ((0, 0), (4, 2), (8, 8)),
    "steps": ((0, 0), (2, 4), (4, 4), (6, 5), (8, 5)), "least": ((2, 1), (8, 6)), "bent down": ((0, 0), (2, 5), (8, 8)),
    "bent up": ((0, 0), (6, 2), (8, 8)),
}  # fmt: skip
SHAPES = (
    *PARTS, "own units", "one point", "small", "level end", "a unit apart", "nothing for one", "many", "huge outputs",
    "beyond", "any",
)  # fmt: skip


def shaped(name: str, capacity: int) -> Points:
    """The curve of parts with that name."""
    return _of_parts(PARTS[name], max(8, capacity // PART), TOP)


def _of_parts(parts: Points, end: int, top: int) -> Points:
    return tuple((end * x // 8, top * y // 8) for x, y in parts)


def _many(dice: Dice, end: int, top: int) -> Points:
    """Many points that bend up, or down, or both by turns."""
    count = min(dice.pick((7, 8, 9, 30, 100, 150)), end - 1)
    bend = dice.pick((1, 2, 0))
    xs = [end * n // count for n in range(count + 1)]
    ys = [top * _bent(n, count, bend) // (count * count) for n in range(count + 1)]
    return tuple(zip(xs, ys, strict=True))


def _bent(n: int, count: int, bend: int) -> int:
    if bend == 1:
        return n * n
    return n * count if bend == 0 else count * count - (count - n) * (count - n)


def _any(dice: Dice, end: int, top: int) -> Points:
    count = dice.number(2, 4)
    xs = sorted({dice.number(0, end) for _ in range(count)})
    ys = sorted(dice.number(0, top) for _ in xs)
    return tuple((x, y if x else 0) for x, y in zip(xs, ys, strict=True))  # nobody can ask a peer for nothing


# -- updates -----------------------------------------------------------------------------------------------------


def announced(dice: Dice, player: Player, names: list[str], points: Points | None = None) -> Update:
    """An update with routes to these names."""
    routes = tuple(
        Offered(
            STEM + name,
            points or _curve_again(dice, player, name),
            dice.pick(WINDOWS),
            *dice.manner(dice, player, name),
        )
        for name in names
    )
    for name in names:
        dice.routes.setdefault(name, set()).add(player.account)
    return Update(player.account, routes, (), None)


def _curve_again(dice: Dice, player: Player, name: str) -> Points:
    """The curve of the last time, or another."""
    key = player.account, name
    if key not in dice.curves or not dice.chance(3):
        dice.curves[key] = curve(dice, player.ledger.capacity)
    return dice.curves[key]


def withdrawn(dice: Dice, player: Player, names: list[str]) -> Update:
    """An update that withdraws these names."""
    for name in names:
        dice.routes.get(name, set()).discard(player.account)
    return Update(player.account, (), tuple(STEM + name for name in names), None)


def _names(dice: Dice) -> list[str]:
    """A handful of names to play with: plain, nested, special or realistic ones."""
    kind = dice.rare("names", ("plain", "nested", "special", "realistic", "odd letters", "long"))
    if kind == "nested":
        return dice.some(NESTED, 5)
    if kind == "special":
        return [*dice.some([f"{each}." for each in special()], 3), "a."]
    if kind == "realistic":
        return [f"{realistic(dice.below)}." for _ in range(dice.number(1, 4))]
    if kind == "odd letters":
        return dice.some(("~.", "-.", "_.", "a~.", "1e3.", "0.", "a-b_c~d."), 3)
    if kind == "long":
        return [f"{'x' * dice.pick((200, 500, 985))}.", "y."]
    return dice.some(PLAIN_NAMES, 3)


def routes_scene(dice: Dice) -> list[Step]:
    """Two to four peers announce, replace and withdraw routes to a few prefixes; after most steps all look."""
    names = _names(dice)
    people = dice.some(dice.stage.steady, 4)
    steps: list[Step] = []
    for _ in range(dice.number(2, 7)):
        steps += _route_steps(dice, people, names)
        if not dice.chance(4):
            steps.append(Look())
        if dice.chance(2):
            steps.append(asked(dice, dice.pick(names)))
    steps.append(Look())
    steps += [withdrawn(dice, each, names) for each in people if dice.chance(2)]
    return steps


def _route_steps(dice: Dice, people: list[Player], names: list[str]) -> list[Step]:
    player = dice.pick(people)
    mine = [name for name in names if player.account in dice.routes.get(name, ())]
    if mine and dice.chance(3):
        return [withdrawn(dice, player, dice.some(mine, 3))]
    if mine and dice.chance(4):
        gone = dice.some(mine, 2)
        new = [name for name in names if name not in gone][:2]
        made = announced(dice, player, new)
        return [Update(player.account, made.routes, withdrawn(dice, player, gone).gone, None)]
    if dice.chance(6):
        return [Update(player.account)]
    if dice.chance(8):
        unknown = [dice.pick(names) + dice.pick(("b.", "x.")), "never."]
        return [withdrawn(dice, player, [each for each in unknown if each not in mine])]
    if dice.chance(8):
        many = [f"many{number}." for number in range(dice.pick((12, 40)))]
        return [announced(dice, player, many, ((0, 0), (8, 8))), withdrawn(dice, player, many[:-1])]
    return [announced(dice, player, dice.some(names, 3))]


# -- quotes ------------------------------------------------------------------------------------------------------


def asked(dice: Dice, name: str) -> Step:
    """A quote request for something below the name, of somebody on another ledger than its announcers mostly."""
    owners = [each for each in dice.stage.steady if each.account in dice.routes.get(name, ())]
    asker = dice.elsewhere(dice.pick(owners)) if owners else dice.steady()
    side = dice.pick(("source_amount", "destination_amount"))
    end = TOP if side == "destination_amount" else asker.ledger.capacity // PART
    amount = dice.amount(end)
    if side == "source_amount" and owners and not dice.chance(3):
        amount = max(amount, enough(dice, asker, owners[0]))
    return Ask(asker.account, f"{STEM}{name}{dice.pick(('bob', 'x.y', 'carl'))}", side, amount, wishes(dice))


def enough(dice: Dice, asker: Player, owner: Player) -> int:
    """An amount of which the own rate leaves something."""
    if dice.stage.topology.pair(asker.ledger.prefix, owner.ledger.prefix) is None:
        return 1
    return math.ceil(own_rate(dice.stage.topology, asker.ledger.prefix, owner.ledger.prefix).inverse(100))


def wishes(dice: Dice) -> tuple[tuple[str, str], ...]:
    """Optional members of a request, mostly none."""
    if not dice.chance(4):
        return ()
    maximum = dice.stage.topology.maximum_hold
    if dice.stage.topology.profile != PROFILE:  # packets have the one hold, in ms
        return (("destination_expiry_duration", dice.pick(("2.5", "3", "0", "2.125", f"{maximum}.001",
                                                           f"{maximum + 2}", f"{maximum - 1}"))),)  # fmt: skip
    hold = (
        "destination_expiry_duration",
        dice.pick(("2.5", "3", "0", "2.123456789", f"{maximum}.001", f"{maximum + 2}", f"{maximum - 1}")),
    )
    early = ("source_expiry_duration", dice.pick(("2.5", "4.999", "9.5")))
    full = (("source_expiry_duration", "6"), ("destination_expiry_duration", "5"), ("slippage", "0"))
    return dice.pick(((hold,), (early,), (early, ("destination_expiry_duration", "4")), full))


def answers_scene(dice: Dice) -> list[Step]:
    """One peer announces a prefix and answers in several ways, one after the other."""
    player = dice.steady()
    name = dice.pick(PLAIN_NAMES)
    steps: list[Step] = [announced(dice, player, [name], ((0, 0), (player.ledger.capacity // PART, TOP)))]
    for _ in range(dice.number(1, 5)):
        way = dice.rare("answer", tuple(RIGHT) if dice.chance(4) else tuple(WAYS))
        steps.append(Replies(player.account, STEM + name, way))
        asker = dice.elsewhere(player)
        for side in dice.some(("source_amount", "destination_amount"), 2):
            end = TOP // 2 if side == "destination_amount" else asker.ledger.capacity // (2 * PART)
            amount = max(dice.amount(end), enough(dice, asker, player))
            steps.append(Ask(asker.account, f"{STEM}{name}bob", side, amount, wishes(dice)))
    steps.append(Replies(player.account, STEM + name, "rightly"))
    return steps


# -- time and deliveries -----------------------------------------------------------------------------------------


def silence_scene(dice: Dice) -> list[Step]:
    """A spare peer announces routes for a while, goes on or falls silent, and comes back."""
    if not dice.stage.spare:
        return routes_scene(dice)
    spare, other = dice.pick(dice.stage.spare), dice.pick(dice.stage.spare)
    names = dice.some(PLAIN_NAMES, 3)
    steps: list[Step] = []
    if dice.chance(2):
        steps.append(announced(dice, dice.steady(), dice.some(names, 2)))
    for _ in range(dice.number(1, 4)):
        who = spare if not dice.chance(4) else other
        made = dice.pick(
            (announced(dice, who, dice.some(names, 3)), Update(who.account), withdrawn(dice, who, names[:1]))
        )
        steps.append(Update(who.account, made.routes, made.gone, dice.pick(HOLDS)))
        steps.append(Passes(dice.pick((300, 700, 700, 1900))))
        steps += [Look()] if dice.chance(2) else []
        steps += [asked(dice, dice.pick(names))] if dice.chance(2) else []
    short = dice.pick((1, 500, 1000))
    steps += [Update(spare.account, hold=short), Passes(short + dice.pick((1600, 100))), Look()]
    steps.append(asked(dice, dice.pick(names)))
    if dice.chance(2):
        steps += [announced(dice, spare, names), Look(), asked(dice, names[0])]
    return steps


def failing_scene(dice: Dice) -> list[Step]:
    """Deliveries to a spare peer fail for a while, while routes come and go; then it is told what it missed."""
    if not dice.stage.spare:
        return routes_scene(dice)
    spare = dice.pick(dice.stage.spare)
    names, people = dice.some(PLAIN_NAMES, 3), dice.some(dice.stage.steady, 2)
    stands = dice.chance(2)
    steps: list[Step] = [announced(dice, spare, ["spare.", "spare.b."])] if stands else []
    steps += [announced(dice, people[0], names), Look()]
    for _ in range(dice.number(1, 2)):
        steps.append(Deliveries(spare.account, dice.pick((500, 500, 404, 202, 0))))
        for _ in range(dice.number(1, 3)):
            steps += _route_steps(dice, people, names)
            steps += [Look()] if dice.chance(2) else []
            steps.append(Passes(dice.pick((50, 500, 1500, 3500)[: 3 if stands else 4])))
            steps += [Update(spare.account)] if stands else []
        steps += [Deliveries(spare.account, 200), Update(spare.account), Passes(1100), Look()]
        steps += [asked(dice, "spare."), asked(dice, "spare.b.")] if stands else []
    return steps
