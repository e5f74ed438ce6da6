"""Why a transfer was rejected: the object of IL-RFC 4, the error packet of IL-RFC 3, or nothing; and how to compare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from conformance.harness.wirelog import Exchange
from schemas import json_text, packets

FORWARDED = ("forwarded_by", "forwardedBy")


@dataclass(frozen=True)
class Reason:
    """A reason read: code and name as far as it has them; `forwarded` as it stands there, `rest` all other members."""

    given: Any
    code: str | None = None
    name: str | None = None
    forwarded: Any = None
    rest: tuple[tuple[str, Any], ...] = ()

    @staticmethod
    def of(given: Any) -> Reason:
        """The reason in a `reject_incoming_transfer`; None: without one."""
        if isinstance(given, dict):
            forwarded = next((given[each] for each in FORWARDED if each in given), None)
            rest = tuple(sorted((name, value) for name, value in given.items() if name not in FORWARDED))
            return Reason(given, _text(given.get("code")), _text(given.get("name")), forwarded, rest)
        error = _error_in(given)
        if error is None:
            return Reason(given)
        rest = (("data", error.data), ("triggered_at", error.triggered_at), ("triggered_by", error.triggered_by))
        return Reason(given, error.code, error.name, list(error.forwarded_by), rest)

    def __str__(self) -> str:
        return "no reason" if self.given is None else f"the reason {self.given!r}"


def refusal_in(call: Exchange) -> Reason | None:
    """The reason in the answer to a call that refuses it: an error status, or an error in the body; None: taken."""
    if call.status is None:
        return None
    try:
        body = json_text.read(call.answer or b"")
    except json_text.JsonTextError:
        body = None
    refused = isinstance(body, dict) and bool({"id", "code", "name", "message"} & set(body))
    return Reason.of(body) if refused or call.status >= 400 else None


def is_same_error(sent: Reason, got: Reason) -> bool:
    """FW-9: whether the error passed back is the one that came; the code decides (IL-RFC 3), else the name."""
    if sent.code is not None:
        return got.code == sent.code
    return sent.name is None or got.name == sent.name


def problem_of_passing_on(sent: Reason, got: Reason, accounts: Collection[str]) -> str | None:
    """FW-9b: what was changed but for the connector's account, added to those who forwarded the error; None: nothing.

    IL-RFC 3 has a list of addresses, IL-RFC 4 one: that of the last connector.
    """
    if (got.code, got.name) != (sent.code, sent.name):
        return f"code {got.code!r}, name {got.name!r}"
    if isinstance(sent.given, dict) == isinstance(got.given, dict) and got.rest != sent.rest:
        return f"{dict(got.rest)}"
    before = sent.forwarded if isinstance(sent.forwarded, list) else [sent.forwarded] if sent.forwarded else []
    added = got.forwarded[-1:] if isinstance(got.forwarded, list) else [got.forwarded]
    lists = [[*before, account] for account in accounts]
    alone = [] if isinstance(sent.forwarded, list) and before else [*accounts, *([each] for each in accounts)]
    if got.forwarded not in [*lists, *alone]:
        return f"forwarded by {got.forwarded!r}" if added != [None] else "no connector added to those who forwarded it"
    return None


def error_packet(code: str, name: str, account: str, forwarded_by: tuple[str, ...] = ()) -> str:
    """An error of IL-RFC 3 as a reason: its packet in base64."""
    error = packets.Error(code, name, account, forwarded_by, "20170728120000.000Z", b"out of stock")
    return packets.to_base64(packets.write_error(error))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _error_in(given: object) -> packets.Error | None:
    try:
        return packets.read_error(packets.from_base64(given)) if isinstance(given, str) else None
    except packets.PacketError:
        return None
