"""Makes what was said in a run fit for its results: tokens hidden, what is too long kept in a file of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from conformance.bindings.serving import BODY_LIMIT
from conformance.harness.wirelog import SHOWN, Exchange, shortened
from schemas.results import FieldJudged, Long
from schemas.topology import Topology

ROOM = 256 * 1024 * 1024  # bytes of such files that one run may write
HIDDEN = "(hidden)"
PLAIN = (b"", b"true")  # nearly all answers
SHORT, KNOWN = 256, 1024  # characters of a name, and how many are kept as they are written
_KEPT = re.compile(r"[0-9a-f]{64}\.bin")


def forget(folder: Path) -> None:
    """Removes what an earlier run kept in the folder."""
    for path in folder.glob("*.bin"):
        if _KEPT.fullmatch(path.name):
            path.unlink()


class Keeper:
    """For one run. Files are named by the SHA-256 of what is in them; `room`: bytes that they may have together."""

    def __init__(self, folder: Path, topology: Topology, room: int = ROOM) -> None:
        self._folder, self._room = folder, room
        self._tokens = [ledger.token for ledger in topology.ledgers if ledger.token]
        self._plain = [each for each in PLAIN if not any(token.encode() in each for token in self._tokens)]
        self._name = lru_cache(maxsize=KNOWN)(self.words)
        self._hidden = [token.encode() for token in self._tokens]

    def row(self, exchange: Exchange, judged: bool = False) -> dict[str, Any]:
        """An exchange in the form of a result."""
        row = exchange.row(judged, self.body)
        for name in ("ledger", "account", "method"):
            text = str(row[name])
            row[name] = self._name(text) if len(text) < SHORT else self.words(text)
        return row

    def body(self, data: bytes) -> tuple[str, Long | None]:
        """A message's body as text; where it is too long, its head and tail, and where all of it is."""
        if data in self._plain:
            return data.decode(), None
        whole = len(data) < BODY_LIMIT
        for token in self._hidden:
            if token in data:
                data = data.replace(token, HIDDEN.encode())
        text, long = shortened(data)
        return text, long and replace(long, file=self._kept(data, long), whole=whole)

    def words(self, text: str) -> str:
        """A text of ours that may quote a target."""
        for token in self._tokens:
            text = text.replace(token, HIDDEN)
        if len(text) <= SHOWN:
            return text
        data = text.encode("utf-8", "backslashreplace")
        ends, long = shortened(data)
        return f"{ends} [SHA-256 {long.sha256}, whole in {self._kept(data, long) or 'no file'}]" if long else ends

    def fields(self, judged: tuple[FieldJudged, ...]) -> tuple[FieldJudged, ...]:
        """The same members, what is said of them fit."""
        return tuple(
            replace(each, expected=self.words(each.expected), observed=self.words(each.observed)) for each in judged
        )

    def _kept(self, data: bytes, long: Long) -> str:
        """The name of the file with it; empty where there is no more room."""
        path = self._folder / f"{long.sha256}.bin"
        if not path.exists():
            if len(data) > self._room:
                return ""
            self._room -= len(data)
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return path.name
