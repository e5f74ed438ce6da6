"""A connector whose every word is meant for the reader of the report: scripts, odd characters, much too much of it."""

from __future__ import annotations

import json
from typing import Any

from reference_impl.connector import Connector

Message = dict[str, Any]

SCRIPT = (
    "</script></style></pre></title><script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
    '<svg onload=\'window.ran = 3\'><a href="javascript:window.ran = 4" id="main">{{ 7 * 7 }}{% raw %}&lt;!--'
)
ODD = "\x00\x07\x1b[31m\u202egnp.exe\u2066\u200b\ufeff\u2028" + "\x00" * 5000
HUGE = 50_000_000  # bytes
HUGE_ONES = 3  # answers to calls about quotes


class Hostile(Connector):
    """Quotes in markup, errors full of it and of its ledgers' tokens, some answers of 50 MB, some that are no UTF-8."""

    def __init__(self, topology: Message) -> None:
        super().__init__(topology)
        self._tokens = [each["token"] for each in topology["ledger"] if "token" in each]
        self._huge_ones = 0

    def receive(self, message: Message, now: int) -> list[Message]:
        """What follows, made hostile."""
        huge = b"quote_request" in message["body"] and self._huge_ones < HUGE_ONES
        self._huge_ones += huge
        return [self._hostile(each, huge) for each in super().receive(message, now)]

    def tick(self, now: int) -> list[Message]:
        """What is due, made hostile."""
        return [self._hostile(each, huge=False) for each in super().tick(now)]

    def _hostile(self, message: Message, huge: bool) -> Message:
        if message["kind"] == "response":
            body = (SCRIPT + ODD).encode() + b"\xff\xfe\xed\xa0\x80" + " ".join(self._tokens).encode()
            return {**message, "status": 200, "body": body * (HUGE // len(body)) if huge else body}
        params = json.loads(message["body"])
        payload = params[0].get("data") if isinstance(params[0], dict) else None
        if isinstance(payload, dict) and payload.get("method") in ("error", "quote_response"):
            said = SCRIPT + ODD + " ".join(self._tokens)
            payload["data"] = {**payload["data"], "message": said, "source_amount": SCRIPT, said[:200]: 1}
            return {**message, "body": json.dumps(params).encode() + b"\n" * 70_000}
        return message
