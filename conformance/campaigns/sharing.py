"""What campaigns tell one another, on one machine or several: a folder, or a Redis server, as Hypothesis keeps them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from conformance.campaigns.documents import FORMAT, Document
from conformance.fuzz.campaign import Stored
from conformance.fuzz.report import Finding
from conformance.fuzz.steps import Program, ProgramError
from conformance.verdicts import UsageError

FINDINGS = f"c2c-fuzz findings {FORMAT}".encode()
PROGRAMS = f"c2c-fuzz programs {FORMAT}".encode()


class Shared:
    """Findings, and programs that reached something new, of all campaigns that share a place.

    Where the place can't be reached any more, `lost` says why, and the campaign goes on alone.
    """

    def __init__(self, place: ExampleDatabase, topology: str, errors: tuple[type[Exception], ...] = ()) -> None:
        self._place, self._topology = place, topology
        self._errors: tuple[type[Exception], ...] = (OSError, *errors)
        self._seen: set[str] = set()
        self.lost = ""

    def news(self) -> list[Stored]:
        """Findings with this topology that were not here the last time, and are not of this campaign's own."""
        news = []
        for value in self._fetched(FINDINGS):
            document = _finding_in(value)
            if document is not None and document.topology == self._topology and document.signature not in self._seen:
                self._seen.add(document.signature)
                news.append(document.stored)
        return sorted(news, key=lambda stored: stored.signature)

    def programs(self) -> list[Program]:
        """The programs kept with this topology, always in the same order."""
        found = (_program_in(value, self._topology) for value in sorted(self._fetched(PROGRAMS)))
        return [program for program in found if program is not None]

    def tell(self, finding: Finding) -> None:
        """A finding of this campaign's own."""
        self._seen.add(finding.fault.signature)
        document = Document(finding.fault.requirement, finding.fault.signature, self._topology, finding.program)
        self._save(FINDINGS, document.to_json())

    def keep(self, program: Program) -> None:
        """A program that reached something new."""
        self._save(PROGRAMS, {"topology": self._topology, "program": program.to_json()})

    def _fetched(self, key: bytes) -> list[bytes]:
        if self.lost:
            return []
        try:
            return list(self._place.fetch(key))
        except self._errors as error:
            self.lost = f"the place that findings are shared in can't be reached: {error}"
            return []

    def _save(self, key: bytes, value: object) -> None:
        if self.lost:
            return
        try:
            self._place.save(key, json.dumps(value, sort_keys=True).encode())
        except self._errors as error:
            self.lost = f"the place that findings are shared in can't be reached: {error}"


def shared_in(where: str, topology: str) -> Shared:
    """What is shared in a folder, or at a URL like redis://host:6379/0. UsageError where it can't be reached."""
    if not where.startswith(("redis://", "rediss://", "unix://")):
        Path(where).mkdir(parents=True, exist_ok=True)
        return Shared(DirectoryBasedExampleDatabase(where), topology)
    try:
        from hypothesis.extra.redis import RedisExampleDatabase
        from redis import Redis, RedisError
    except ImportError:
        raise UsageError(
            f"--share {where}: this needs the package redis: pip install 'c2c-conformance[redis]'"
        ) from None
    try:
        client = Redis.from_url(where)
        client.ping()
    except (RedisError, ValueError) as error:
        raise UsageError(f"--share {where}: {error}") from None
    return Shared(RedisExampleDatabase(client), topology, (RedisError,))


def _finding_in(value: bytes) -> Document | None:
    try:
        return Document.from_json(json.loads(value))
    except (ValueError, ProgramError):  # somebody else's, or of another version
        return None


def _program_in(value: bytes, topology: str) -> Program | None:
    try:
        kept = json.loads(value)
        return Program.from_json(kept["program"]) if kept["topology"] == topology else None
    except (ValueError, KeyError, TypeError, ProgramError):
        return None


def all_known(*sources: Iterable[Stored]) -> list[Stored]:
    """Each signature once, the first that is given."""
    known: dict[str, Stored] = {}
    for stored in (each for source in sources for each in source):
        known.setdefault(stored.signature, stored)
    return list(known.values())
