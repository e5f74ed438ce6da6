"""Connectors that end at a certain message, at once or a moment later, behind the shell that lets them."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from typing import Any

from reference_impl.connector import Connector
from reference_impl.server import Scope, Shell

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]


class EndsAt(Shell):
    """Ends the process `delay` seconds after it has answered a call whose body has the words in it."""

    words = b""
    delay = 0.0

    async def _exchange(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        heard = bytearray()

        async def listening() -> Message:
            message = await receive()
            heard.extend(message.get("body", b""))
            return message

        answer = await super()._exchange(scope, listening)
        if self.words in heard:
            asyncio.get_running_loop().call_later(self.delay, self.end)
        return answer

    def end(self) -> None:
        """The process is no more."""
        os._exit(3)


class EndsSoonAfterATinyNumber(EndsAt):
    """Two hundred milliseconds after a number with a very small exponent, which it has answered."""

    words = b"1e-999999999"
    delay = 0.2


class EndsAtOnceAtHalfAPair(EndsAt):
    """Before the answer to half of a surrogate pair is out."""

    words = b"\\ud800"


class ClosesBeforeItEnds(EndsAtOnceAtHalfAPair):
    """Its sockets go three hundred milliseconds before the process does."""

    def end(self) -> None:
        """Nobody listens any more, and then the process is no more."""
        os.closerange(3, 256)
        threading.Event().wait(0.3)
        super().end()


class DiesSoon(Connector):
    """A number that reads as zero divides by itself a moment later."""

    shell_class = EndsSoonAfterATinyNumber


class DiesAtOnce(Connector):
    """Half of a surrogate pair ends it."""

    shell_class = EndsAtOnceAtHalfAPair


class DiesSlowly(Connector):
    """The same does, and for a moment nobody listens where a process still is."""

    shell_class = ClosesBeforeItEnds
