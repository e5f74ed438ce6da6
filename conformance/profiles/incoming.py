"""What a message of the target's turned out to be, whatever the profile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """The kinds of message between peers, and of transfer calls; NO_ANSWER is what came in the place of one."""

    BROADCAST = "broadcast_routes"
    QUOTE_REQUEST = "quote_request"
    QUOTE_RESPONSE = "quote_response"
    ERROR = "error"
    TRANSFER = "send_transfer"
    FULFILLMENT = "fulfill_condition"
    REJECTION = "reject_incoming_transfer"
    NO_ANSWER = "no answer"
    OTHER = "other"


@dataclass(frozen=True)
class Incoming:
    """A message of the target's, read: its kind, ledger prefix, sender's and receiver's account, id, payload.

    `data` has the same form in all profiles; `wire` is what stood there, where that is another. An answer that came in
    an HTTP response has the exchange number of the question, and the moment of the response.
    """

    kind: Kind
    ledger: str
    sender: str | None
    receiver: str | None
    id: Any
    data: Any
    seq: int
    at: int
    wire: Any = None
