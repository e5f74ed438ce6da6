"""The listener's protocol: uvicorn's, and an end to heads that have none."""

from __future__ import annotations

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LIMIT = 2**20  # bytes of a head; what comes with one piece of it counts too


class BoundedHeads(HttpToolsProtocol):
    """Closes a connection on which a request's head does not end: the parser in C keeps all of it."""

    _is_in_head = True
    _read = 0

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_in_head, self._read = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head has ended."""
        self._is_in_head = False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Takes bytes in."""
        super().data_received(data)
        self._read += len(data) if self._is_in_head else 0
        if self._read > LIMIT:
            self.send_400_response("The head is too long.")
