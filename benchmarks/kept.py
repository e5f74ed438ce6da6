"""Results of runs in a file, a line of JSON each, so that a long comparison can go on where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGETS = ("reference_impl", "schemas")
TOOLS = {  # on what of this checkout, besides the targets, it depends what a tool shows of one
    "fuzzer": ("conformance", "fixtures", "benchmarks/sought.py"),
    "Schemathesis": ("benchmarks/description.py", "benchmarks/rival.py", "benchmarks/hooks.py"),
    "sieve": ("benchmarks/answers.py", "benchmarks/description.py", "benchmarks/rival.py", "benchmarks/hooks.py"),
}


@dataclass(frozen=True)
class Row:
    """What a tool showed of a connector. Times in s from its start; `seen`, `confirmed`: None where it did not.

    `what`: its words for it; `load`: of the machine, when it began; `state`: of the code that it depends on.
    """

    name: str
    tool: str
    seed: int
    seconds: int
    state: str
    load: float
    seen: float | None
    confirmed: float | None
    what: str = ""


class Rows:
    """All rows of a file; the last one of each kind counts."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: dict[tuple[str, str, int], Row] = {}
        for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
            self._take(Row(**json.loads(line)))

    def of(self, name: str, tool: str, seed: int, seconds: int) -> Row | None:
        """The row, where it is of the code as it is now."""
        row = self._rows.get((name, tool, seed))
        return row if row and (row.seconds, row.state) == (seconds, state(name, tool)) else None

    def add(self, row: Row) -> Row:
        """Keeps it, at once."""
        self._take(row)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(row)) + "\n")
        return row

    def _take(self, row: Row) -> None:
        self._rows[row.name, row.tool, row.seed] = row


@cache
def state(name: str, tool: str) -> str:
    """A short name of the code as it is that decides what the tool shows of the connector `package.module:Class`."""
    module = name.partition(":")[0].replace(".", "/") + ".py"
    digest = hashlib.sha256()
    for place in (*TARGETS, *TOOLS[tool], module):
        for path in _files(ROOT / place):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


@cache
def _files(place: Path) -> tuple[Path, ...]:
    found: Iterable[Path] = place.rglob("*") if place.is_dir() else [place]
    return tuple(sorted(path for path in found if path.suffix in (".py", ".json", ".toml")))
