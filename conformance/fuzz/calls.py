"""What may come of a call, whatever its body: an update that counts, nothing at all, or what nobody can say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from conformance.fuzz.steps import Bad
from conformance.harness.calls import ANY_4XX
from schemas import json_text, rules, validation
from schemas.rules import Rule
from schemas.topology import Ledger

TOKENS: dict[str, Callable[[str], str | None]] = {
    "none": lambda token: None,
    "wrong": lambda token: "Bearer " + "x" * len(token),
    "short": lambda token: f"Bearer {token[:-1]}",
    "long": lambda token: f"Bearer {token}x",
    "in the other case": lambda token: f"Bearer {token.swapcase()}",
    "of another scheme": lambda token: f"Basic {token}",
    "alone": lambda token: token,
}
METHODS = ("broadcast_routes", "quote_request", "quote_response", "error")
CALLS = ("send_message", "send_transfer", "fulfill_condition", "reject_incoming_transfer", "expire_transfer",
         "send_request", "get_limit", "get_balance")  # fmt: skip
LISTS = ("new_routes", "unreachable_through_me")
BOM = b"\xef\xbb\xbf"


class Effect(Enum):
    """What a call may do to routes."""

    UPDATE = "the update in it counts"
    NONE = "none"
    OPEN = "nobody can say"


@dataclass(frozen=True)
class Law:
    """What a call is: its effect, the requirement by which it has none, the update or request in it."""

    effect: Effect
    requirement: str = ""
    update: Any = None
    request: Any = None
    id: Any = None
    broken: tuple[Rule, ...] = ()
    served: bool = False  # a well-formed call: MSG-1
    unasked: bool = False  # an error, or a quote that nobody waits for: MSG-6
    ledger: str | None = None  # as the URL named it
    refused: tuple[int, ...] = ()  # the statuses by which it has to be refused: MSG-3b, MSG-2b


OPEN = Law(Effect.OPEN)


def law_of(step: Bad, body: bytes, account: str, ledger: Ledger) -> Law:
    """What the call of an account of the ledger is, by its token, URL, body and message."""
    return law_of_a_call(step, body, ledger, "send_message", lambda value: _of_a_message(value, account, ledger))


def law_of_a_call(step: Bad, body: bytes, ledger: Ledger, own: str, of_a_message: Callable[[list[Any]], Law]) -> Law:
    """The same, where `own` is the method by which messages travel, and `of_a_message` knows the profile's."""
    if ledger.token is not None and step.token != "right":
        statuses = (401,) if step.token == "none" else (401, 403)
        return Law(Effect.NONE, "MSG-2", refused=statuses)
    known = step.ledger in (None, ledger.prefix, ledger.prefix.removesuffix("."))
    if not known or (step.method is not None and step.method not in CALLS):
        return Law(Effect.NONE, "MSG-3", refused=ANY_4XX)
    if step.method not in (None, own):
        return OPEN
    try:
        value = json_text.read(body)
    except json_text.JsonTextError as error:
        return _unreadable(body, error.rule)
    if not isinstance(value, list):
        return Law(Effect.NONE, "MSG-3b", refused=ANY_4XX)
    return replace(of_a_message(value), ledger=step.ledger)


def _unreadable(body: bytes, rule: str) -> Law:
    """Text that no reader takes for JSON has no effect; what some readers take is open."""
    token = any(each in body for each in (b"NaN", b"Infinity")) and rule == "number"
    if body.startswith(BOM) or not (rule == "syntax" or token) or _is_json_to_some(body):
        return OPEN
    return Law(Effect.NONE, "MSG-3", refused=ANY_4XX)


