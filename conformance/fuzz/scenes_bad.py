"""Scenes of bad messages: one rule of a schema broken, reference messages damaged, wrong calls, malice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conformance.fuzz.calls import TOKENS
from conformance.fuzz.dice import Dice, Player
from conformance.fuzz.malice import ACTS, FOREIGN, HOLD, OWN_LEDGERS, update_of, wrapped
from conformance.fuzz.misshapen import SHAPES, misshapen
from conformance.fuzz.odd_values import ODD
from conformance.fuzz.raw import FORMS
from conformance.fuzz.scenes_many import NOBODYS
from conformance.fuzz.scenes_routes import PLAIN_NAMES, announced, asked, shaped
from conformance.fuzz.steps import STEM, Ask, Bad, Look, Raw, Step
from conformance.generate import fixtures, names, recast
from conformance.generate.mutations import OPERATORS, REWRITINGS, spliced
from conformance.generate.neighbours import Breach, breaches
from conformance.verdicts import HarnessError
from schemas import json_text, rules
from schemas.validation import is_valid

WILD = "wild."  # where the prefixes of reference messages lie
KINDS = ("routing_update", "quote_request", "quote_response", "error")
SHOWN = 80  # characters of what stood at a flaw's place


def bad_scene(dice: Dice) -> list[Step]:
    """Routes of a few peers, and between looks messages that may have no effect on them."""
    return bad_steps(dice, SOURCES)


def bad_steps(
    dice: Dice, sources: Mapping[str, Callable[[Dice, Player], Bad]], form: Callable[[Bad], Bad] = lambda bad: bad
) -> list[Step]:
    """The same, with messages of these sources; `form` says in another profile's form what is drawn in this one's."""
    names = dice.some(PLAIN_NAMES, 3)
    people = dice.some(dice.stage.steady, 2)
    steps: list[Step] = [announced(dice, each, names) for each in people]
    meddler = dice.meddler() if not dice.chance(4) else dice.pick(people)
    if dice.chance(2):
        steps.append(announced(dice, meddler, dice.some(names, 2)))
    steps.append(Look())
    for _ in range(dice.number(3, 12)):
        steps += _beside(dice, form) if dice.chance(12) else []
        steps.append(_bad(dice, meddler if not dice.chance(3) else dice.pick(people), sources))
        if dice.chance(3):
            steps.append(Look())
        if dice.chance(5):
            steps.append(asked(dice, dice.pick((*names, "bad."))))
    return [*steps, asked(dice, NOBODYS)]


def _beside(dice: Dice, form: Callable[[Bad], Bad]) -> list[Step]:
    """An update of which the one part is another's, or none; and a quote over the other part."""
    player, name = dice.steady(), dice.fresh("beside") + "."
    acts = [each for each in ACTS if " good ones" in each or "beside an own" in each]
    act = dice.rare("beside", acts)
    victim = dice.pick(dice.near(player) or [dice.elsewhere(player)])
    body = json_text.write(ACTS[act](player, victim, name, ""))
    ask = Ask(dice.elsewhere(player).account, f"{name}own.carl", "destination_amount", 2000)
    return [form(Bad(player.account, body, "malice", act)), Look(), *([ask] if "own" in act else [])]


def requests_scene(dice: Dice) -> list[Step]:
    """Odd and broken quote requests, one after the other, over a route and between own ledgers."""
    player = dice.steady()
    steps: list[Step] = [announced(dice, dice.elsewhere(player), ["a."], shaped("good", player.ledger.capacity))]
    for _ in range(dice.number(12, 40)):
        steps.append(_odd_amount(dice, player) if not dice.chance(5) else _broken_request(dice, player))
    return steps


def raw_scene(dice: Dice) -> list[Step]:
    """Updates in odd and broken forms of HTTP, each with a route that nobody else announces, and quotes for these."""
    meddler, steps = dice.meddler(), list[Step]()
    asker = dice.elsewhere(meddler)
    for _ in range(dice.number(2, 6)):
        prefix = dice.fresh("raw") + "."
        steps.append(Raw(meddler.account, dice.rare("HTTP", tuple(FORMS)), prefix))
        if dice.chance(2):
            steps.append(Ask(asker.account, prefix + "carl", "source_amount", dice.pick((100_000, 10**6))))
    return [*steps, Look()]


def valid_scene(dice: Dice) -> list[Step]:
    """Valid updates in forms that are less usual, and quotes over them."""
    player = dice.steady()
    steps: list[Step] = []
    for _ in range(dice.number(2, 5)):
        step = _valid(dice, player)
        steps.append(step)
        for prefix in _announced_in(step)[:1]:
            asker = dice.elsewhere(player)
            steps.append(Ask(asker.account, f"{prefix}carl", "destination_amount", dice.pick((2000, 100_000))))
    return [*steps, Look()]


