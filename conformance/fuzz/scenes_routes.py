"""Scenes in which routes come and go: several peers' updates, looks in between, and quotes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from conformance.fuzz.dice import PROFILE, Dice, Player
from conformance.fuzz.steps import STEM, Ask, Look, Offered, Replies, Step, Update
from conformance.fuzz.ways import RIGHT, WAYS
from conformance.generate.realistic import realistic, special
from conformance.oracle.curves import Curve
from conformance.oracle.joins import Join
from conformance.oracle.rates import own_rate

PLAIN_NAMES = ("a.", "b.", "c.")
CHAIN = ("a.", "a.b.", "a.b.c.", "a.b.c.d.", "a.b.c.d.e.")
NESTED = (*CHAIN, "ab.", "A.", "a.01.", "a.1.")
ALIKE = ("A.", "ab.", "a.01.", "a.B.", "a.bc.", "a.1.", "a0.")  # next to a name, and to be told from it
ODD_LETTERS = ("_~.", "~.", "-.", "_.", "a~.", "1e3.", "0.", "a-b_c~d.")
TOP = 10**12  # units of the destination: what the best curve gives at its end
INPUTS = 2**52  # up to which the inputs of most curves go: above 2^53 JSON promises nothing
LONG = 987  # letters of a name: with the play's stem before it and an account behind it an address has 1,023 at most
PART = 4  # of a ledger's capacity this part is the end of most curves
WINDOWS: tuple[int | str, ...] = (1, 1, 1, 3, 2, 0, "2.25", "0.123456789")  # s
Points = tuple[tuple[int, int], ...]


# -- curves ------------------------------------------------------------------------------------------------------


def curve(dice: Dice, capacity: int) -> Points:
    """A curve: comparable with others of a program, or of an odd shape."""
    most = INPUTS if dice.stage.topology.profile == PROFILE else capacity
    end, top = max(8, min(capacity // PART, most)), min(TOP, 2**52)
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
    if shape == "a line":
        return (0, 0), (dice.amount(end), dice.amount(top))
    if shape == "six parts":
        return _six_parts(dice, end)
    if shape == "outputs above 2^53":
        return (0, 0), (end // 2, 2**53 + 1 + 2 * dice.below(1000)), (end, 2**53 + 2**52 + 1 + 2 * dice.below(1000))
    if shape == "level end":
        return (0, 0), (end - 1, top // 2), (end, top // 2)
    if shape == "a unit apart":
        return (0, 0), (end // 2, top // 4), (end // 2 + 1, top // 4 + dice.number(0, 2)), (end, top)
    if shape == "nothing for one":
        return (0, 0), (1, 0), (end, top)
    if shape == "many":
        return _many(dice, end, top)
    if shape == "very many":
        return _many(dice, end, top, (95, 150))
    if shape == "huge outputs":
        return (0, 0), (end, 2**53 - 1 - dice.below(1000))
    if shape == "beyond":
        return (0, 0), (min(end, 2**51), top // 3), (min(2 * capacity, 2**53), top)
    return _any(dice, end, top)


PARTS = {
    "good": ((0, 0), (8, 8)), "even": ((0, 0), (8, 4)), "poor": ((0, 0), (8, 2)), "narrow": ((0, 0), (1, 1)),
    "early": ((0, 0), (4, 6), (8, 6)), "late": ((0, 0), (4, 2), (8, 8)),
    "steps": ((0, 0), (2, 4), (4, 4), (6, 5), (8, 5)), "least": ((2, 1), (8, 6)), "bent down": ((0, 0), (2, 5), (8, 8)),
    "bent up": ((0, 0), (6, 2), (8, 8)),
}  # fmt: skip
SHAPES = (
    *PARTS, "own units", "one point", "small", "level end", "a unit apart", "nothing for one", "many", "very many",
    "huge outputs", "beyond", "any", "a line", "six parts", "outputs above 2^53",
)  # fmt: skip


def shaped(name: str, capacity: int) -> Points:
    """The curve of parts with that name."""
    return _of_parts(PARTS[name], max(8, min(capacity // PART, INPUTS)), TOP)


def _of_parts(parts: Points, end: int, top: int) -> Points:
    return tuple((end * x // 8, top * y // 8) for x, y in parts)


def _six_parts(dice: Dice, end: int) -> Points:
    """Six points or more, and small outputs."""
    count = min(dice.number(5, 9), end // 2)
    step = dice.number(1, end // count)
    heights = accumulate((dice.number(0, 60) for _ in range(count)), initial=0)
    return tuple((n * step, height) for n, height in enumerate(heights))


def _many(dice: Dice, end: int, top: int, counts: Sequence[int] = (7, 8, 9, 40)) -> Points:
    """Many points that bend up, or down, or both by turns."""
    kinds = {f"{count} points, {how}": (count, bend) for count in counts for how, bend in BENDS.items()}
    count, bend = dice.rarest("many points", kinds)
    count = min(count, end - 1)
    xs = [end * n // count for n in range(count + 1)]
    ys = [top * _bent(n, count, bend) // (count * count) for n in range(count + 1)]
    return tuple(zip(xs, ys, strict=True))


BENDS = {"bent up": 1, "bent down": 2, "straight": 0}


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
    for name, route in zip(names, routes, strict=True):
        dice.routes.setdefault(name, set()).add(player.account)
        dice.curves[player.account, name] = route.points
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
    kind = dice.rare("names", ("plain", "nested", "a chain", "alike", "special", "realistic", "odd letters", "long"))
    if kind == "nested":
        return dice.some(NESTED, 5)
    if kind == "a chain":
        return list(NESTED[: dice.number(2, len(CHAIN))])
    if kind == "alike":
        return [dice.pick(("a.", "a.1.", "a.b."))]
    if kind == "special":
        return [*dice.some([f"{each}." for each in special()], 3), "a."]
    if kind == "realistic":
        return [f"{realistic(dice.below)}." for _ in range(dice.number(1, 4))]
    if kind == "odd letters":
        return dice.some(ODD_LETTERS, 3)
    if kind == "long":
        return [f"{'x' * dice.pick((500, LONG, LONG))}.", "y."]
    return dice.some(PLAIN_NAMES, 3)


def routes_scene(dice: Dice) -> list[Step]:
    """Two to four peers announce, replace and withdraw routes to a few prefixes; after most steps all look."""
    names = _names(dice)
    people = dice.some(dice.stage.steady, 4)
    steps: list[Step] = []
    for _ in range(dice.number(2, 7)):
        steps += route_steps(dice, people, names)
        known, before = [name for name in names if dice.routes.get(name)], steps[-1]
        if not dice.chance(4):
            steps.append(Look())
        gone = [each.removeprefix(STEM) for each in before.gone] if isinstance(before, Update) else []
        for _ in range(dice.pick((0, 1, 1, 2))):
            steps.append(asked(dice, dice.pick(known if known and not dice.chance(4) else names)))
        steps += [asked(dice, dice.pick(gone))] if gone and dice.chance(2) else []
        if dice.chance(4):
            steps.append(asked_for_one_alike(dice, dice.pick(names)))
    steps.append(Look())
    steps += [withdrawn(dice, each, names) for each in people if dice.chance(2)]
    return steps


def route_steps(dice: Dice, people: list[Player], names: list[str]) -> list[Step]:
    """What one of the people says of some of the names: routes, withdrawals, both, neither, or much at once."""
    player = dice.pick(people)
    mine = [name for name in names if player.account in dice.routes.get(name, ())]
    if mine and dice.chance(3):
        return [withdrawn(dice, player, dice.some(mine, 3))]
    if mine and dice.chance(4):
        gone = dice.some(mine, 4)
        new = [name for name in names if name not in gone][:2] or [dice.fresh("new").removeprefix(STEM) + "."]
        made = announced(dice, player, new)
        return [Update(player.account, made.routes, withdrawn(dice, player, gone).gone, None)]
    if dice.chance(6):
        return [Update(player.account)]
    if dice.chance(8):
        unknown = [dice.pick(names) + dice.pick(("b.", "x.")), "never."]
        return [withdrawn(dice, player, [each for each in unknown if each not in mine])]
    if dice.chance(8):
        many = [f"many{number}." for number in range(dice.pick((12, 40, 40, 250)))]
        return [announced(dice, player, many, ((0, 0), (8, 8))), withdrawn(dice, player, many[:-1])]
    return [announced(dice, player, dice.some(names, 3))]


# -- quotes ------------------------------------------------------------------------------------------------------


def asked(dice: Dice, name: str) -> Ask:
    """A quote request for something below the name, of somebody on another ledger than its announcers mostly."""
    owners = [each for each in (*dice.stage.steady, *dice.stage.spare) if each.account in dice.routes.get(name, ())]
    asker = dice.elsewhere(dice.pick(owners)) if owners else dice.steady()
    side = dice.pick(("source_amount", "destination_amount"))
    amount = _amount_asked(dice, joins_to(dice, asker, _known_around(dice, name)), asker, side == "source_amount")
    return Ask(asker.account, f"{STEM}{name}{dice.pick(('bob', 'x.y', 'carl'))}", side, amount, wishes(dice))


def _known_around(dice: Dice, name: str) -> str:
    """The name, or the longest that has a route and that it lies below."""
    return max(
        (each for each, owners in dice.routes.items() if owners and name.startswith(each)), key=len, default=name
    )


def _amount_asked(dice: Dice, joins: Sequence[Join], asker: Player, by_source: bool) -> int:
    """Of what the routes take or give: all, a part, very little; or any amount."""
    corner = dice.rare("asked for", ("all", "half", "a part", "a part", "a little", "any"))
    if corner == "any" or not joins:
        return dice.amount(asker.ledger.capacity // PART if by_source else TOP)
    join = dice.pick(joins)
    if join.curve is None or join.owed_end < 1:
        return 1
    most = math.floor(join.owed_end if by_source else join.curve.last[1])
    least = math.ceil(join.own.inverse(2)) + 1 if by_source else 1
    amounts = {"all": most - dice.below(3), "half": most // 2, "a little": least + dice.below(50)}
    return max(1, amounts[corner] if corner in amounts else least + dice.below(max(1, most)))


def joins_to(dice: Dice, asker: Player, name: str) -> list[Join]:
    """What the routes to the name that were announced and not withdrawn are worth to the player."""
    topology, owners = dice.stage.topology, dice.routes.get(name, set())
    people = [each for each in (*dice.stage.steady, *dice.stage.spare) if each.account in owners]
    return [
        Join(own_rate(topology, asker.ledger.prefix, each.ledger.prefix), Curve.of(dice.curves[each.account, name]))
        for each in people
        if topology.pair(asker.ledger.prefix, each.ledger.prefix) is not None and (each.account, name) in dice.curves
    ]


def asked_for_one_alike(dice: Dice, name: str) -> Step:
    """A quote request for something that only looks as if it lay below the name."""
    step = asked(dice, name)
    head, rest = step.destination[: len(STEM)], step.destination[len(STEM) :]
    kinds = ("another name", "a special name", "the scheme", "half a segment", "the other case", "zeros before")
    how = dice.rare("alike", kinds)
    if how == "a special name":
        return replace(step, destination=f"{head}{dice.rare('special', special())}.bob")
    if how == "the scheme":
        return replace(step, destination=f"G{head[1:]}{rest}")
    if how == "half a segment":
        return replace(step, destination=f"{head}{name.removesuffix('.')}{dice.pick(('x', '0', '-'))}.bob")
    if how == "the other case":
        return replace(step, destination=f"{head}{name.swapcase()}bob")
    if how == "zeros before":
        return replace(step, destination=f"{head}{name.removesuffix('1.')}01.bob")
    return replace(step, destination=f"{head}{dice.pick(ALIKE)}bob")


def enough(dice: Dice, asker: Player, owner: Player) -> int:
    """An amount of which the own rate leaves something."""
    if dice.stage.topology.pair(asker.ledger.prefix, owner.ledger.prefix) is None:
        return 1
    return math.ceil(own_rate(dice.stage.topology, asker.ledger.prefix, owner.ledger.prefix).inverse(100))


def wishes(dice: Dice, one_in: int = 4) -> tuple[tuple[str, str], ...]:
    """Optional members of a request, once in so many times."""
    if one_in > 1 and not dice.chance(one_in):
        return ()
    maximum = dice.stage.topology.maximum_hold
    if dice.stage.topology.profile != PROFILE:  # packets have the one hold, in ms
        return (("destination_expiry_duration", dice.pick(("2.5", "3", "0", "2.125", f"{maximum}.001",
                                                           f"{maximum + 2}", f"{maximum - 1}"))),)  # fmt: skip
    made = _wishes(int(dice.stage.topology.maximum_hold), int(dice.stage.topology.message_window))
    return made[dice.rare("wishes", tuple(made))]


def _wishes(maximum: int, window: int) -> dict[str, tuple[tuple[str, str], ...]]:
    """By name: a destination hold, a source hold, both, or all members."""
    source, destination = "source_expiry_duration", "destination_expiry_duration"
    longest = maximum - window
    holds = ("2.5", "3", "0", "2.123456789", f"{longest}", f"{longest}.001", f"{maximum}.001", f"{maximum + 2}")
    found: dict[str, tuple[tuple[str, str], ...]] = {f"a hold of {hold}": ((destination, hold),) for hold in holds}
    found |= {f"a source hold of {hold}": ((source, hold),) for hold in ("2.5", "9.5")}
    tight = {"a little too short": f"{3 + window}.999", "just enough": f"{4 + window}", "less than the window": "4.5"}
    found |= {name: ((source, hold), (destination, "4")) for name, hold in tight.items()}
    full = {"all": "0", "some slippage": "0.01"}
    found |= {name: ((source, "6"), (destination, "5"), ("slippage", slip)) for name, slip in full.items()}
    return found


def answers_scene(dice: Dice) -> list[Step]:
    """One peer announces a prefix and answers in several ways, one after the other; at times another has it too."""
    player = dice.steady()
    name, near = dice.pick(PLAIN_NAMES), dice.near(player)
    rival = dice.pick(near) if near and dice.chance(2) else dice.elsewhere(player)
    points = (0, 0), (min(player.ledger.capacity // PART, INPUTS), TOP)
    steps: list[Step] = [announced(dice, player, [name], points)]
    if dice.chance(2):
        steps.append(announced(dice, rival, [name], shaped("poor", rival.ledger.capacity)))
    for _ in range(dice.number(3, 14)):
        way = dice.rare("answer", tuple(RIGHT) if dice.chance(4) else tuple(WAYS))
        steps.append(Replies(player.account, STEM + name, way))
        asker = dice.elsewhere(player)
        for side in dice.some(("source_amount", "destination_amount"), 2):
            end = TOP // 2 if side == "destination_amount" else asker.ledger.capacity // (2 * PART)
            amount = max(dice.amount(end), enough(dice, asker, player))
            steps.append(Ask(asker.account, f"{STEM}{name}bob", side, amount, wishes(dice)))
    steps.append(Replies(player.account, STEM + name, "rightly"))
    return steps
