"""Which cases each worker of pytest-xdist runs: its share, known beforehand, so that it can run them side by side."""

from __future__ import annotations

from functools import cache
from zlib import crc32

from xdist.scheduler import LoadScopeScheduling

from conformance.registry import Case, discover


class CaseScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """A share of the cases for each worker; what else there is goes file by file."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        return f"share {share_of(name, self.numnodes)}" if name in _names() else file


def share_of(name: str, workers: int) -> int:
    """Whose case it is, of so many workers, by the name that pytest shows; node ids outside a checkout have no file."""
    return crc32(name.encode()) % workers


def is_shared(case: Case, other: Case, workers: int) -> bool:
    """Whether one worker runs both."""
    return share_of(case.name, workers) == share_of(other.name, workers)


@cache
def _names() -> frozenset[str]:
    return frozenset(case.name for case in discover())