def _is_json_to_some(body: bytes) -> bool:
    """Whether a reader that guesses the encoding, or takes bare control characters, would read it."""
    try:
        json.loads(body.decode("utf-8", "replace"), strict=False, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return not body.isascii()
    return True


def _refuse(name: str) -> None:
    raise ValueError(name)


def _of_a_message(value: list[Any], account: str, ledger: Ledger) -> Law:
    envelope = value[0] if len(value) == 1 else None
    if not isinstance(envelope, Mapping):
        return OPEN
    right = {"ledger": ledger.prefix, "from": account, "to": ledger.account}
    wrong = [name for name, wanted in right.items() if envelope.get(name) != wanted]
    if wrong == ["from"] and set(envelope) == {*right, "data"}:
        return of_somebody(envelope["from"], ledger)
    if is_of_another_ledger(envelope, wrong, ledger):
        return Law(Effect.NONE, "RS-5")
    if wrong or set(envelope) - {*right, "data"}:
        return OPEN
    payload = envelope.get("data")
    if not isinstance(payload, Mapping):
        return Law(Effect.NONE, "MSG-7", served=True)
    method, data, id = payload.get("method"), payload.get("data"), payload.get("id")
    if method == "broadcast_routes":
        return _of_an_update(data, id)
    if method == "quote_request":
        broken = tuple(rules.broken("quote_request", data))
        return Law(Effect.NONE, "MSG-7", request=data, id=id, broken=broken, served=True)
    return Law(Effect.NONE, "MSG-7", id=id, served=True, unasked=method in ("error", "quote_response"))


def is_of_another_ledger(envelope: Mapping[str, Any], wrong: list[str], ledger: Ledger) -> bool:
    """Whether a message says in all its parts that it came over another ledger (RS-5); `wrong`: what is not as due.

    Where two share the ledger, its sender is known without its words, and they may be passed over.
    """
    said, sender, receiver = (str(envelope.get(name)) for name in ("ledger", "from", "to"))
    inside = all(len(each) > len(said) and each.startswith(said) for each in (sender, receiver))
    return len(wrong) == 3 and said.endswith(".") and inside and len(ledger.peers) > 1


def of_somebody(sender: Any, ledger: Ledger) -> Law:
    """A message of the connector's own account (RR-23), or of an account that is no declared peer's (RR-27)."""
    if sender == ledger.account:
        return Law(Effect.NONE, "RR-23")
    stranger = isinstance(sender, str) and sender.startswith(ledger.prefix) and sender not in ledger.peers
    return Law(Effect.NONE, "RR-27") if stranger and len(sender) > len(ledger.prefix) else OPEN


def _of_an_update(update: Any, id: Any) -> Law:
    if id is not None and not isinstance(id, str):
        return OPEN
    broken = tuple(rules.broken("routing_update", update))
    if not broken:
        return Law(Effect.UPDATE, update=update, served=True) if _is_plain(update) else OPEN
    if validation.is_valid("routing_update", json_text.whole_numbers(update)) or _has_paths(update):
        return OPEN  # RR-25
    return of_a_broken_update(update, id, broken)


def of_a_broken_update(update: Any, id: Any, broken: tuple[Rule, ...]) -> Law:
    """It has no effect; RR-26 where a reader may take it all the same, else RR-16."""
    requirement = "RR-26" if all(_is_lenient(each) for each in broken) else "RR-16"
    return Law(Effect.NONE, requirement, update=update, id=id, broken=broken, served=True)


def _is_lenient(rule: Rule) -> bool:
    """Whether a reader may take it all the same, without having to guess (RR-26)."""
    return rule.keyword == "additionalProperties" or (rule.keyword == "required" and rule.place in LISTS)


def _has_paths(update: Any) -> bool:
    rows = update.get("new_routes") if isinstance(update, Mapping) else None
    return isinstance(rows, list) and any(isinstance(row, Mapping) and "paths" in row for row in rows)


def _is_plain(update: Mapping[str, Any]) -> bool:
    """Whether all numbers are ones that JSON promises to keep, and written plainly (RR-25; Terms: Plain values)."""
    numbers = [update["hold_down_time"]]
    numbers += [each for row in update["new_routes"] for point in row["points"] for each in point]
    names = [*update["unreachable_through_me"], *(row["destination_ledger"] for row in update["new_routes"])]
    return all(type(each) is int and abs(each) <= 2**53 for each in numbers) and len(set(names)) == len(names)


def sent_by_nobody(body: bytes, account: str) -> tuple[bool, Any]:
    """Whether the sender that a message names is another than the account, and the message's id (MSG-9)."""
    try:
        value = json_text.read(body)
    except json_text.JsonTextError:
        return False, None
    first = value[0] if isinstance(value, list) and value else None
    if not isinstance(first, Mapping) or first.get("from") == account:
        return False, None
    payload = first.get("data")
    return True, payload.get("id") if isinstance(payload, Mapping) else None


def prefixes_in(body: bytes) -> set[str]:
    """What of the body looks like a prefix."""
    try:
        value = json_text.read(body)
    except json_text.JsonTextError:
        return set(_texts(body))
    return {each for each in _strings(value) if validation.is_valid("ilp_address", each) and each.endswith(".")}


def names_in(body: bytes) -> set[str]:
    """What of the body looks like an address without a final period."""
    try:
        value = json_text.read(body)
    except json_text.JsonTextError:
        return set()
    return {each for each in _strings(value) if validation.is_valid("ilp_address", each) and not each.endswith(".")}


def _texts(body: bytes) -> Iterator[str]:
    """The quoted parts of a text that is no JSON, if they could be prefixes."""
    for part in body.decode("utf-8", "replace").split('"')[1::2]:
        if part.endswith(".") and validation.is_valid("ilp_address", part):
            yield part


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for member in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from _strings(member)
