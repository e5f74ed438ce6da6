"""Scenes in which time passes: spare peers' routes lapse, or are kept; deliveries to them fail for a while."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.model import granted
from conformance.fuzz.scenes_routes import PLAIN_NAMES, announced, asked, route_steps, routes_scene, shaped, withdrawn
from conformance.fuzz.steps import STEM, Ask, Deliveries, Look, Offered, Passes, Step, Update

HOLDS = (1, 500, 1000, 1500, 2500, 3000)  # ms; not above the topology's own
BEFORE = 300  # ms before it, when all is still there
MANY = 14
CLOSE = 90  # ms between news that are to come while an update is under way
SIDE_BY_SIDE = ("a.x.", "a.y.", "a.z.", "a.")


def after(dice: Dice) -> int:
    """How long behind the end of a time nothing may be left of it any more (RR-11), in ms."""
    return granted(dice.stage.topology) + 100


@dataclass
class Silence:
    """Who takes part in a scene, and to what they announce routes."""

    dice: Dice
    spare: Player
    other: Player
    names: list[str]
    said: dict[str, tuple[Offered, ...]] = field(default_factory=dict)  # by account: the routes of its last update

    def update(self, who: Player, hold: int) -> list[Step]:
        """The player's update with that time: new routes, the same again, none, or a withdrawal."""
        known = [name for name in self.names if who.account in self.dice.routes.get(name, ())]
        kinds = ("routes", "the same again", "a heartbeat", "a withdrawal", "one route")
        kind = self.dice.rare("kept by", kinds) if known else "routes"
        if kind == "a heartbeat":
            return [Update(who.account, hold=hold)]
        if kind == "a withdrawal":
            gone = withdrawn(self.dice, who, known[:1]) if len(known) > 1 else Update(who.account, (), (f"{STEM}no.",))
            return [replace(gone, hold=hold)]
        again = [each for each in self.said.get(who.account, ()) if each.prefix.removeprefix(STEM) in known]
        if kind == "the same again" and again:
            return [Update(who.account, tuple(again), hold=hold)]
        names = {"routes": self.names, "the same again": known, "one route": known[-1:]}[kind]
        points = shaped("good", who.ledger.capacity) if kind != "routes" or self.dice.chance(2) else None
        made = replace(announced(self.dice, who, names, points), hold=hold)
        self.said[who.account] = made.routes
        return [made]

    @property
    def after(self) -> int:
        """How long behind the end of a time nothing may be left of it any more, in ms."""
        return after(self.dice)

    def hold(self) -> int:
        """A hold-down time, in ms."""
        return self.dice.pick(HOLDS)

    def ask(self) -> Ask:
        """A quote request for something below one of the names, mostly of one that has a route."""
        known = [name for name in self.names if self.dice.routes.get(name)]
        return asked(self.dice, self.dice.pick(known if known and not self.dice.chance(6) else self.names))


def _just_before(it: Silence) -> list[Step]:
    hold = it.dice.pick(HOLDS[2:])
    return [*it.update(it.spare, hold), Passes(hold - BEFORE), it.ask(), it.ask()]


def _just_after(it: Silence) -> list[Step]:
    hold = it.hold()
    return [*it.update(it.spare, hold), Passes(hold + it.after), it.ask(), Look(), it.ask()]


def _another_time(it: Silence) -> list[Step]:
    """The time of the last update counts, whatever that of the one before was."""
    first, second = it.hold(), it.dice.pick(HOLDS[3:])
    steps = [*it.update(it.spare, first), *it.update(it.spare, second)]
    left = it.dice.pick((-BEFORE, it.after))
    return [*steps, Passes(second + left), it.ask(), it.ask()]


def _together(it: Silence) -> list[Step]:
    hold = it.dice.pick(HOLDS[1:4])
    steps = [*it.update(it.spare, hold), *it.update(it.other, hold), Look()]
    steps += [Update(it.spare.account, hold=hold), Update(it.other.account, hold=hold)]
    return [*steps, Passes(hold + it.after), Look(), it.ask()]


