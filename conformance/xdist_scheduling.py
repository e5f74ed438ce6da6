"""Which cases stay together on one worker of pytest-xdist."""

from __future__ import annotations

from functools import cache

from xdist.scheduler import LoadScopeScheduling

from conformance.registry import discover


class CaseScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """By group: timed cases on one worker, those that share a silence or must be alone on one, others file by file."""

    def _split_scope(self, nodeid: str) -> str:
        name = nodeid.partition("::")[2]
        group, module = _places().get(name, ("ordinary", nodeid))
        return module if group in ("ordinary", "quiet") else group


@cache
def _places() -> dict[str, tuple[str, str]]:
    """Group and module of each case, by the name that pytest shows; node ids outside a checkout have no file."""
    return {case.name: (case.group, case.function.__module__) for case in discover()}
