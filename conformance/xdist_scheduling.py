"""Which cases stay together on one worker of pytest-xdist."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

from conformance.registry import discover


class CaseScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """By group: timed cases on one worker, those that must be alone on one, ordinary ones file by file."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, name = nodeid.partition("::")
        groups = {case.name: case.group for case in discover()}
        group = groups.get(name.rpartition("::")[2] or name, "ordinary")
        return file if group == "ordinary" else group