def _announced_in(step: Bad) -> list[str]:
    """The prefixes of the program's own to which a valid update has routes."""
    try:
        update = json_text.read(step.body)[0]["data"]["data"]
        found = [row["destination_ledger"] for row in update["new_routes"]]
    except (json_text.JsonTextError, KeyError, TypeError):
        return []
    return [each for each in found if each.startswith(STEM)]


def _bad(dice: Dice, player: Player, sources: Mapping[str, Callable[[Dice, Player], Bad]]) -> Step:
    return sources[dice.rare("source", tuple(sources))](dice, player)


def target_name(dice: Dice) -> str:
    """A prefix that a bad message is about: one that somebody announced, or one that nobody did."""
    return STEM + (
        dice.pick(tuple(dice.routes))
        if dice.routes and not dice.chance(2)
        else dice.fresh("bad").removeprefix(STEM) + "."
    )


def _others_name(dice: Dice, player: Player) -> str:
    """A prefix that others alone have announced, where there is one."""
    others = [name for name, owners in dice.routes.items() if owners and player.account not in owners]
    return STEM + dice.pick(others) if others and not dice.chance(4) else target_name(dice)


def _update(dice: Dice, player: Player) -> dict[str, Any]:
    """A valid update of two routes and a withdrawal, of known and unknown prefixes, to be broken."""
    first, second, gone = target_name(dice), target_name(dice), target_name(dice)
    made = update_of(player, first, destination_account=f"{first}conn")
    if dice.chance(3):
        made["new_routes"][0] |= {"destination_scale": dice.below(19), "destination_precision": 1 + dice.below(20)}
    more = update_of(player, second + "x.", destination_account=f"{second}conn")["new_routes"]
    if dice.chance(3):  # a curve that is broken far from its beginning
        end = more[0]["points"][-1][0]
        more[0]["points"] = [[end * n // 12, 2**52 * n // 12] for n in range(13)]
    made["new_routes"] += more
    made["unreachable_through_me"] = [STEM + "nothing.", gone + "y." if gone in (first, second) else gone]
    return made


def _request(dice: Dice, player: Player) -> dict[str, Any]:
    """A valid quote request with all its wishes, to be broken."""
    other = dice.elsewhere(player)
    side = dice.pick(("source_amount", "destination_amount"))
    known = [STEM + name + "carl" for name in dice.routes]
    return {
        "source_address": player.account,
        "destination_address": dice.pick([other.account, *known]),
        side: str(10_000_000 + dice.below(1000)),
        "source_expiry_duration": "6",
        "destination_expiry_duration": "5",
        "slippage": "0",
    }


def _broken_request(dice: Dice, player: Player) -> Bad:
    return _broken_rule(dice, player, "quote_request")


def _broken_rule(dice: Dice, player: Player, kind: str = "") -> Bad:
    """One rule of a schema broken, and nothing else."""
    kind = kind or dice.pick(KINDS[:2])
    message = _update(dice, player) if kind == "routing_update" else _request(dice, player)
    every = {f"{kind} {rule.place} {rule.keyword}": rule for rule in rules.rules(kind)}
    made = breaches(kind, every[dice.rare("rule", tuple(every))], message)
    if not made:
        return _reference_rule(dice, player)
    breach = dice.rarest(f"breach of {kind}", _named(made))
    body = json_text.write(wrapped(player, kind, breach.message, dice.fresh("q")))
    if is_valid(kind, breach.message):
        raise HarnessError(f"{breach.name} of {kind} is meant to be broken, and is not")
    return Bad(
        player.account, body, "rule", f"{kind} {breach.name}", was=shown(breach.was), became=shown(breach.became)
    )


def _named(made: Sequence[Breach]) -> dict[str, Breach]:
    """Breaches by what they put in which place."""
    return {f"{each.name} {shown(each.became)}": each for each in made}


def _reference_rule(dice: Dice, player: Player) -> Bad:
    """A reference message that is meant to be broken."""
    kind = dice.pick(KINDS[:2])
    rows = {row.name: row for _, row in fixtures(kind, valid=False) if row.text is None}
    row = rows[dice.rare(f"reference {kind}", tuple(rows))]
    body = json_text.write(wrapped(player, kind, _cast(dice, player, row.message), dice.fresh("q")))
    return Bad(player.account, body, "reference", row.name)


def _odd_amount(dice: Dice, player: Player) -> Bad:
    """A quote request whose amount, wish or address is odd."""
    message = _request(dice, player)
    amount = "source_amount" if "source_amount" in message else "destination_amount"
    names = ("source_amount", "destination_amount") if dice.chance(2) else tuple(set(message) - {amount})
    pairs: dict[str, tuple[str, Any]] = {f"{name} {odd}": (name, ODD[odd]) for name in sorted(names) for odd in ODD}
    pairs |= {f"source_address {odd}": ("source_address", made(player)) for odd, made in STRANGE_SOURCES.items()}
    flaw = dice.rare("odd value", tuple(pairs))
    name, value = pairs[flaw]
    if name in ("source_amount", "destination_amount"):
        del message[amount]
    message[name] = value
    if dice.chance(6):
        message["source_amount"] = message["destination_amount"] = dice.pick(("0", "-1", "10000000"))
        message.update({"source_amount": "10000000"} if dice.chance(2) else {"destination_amount": "10000000"})
    body = json_text.write(wrapped(player, "quote_request", message, dice.fresh("q")))
    return Bad(player.account, body, "odd value", flaw)


STRANGE_SOURCES: dict[str, Callable[[Player], str]] = {
    "on another ledger": lambda player: "g.elsewhere.alice",
    "on a ledger like it": lambda player: f"{player.ledger.prefix[:-1]}x.alice",
    "on a longer one": lambda player: f"{player.ledger.prefix[:-1]}2.alice",
    "on the ledger around": lambda player: f"{player.ledger.prefix[:-1].rpartition('.')[0]}.alice",
    "in capitals": lambda player: player.account.upper(),
}


def _reference(dice: Dice, player: Player) -> list[Any]:
    """The parameters of a call with a valid reference message, or with one of this program's."""
    if dice.chance(3):
        return wrapped(player, "routing_update", _update(dice, player), dice.fresh("q"))
    kind = dice.pick(KINDS)
    row = dice.pick([row for _, row in fixtures(kind, valid=True) if row.text is None])
    return wrapped(player, kind, _cast(dice, player, row.message), dice.fresh("q"))


def _cast(dice: Dice, player: Player, message: Any) -> Any:
    return recast(message, names(STEM + WILD, dice.elsewhere(player), player))


def _valid(dice: Dice, player: Player) -> Bad:
    """A valid message, written otherwise than most do; or a valid reference message."""
    if dice.chance(3):
        rows = {row.name: row for kind in KINDS[:2] for _, row in fixtures(kind, valid=True) if row.text is None}
        row = rows[dice.rare("valid reference", tuple(rows))]
        body = json_text.write(wrapped(player, row.kind, _cast(dice, player, row.message), dice.fresh("q")))
        return Bad(player.account, body, "valid", row.name)
    how = dice.rare("rewriting", tuple(REWRITINGS))
    kind = dice.pick(KINDS[:2])
    message = _update(dice, player) if kind == "routing_update" else _request(dice, player)
    return Bad(
        player.account, REWRITINGS[how](wrapped(player, kind, message, dice.fresh("q")), dice.below), "valid", how
    )


def _transfer(dice: Dice, player: Player) -> Bad:
    """A transfer that is none: a rule of its schema broken, or a reference transfer damaged."""
    rows = {row.name: row for _, row in fixtures("transfer") if row.text is None}
    row = rows[dice.rare("transfer that is none", tuple(rows))]
    message = _cast(dice, player, row.message)
    every = {f"transfer {rule.place} {rule.keyword}": rule for rule in rules.rules("transfer")}
    made = breaches("transfer", every[dice.rare("rule", tuple(every))], message) if row.valid else []
    if made:
        breach = dice.rarest("breach of transfer", _named(made))
        body, flaw = json_text.write([breach.message]), f"transfer {breach.name}"
        was, became = shown(breach.was), shown(breach.became)
        return Bad(player.account, body, "transfer", flaw, "send_transfer", was=was, became=became)
    by_name = {each.name: each for each in OPERATORS}
    operator = by_name[dice.rare("operator", tuple(by_name))]
    body = operator.apply([message], dice.below) if row.valid else json_text.write([message])
    flaw = operator.name if row.valid else row.name
    return Bad(player.account, body, "transfer", flaw, "send_transfer")


def _damaged(dice: Dice, player: Player) -> Bad:
    by_name = {each.name: each for each in OPERATORS}
    operator = by_name[dice.rare("operator", tuple(by_name))]
    body = operator.apply(_reference(dice, player), dice.below)
    return Bad(player.account, body, "operator", operator.name)


def _misshapen(dice: Dice, player: Player) -> Bad:
    """An update or a request that is good but for the shape of one part."""
    kind = dice.pick(KINDS[:2])
    message = _update(dice, player) if kind == "routing_update" else _request(dice, player)
    shape = dice.rare(f"misshapen {kind}", tuple(SHAPES))
    body = json_text.write(misshapen(wrapped(player, kind, message, dice.fresh("q")), shape))
    return Bad(player.account, body, "misshapen", f"{kind}, {shape}")


def _spliced(dice: Dice, player: Player) -> Bad:
    one, other = _reference(dice, player), _reference(dice, player)
    return Bad(player.account, json_text.write(spliced(one, other, dice.below)), "splice", "two messages in one")


def _malice(dice: Dice, player: Player) -> Bad:
    act = dice.rare("malice", (*ACTS, *FOREIGN, OWN_LEDGERS))
    if act == OWN_LEDGERS:
        gone = {"hold_down_time": HOLD, "unreachable_through_me": [], "new_routes": []}
        ledgers = [ledger.prefix for ledger in dice.stage.topology.ledgers]
        gone["unreachable_through_me"] = sorted(ledgers, key=lambda each: dice.below(100))
        return Bad(player.account, json_text.write(wrapped(player, "routing_update", gone, "")), "malice", act)
    near = dice.near(player) if act in ACTS else []
    owners = set[str]().union(*dice.routes.values())
    known = [each for each in (near or dice.stage.steady) if each.account in owners and each != player]
    victim = dice.pick(known or near or [dice.elsewhere(player)])
    name = _others_name(dice, player) if "withdraw" in act else target_name(dice)
    message = {**ACTS, **FOREIGN}[act](player, victim, name, dice.fresh("q"))
    return Bad(player.account, json_text.write(message), "malice", act)


def _nearly(dice: Dice, player: Player) -> Bad:
    """A good update whose text is nearly a call's, and is none."""
    message = wrapped(player, "routing_update", _update(dice, player), "")
    body, which = json_text.write(message), dice.rare("nearly", tuple(NEARLY))
    return Bad(player.account, NEARLY[which](body), "nearly", which)


def _envelope(dice: Dice, player: Player) -> Bad:
    """A right message in a wrong call: ledger, method, token."""
    which = dice.rare("envelope", ENVELOPES)
    if which in TOKENS_OF:
        sender = dice.holder() or dice.pick([player])
        body = json_text.write(wrapped(sender, "routing_update", _update(dice, sender), dice.fresh("q")))
        return Bad(sender.account, body, "envelope", which, token=TOKENS_OF[which])
    body = json_text.write(_reference(dice, player))
    if which in METHODS_OF:
        return Bad(player.account, body, "envelope", which, method=METHODS_OF[which])
    return Bad(player.account, body, "envelope", which, ledger=LEDGERS_OF[which](player.ledger.prefix))


METHODS = ("send_massage", "SEND_MESSAGE", "send_message ", "toString", "__proto__", "send_request", "x" * 300)
METHODS_OF = {f"the method {each[:20]!r}": each for each in METHODS}
TOKENS_OF = {f"a wrong token, {each}": each for each in TOKENS}
LEDGERS_OF: dict[str, Callable[[str], str]] = {
    "an unknown ledger": lambda own: "test1.nowhere.",
    "the ledger in capitals": str.upper,
    "a longer ledger": lambda own: own + "x.",
    "a shorter ledger": lambda own: own[: own.rstrip(".").rindex(".") + 1],
    "a special ledger": lambda own: "__proto__",
    "the ledger without its period": lambda own: own.removesuffix("."),
}
ENVELOPES = (*LEDGERS_OF, *METHODS_OF, *TOKENS_OF)
NEARLY: dict[str, Callable[[bytes], bytes]] = {
    "without its last bracket": lambda body: body[:-1],
    "without its last two brackets": lambda body: body[:-2],
    "with a comma before its last bracket": lambda body: body[:-1] + b",]",
    "with a comma before its last brace": lambda body: body[:-2] + b",}]",
    "the object without its array": lambda body: body[1:-1],
    "a string of it": lambda body: json_text.write(body.decode()),
    "twice": lambda body: body + body,
    "with a comment": lambda body: b"/* */" + body,
    "in single quotes": lambda body: body.replace(b'"', b"'"),
    "with a bracket more": lambda body: body + b"]",
}
SOURCES: dict[str, Callable[[Dice, Player], Bad]] = {
    "valid": _valid,
    "rule": _broken_rule, "more rules": _broken_rule, "yet more rules": _broken_rule,
    "reference": _reference_rule, "odd value": _odd_amount, "operator": _damaged,
    "transfer": _transfer,
    "misshapen": _misshapen, "more misshapen": _misshapen,
    "splice": _spliced, "malice": _malice, "more malice": _malice, "still more malice": _malice,
    "envelope": _envelope, "nearly": _nearly,
}  # fmt: skip


def shown(value: Any) -> str:
    return json_text.write(value).decode()[:SHOWN]