def _one_of_two(it: Silence) -> list[Step]:
    """One falls silent and the other one does not."""
    short, half = it.dice.pick(HOLDS[:3]), 700
    first = [*it.update(it.other, HOLDS[-1]), *it.update(it.spare, short)]
    kept = [step for _ in range((short + it.after) // half) for step in (Passes(half), Update(it.other.account))]
    return [*first, *kept, Passes((short + it.after) % half), it.ask(), Look(), it.ask()]


def _kept_alive(it: Silence) -> list[Step]:
    """Updates of the one, heartbeats or not, keep all its routes."""
    hold = it.dice.pick(HOLDS[2:])
    steps = it.update(it.spare, hold)
    for _ in range(it.dice.number(1, 3)):
        steps += [Passes(hold - BEFORE - it.dice.below(200)), *it.update(it.spare, hold)]
    return [*steps, Passes(hold - BEFORE), it.ask(), it.ask(), Look()]


def _back(it: Silence) -> list[Step]:
    """What has lapsed comes again, as it was or otherwise, and for longer."""
    points = shaped("good", it.spare.ledger.capacity)
    first = replace(announced(it.dice, it.spare, it.names, points), hold=500)
    again = announced(it.dice, it.spare, it.names, points if not it.dice.chance(3) else None)
    steps: list[Step] = [first, Look(), Passes(500 + it.after), Look(), replace(again, hold=HOLDS[-1])]
    then: tuple[Step, ...] = (Look(), Passes(1200), Passes(HOLDS[-1] - BEFORE))
    return [*steps, it.dice.pick(then), it.ask()]


def _many(it: Silence) -> list[Step]:
    names = [f"l{number}." for number in range(MANY)]
    made = announced(it.dice, it.spare, names, shaped("good", it.spare.ledger.capacity))
    return [replace(made, hold=HOLDS[-1]), Look(), Update(it.spare.account, hold=500), Passes(500 + it.after), Look()]


def _signs_of_life(it: Silence) -> list[Step]:
    """What is no update keeps nothing: the peer goes on asking for quotes."""
    own = replace(it.ask(), peer=it.spare.account, destination=it.other.account)
    if it.other.ledger.prefix == it.spare.ledger.prefix:
        own = replace(own, destination=it.dice.elsewhere(it.spare).account)
    hold = it.dice.pick(HOLDS[1:4])
    steps: list[Step] = [*it.update(it.spare, hold), Passes(hold - 100), own]
    half = it.after // 2
    return [*steps, Passes(half), own, Passes(it.after - half + 100), it.ask(), it.ask()]


def _one_of_several(it: Silence) -> list[Step]:
    """An update that names one of the peer's routes keeps the others, too."""
    hold, names = it.dice.pick(HOLDS[2:]), [*it.names, "kept."]
    points = shaped("good", it.spare.ledger.capacity)
    first, again = (replace(announced(it.dice, it.spare, each, points), hold=hold) for each in (names, names[-1:]))
    pause = Passes(hold - BEFORE)
    return [first, pause, again, pause, asked(it.dice, names[0]), Look()]


BLOCKS: dict[str, Callable[[Silence], list[Step]]] = {
    "just before": _just_before, "just after": _just_after, "another time": _another_time, "together": _together,
    "one of two": _one_of_two, "kept alive": _kept_alive, "back": _back, "many": _many,
    "signs of life": _signs_of_life, "one of several": _one_of_several,
}  # fmt: skip


def silence_scene(dice: Dice) -> list[Step]:
    """A spare peer announces routes for a while, goes on or falls silent, and comes back."""
    if not dice.stage.spare:
        return routes_scene(dice)
    spare, other = dice.pick(dice.stage.spare), dice.pick(dice.stage.spare)
    near = [each for each in dice.stage.spare if each.ledger.prefix == spare.ledger.prefix and each != spare]
    if other == spare or (near and dice.chance(2)):
        other = dice.pick(near or [other])
    it = Silence(dice, spare, other, dice.some(dice.pick((PLAIN_NAMES, SIDE_BY_SIDE)), 3))
    steps: list[Step] = []
    if dice.chance(3):
        steps.append(announced(dice, dice.steady(), dice.some(it.names, 2)))
    for _ in range(dice.number(1, 3)):
        steps += BLOCKS[dice.rare("silence", tuple(BLOCKS))](it)
    return steps


def _own_quotes(dice: Dice, spare: Player) -> list[Step]:
    """The peer that fails asks for quotes, and then a neighbour does."""
    to = dice.elsewhere(spare).account
    asks: list[Step] = [Ask(spare.account, to, "source_amount", 10**6 + n) for n in range(dice.number(1, 6))]
    return [*asks, *(Ask(each.account, to, "source_amount", 10**6) for each in dice.near(spare)[:1])]


def under_way_scene(dice: Dice) -> list[Step]:
    """News in close succession, so that some come while an update to a peer that answers a little late is under way."""
    if not dice.stage.spare:
        return routes_scene(dice)
    spare = dice.pick(dice.stage.spare)
    player = dice.elsewhere(spare)
    known = [dice.fresh("way").removeprefix(STEM) + "." for _ in range(6)]
    shapes = [shaped(name, player.ledger.capacity) for name in ("good", "even", "poor")]
    steps: list[Step] = [announced(dice, player, known, shapes[0]), Look(), Deliveries(spare.account, 203)]
    kind = dice.rare("news under way", ("routes", "curves", "withdrawals"))
    for number, name in enumerate(known):
        if kind == "withdrawals":
            steps.append(withdrawn(dice, player, [name]))
        else:
            named = name if kind == "curves" else dice.fresh("way").removeprefix(STEM) + "."
            steps.append(announced(dice, player, [named], shapes[1 + number % 2]))
        steps.append(Passes(CLOSE))
    return [*steps, Deliveries(spare.account, 200), Passes(1100), Look()]


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
        steps.append(Deliveries(spare.account, dice.pick((500, 404, 503, 503, 202, 0))))
        for _ in range(dice.number(1, 3)):
            steps += route_steps(dice, people, names)
            steps += [Look()] if dice.chance(2) else []
            steps += _own_quotes(dice, spare) if dice.chance(3) else []
            steps.append(Passes(dice.pick((50, 500, 1500, 2300 if stands else 3500))))
            steps += [Update(spare.account)] if stands else []
        steps += [Deliveries(spare.account, 200), Update(spare.account), Passes(1100), Look()]
        steps += [asked(dice, "spare."), asked(dice, "spare.b.")] if stands else []
    return steps
