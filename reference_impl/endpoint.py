"""The rules of the HTTP endpoint (IL-RFC 21): whose call it is, which method, which ledger, which parameters."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reference_impl.network import Network
from schemas import json_text
from schemas.topology import Ledger


class Refused(Exception):
    """A call that is answered with an HTTP status of its own."""

    def __init__(self, status: int, name: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.name = name

    def body(self) -> bytes:
        return json_text.write({"id": self.name, "message": str(self)})


@dataclass(frozen=True)
class Call:
    """A call that may have an effect."""

    ledger: Ledger
    method: str
    parameters: list[Any]


class Endpoint:
    """Reads calls; each check is a method and raises Refused."""

    methods: Mapping[str, int] = {  # the least number of each method's parameters
        "send_message": 1,
        "send_transfer": 1,
        "fulfill_condition": 2,
        "reject_incoming_transfer": 1,
        "expire_transfer": 1,
        "get_limit": 0,
        "get_balance": 0,
    }

    def __init__(self, network: Network) -> None:
        self.network = network
        self._tokens = {
            prefix: None if ledger.token is None else ledger.token.encode("utf-8")
            for prefix, ledger in network.ledgers.items()
        }

    def read(self, request: dict[str, Any]) -> Call:
        """The call in a request of the memory door. Raises Refused."""
        ledger = self.ledger(request.get("prefix"))
        self.check_token(ledger, request.get("authorization"))
        method = self.method(request.get("method"))
        return Call(ledger, method, self.parameters(method, request.get("body") or b""))

    def ledger(self, prefix: str | None) -> Ledger:
        """The ledger of a prefix, which the RFC writes without its final period."""
        ledgers = self.network.ledgers
        ledger = ledgers.get(prefix or "") or ledgers.get(f"{prefix}.")
        if ledger is None:
            raise Refused(404, "NotFoundError", "no such ledger")
        return ledger

    def check_token(self, ledger: Ledger, authorization: str | None) -> None:
        """MSG-2: 401 without a bearer token, 403 with a wrong one."""
        expected = self._tokens[ledger.prefix]
        if expected is None:
            return
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Refused(401, "UnauthorizedError", "a bearer token is needed")
        if not hmac.compare_digest(token.strip().encode("utf-8", "surrogatepass"), expected):
            raise Refused(403, "ForbiddenError", "wrong token")

    def method(self, name: str | None) -> str:
        if name is None or name not in self.methods:
            raise Refused(404, "NotFoundError", "no such method")
        return name

    def parameters(self, method: str, body: bytes) -> list[Any]:
        """MSG-3: a JSON array of the method's parameters."""
        try:
            parameters = json_text.read(body)
        except json_text.JsonTextError as error:
            raise Refused(413 if error.rule == "size" else 400, "InvalidBodyError", str(error)) from None
        if not isinstance(parameters, list) or len(parameters) < self.methods[method]:
            raise Refused(400, "InvalidBodyError", f"the body is no array of the parameters of {method}")
        return parameters
