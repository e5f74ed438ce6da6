"""What a message must look like to be heeded: tables of members and rules, one small method a rule."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Check = Callable[[Any], bool]

_ADDRESS = re.compile(r"[a-zA-Z0-9._~-]+")
_AMOUNT = re.compile(r"[1-9][0-9]*")
_DURATION = re.compile(r"(?:0|[1-9][0-9]{0,11})(?:[.][0-9]{1,9})?")
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]*)(?:[.][0-9]+)?")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CONDITION = re.compile(r"[A-Za-z0-9_-]{43}")

LONGEST_NUMBER = 1000  # digits; what is longer is no amount of anything


@dataclass(frozen=True)
class Form:
    """An object's members, each with the names of the rules it obeys, in the order in which they are tried."""

    members: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    closed: bool = True  # whether other members are refused


@dataclass(frozen=True)
class _Ready:
    """A form with its rules bound."""

    checks: tuple[tuple[str, tuple[tuple[str, Check], ...]], ...]
    required: tuple[str, ...]
    known: frozenset[str] | None = field(default=None)


class MessageRules:
    """The rules for each kind of message: `forms` is the table, the methods below are the rules it names."""

    forms: Mapping[str, Form] = {
        "update": Form(
            {
                "hold_down_time": ("is_whole", "is_at_least_one"),
                "unreachable_through_me": ("is_list", "holds_addresses"),
                "new_routes": ("is_list", "holds_routes"),
            },
            required=("hold_down_time", "unreachable_through_me", "new_routes"),
        ),
        "route": Form(
            {
                "source_ledger": ("is_address",),
                "destination_ledger": ("is_address",),
                "source_account": ("is_address",),
                "destination_account": ("is_address",),
                "min_message_window": ("is_number", "is_not_negative"),
                "destination_precision": ("is_number",),
                "destination_scale": ("is_number",),
                "points": ("is_list", "is_not_empty", "holds_pairs", "holds_numbers", "holds_nothing_negative"),
            },
            required=("source_ledger", "destination_ledger", "source_account", "min_message_window", "points"),
        ),
        "quote_request": Form(
            {
                "source_address": ("is_address",),
                "destination_address": ("is_address",),
                "source_amount": ("is_amount",),
                "destination_amount": ("is_amount",),
                "source_expiry_duration": ("is_duration",),
                "destination_expiry_duration": ("is_duration",),
                "slippage": ("is_decimal",),
            },
            required=("source_address", "destination_address"),
            closed=False,
        ),
        "quote_response": Form(
            {
                "source_ledger": ("is_address",),
                "destination_ledger": ("is_address",),
                "source_connector_account": ("is_address",),
                "source_amount": ("is_amount",),
                "destination_amount": ("is_amount",),
                "source_expiry_duration": ("is_duration",),
                "destination_expiry_duration": ("is_duration",),
                "liquidity_curve": (
                    "is_list", "is_not_empty", "holds_pairs", "holds_numbers", "holds_nothing_negative",
                ),
                "additional_info": ("is_object",),
            },
            required=(
                "source_ledger", "destination_ledger", "source_amount", "destination_amount",
                "source_expiry_duration", "destination_expiry_duration",
            ),
        ),
        "transfer": Form(
            {
                "id": ("is_uuid",),
                "ledger": ("is_address",),
                "from": ("is_address",),
                "to": ("is_address",),
                "account": ("is_address",),
                "amount": ("is_amount",),
                "executionCondition": ("is_condition",),
                "expiresAt": ("is_text",),
            },
            required=("id", "ledger", "amount", "executionCondition", "expiresAt"),
            closed=False,
        ),
    }  # fmt: skip

    def __init__(self) -> None:
        self._ready = {name: self._bound(form) for name, form in self.forms.items()}

    def problem(self, form: str, value: Any) -> tuple[str, str] | None:
        """The first broken rule as (member, sentence), the member empty where it is the whole; None: all hold."""
        if not self.is_object(value):
            return "", f"{form} is no object"
        ready = self._ready[form]
        for member in ready.required:
            if member not in value:
                return member, f"{form} has no {member}"
        if ready.known is not None and not ready.known.issuperset(value):
            return "", f"{form} has a member that does not belong there"
        for member, checks in ready.checks:
            if member in value:
                found = value[member]
                for name, check in checks:
                    if not check(found):
                        return member, f"{member} of {form} breaks the rule {name}"
        return None

    def is_object(self, value: Any) -> bool:
        return isinstance(value, dict)

    def is_list(self, value: Any) -> bool:
        return isinstance(value, list)

    def is_not_empty(self, value: list[Any]) -> bool:
        return len(value) > 0

    def is_text(self, value: Any) -> bool:
        return isinstance(value, str)

    def is_number(self, value: Any) -> bool:
        return type(value) is int or isinstance(value, Decimal)

    def is_whole(self, value: Any) -> bool:
        return type(value) is int

    def is_at_least_one(self, value: int) -> bool:
        return value >= 1

    def is_not_negative(self, value: int | Decimal) -> bool:
        return value >= 0

    def is_address(self, value: Any) -> bool:
        return isinstance(value, str) and _ADDRESS.fullmatch(value) is not None

    def is_amount(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) <= LONGEST_NUMBER and _AMOUNT.fullmatch(value) is not None

    def is_duration(self, value: Any) -> bool:
        return isinstance(value, str) and _DURATION.fullmatch(value) is not None

    def is_decimal(self, value: Any) -> bool:
        return isinstance(value, str) and len(value) <= LONGEST_NUMBER and _DECIMAL.fullmatch(value) is not None

    def is_uuid(self, value: Any) -> bool:
        return isinstance(value, str) and _UUID.fullmatch(value) is not None

    def is_condition(self, value: Any) -> bool:
        return isinstance(value, str) and _CONDITION.fullmatch(value) is not None

    def holds_addresses(self, value: list[Any]) -> bool:
        return all(map(self.is_address, value))

    def holds_routes(self, value: list[Any]) -> bool:
        return all(self.problem("route", route) is None for route in value)

    def holds_pairs(self, value: list[Any]) -> bool:
        return all(isinstance(point, list) and len(point) == 2 for point in value)

    def holds_numbers(self, value: list[list[Any]]) -> bool:
        return all(self.is_number(x) and self.is_number(y) for x, y in value)

    def holds_nothing_negative(self, value: list[list[Any]]) -> bool:
        return all(x >= 0 and y >= 0 for x, y in value)

    def _bound(self, form: Form) -> _Ready:
        checks = tuple(
            (member, tuple((name, getattr(self, name)) for name in names)) for member, names in form.members.items()
        )
        return _Ready(checks, form.required, frozenset(form.members) if form.closed else None)
