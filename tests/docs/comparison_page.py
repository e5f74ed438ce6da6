"""`docs/comparison.md`: the published results side by side, and what changed from version to version."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise

from conformance import deviations
from reports.compare import Column, changes_lines, compare, table_lines
from reports.known import published
from tests.project import sources

HEAD = """# Connectors compared

Written by `make published`, from the results in [reports/published](../reports/published/README.md); not edited by
hand. What a requirement asks for: `c2c-conformance explain ID`. [targets](../targets/README.md) says in words what was
found.

![The comparison page: a card for each connector, and a matrix of requirements by area](images/comparison.png)

Requirements that one keeps and another breaks, each by its worst case, in the topology `ilp-connector-plain`:

"""
CHANGES = """
## From version to version

What hangs on the moment by the versions' expected deviations is marked: it may be otherwise in the next run.

"""
MOMENT = " (hangs on the moment)"
VERSIONS = sources.ROOT / "targets" / "ilp-connector" / "versions"


def page() -> str:
    """The page's text."""
    columns = [Column(name, (results,)) for name, results in published().items()]
    versions = [column for column in columns if column.name.startswith("ilp-connector")]
    changed = ["\n".join(_changed(old, new)) for old, new in pairwise(versions)]
    return HEAD + "\n".join(table_lines(compare(columns))) + "\n" + CHANGES + "\n\n".join(changed) + "\n"


def _changed(old: Column, new: Column) -> Iterator[str]:
    chancy = [entry for column in (old, new) for entry in _of_the_moment(column)]
    for line in changes_lines(old, compare([old, new]).changes[0]):
        id = line.partition("`")[2].partition("`")[0]
        yield line + (MOMENT if any(entry.covers(id, id.partition("/")[0]) for entry in chancy) else "")


def _of_the_moment(column: Column) -> list[deviations.Deviation]:
    """What the version does sometimes only."""
    version = column.name.removeprefix("ilp-connector-")
    file = VERSIONS / version / f"{column.runs[0].header.topology['name']}.toml"
    return [entry for entry in deviations.load(str(file), datetime.date.min) if entry.sometimes]
