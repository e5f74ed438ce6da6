"""Connectors that are right, behind an HTTP shell that is not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from reference_impl.connector import Connector
from reference_impl.server import Scope, Shell

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class WantsTheBareType(Shell):
    """Compares the content type as a text, so that one with a charset is refused."""

    async def _exchange(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        if (b"content-type", b"application/json") not in scope["headers"]:
            return 415, b'{"id":"UnsupportedMediaTypeError","message":"only application/json"}'
        return await super()._exchange(scope, receive)


class TakesATokenFromTheUrl(Shell):
    """A token in the query opens the ledger too, and so ends in logs."""

    async def _exchange(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        for name in ("token", "access_token"):
            for token in query.get(name, []):
                scope["headers"] = [*scope["headers"], (b"authorization", b"Bearer " + token.encode())]
        return await super()._exchange(scope, receive)


class RefusesACharset(Connector):
    """JSON with a charset is no JSON to it."""

    shell_class = WantsTheBareType
    broken_over_http = ("MSG-1",)


class OpensByTheUrl(Connector):
    """A token in the URL is as good as one in the header."""

    shell_class = TakesATokenFromTheUrl
    broken_over_http = ("MSG-2",)
