"""What a message in the liquidity form must look like to be heeded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from reference_impl.messages import Form, MessageRules

_BASE64 = re.compile("(?:[A-Za-z0-9+/]{4}\n?)*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


class LiquidityRules(MessageRules):
    """Routes as five-bells-shared 25.1.0 has them; the rest as in the first profile."""

    forms: Mapping[str, Form] = {
        "update": MessageRules.forms["update"],
        "transfer": MessageRules.forms["transfer"],
        "route": Form(
            {
                "source_ledger": ("is_address",),
                "destination_ledger": ("is_address",),
                "source_account": ("is_address",),
                "destination_account": ("is_address",),
                "min_message_window": ("is_number", "is_not_negative"),
                "points": ("is_base64",),
                "paths": ("is_list", "holds_paths"),
            },
            required=("source_ledger", "destination_ledger", "source_account", "min_message_window"),
        ),
    }

    def is_base64(self, value: Any) -> bool:
        return isinstance(value, str) and _BASE64.fullmatch(value) is not None

    def holds_paths(self, value: list[Any]) -> bool:
        return all(self.is_list(path) and all(map(self.is_text, path)) for path in value)
