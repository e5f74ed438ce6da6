"""`docs/comparison.md`: the published results side by side, and what changed from version to version."""

from __future__ import annotations

from itertools import pairwise

from reports.compare import Column, changes_lines, compare, table_lines
from reports.known import published

HEAD = """# Connectors compared

Written by `make published`, from the results in [reports/published](../reports/published/README.md); not edited by
hand. What a requirement asks for: `c2c-conformance explain ID`. [targets](../targets/README.md) says in words what was
found.

![The comparison page: a card for each connector, and a matrix of requirements by area](images/comparison.png)

Requirements that one keeps and another breaks, each by its worst case, in the topology `ilp-connector-plain`:

"""
CHANGES = """
## From version to version

"""


def page() -> str:
    """The page's text."""
    columns = [Column(name, (results,)) for name, results in published().items()]
    versions = [column for column in columns if column.name.startswith("ilp-connector")]
    changed = ["\n".join(changes_lines(old, compare([old, new]).changes[0])) for old, new in pairwise(versions)]
    return HEAD + "\n".join(table_lines(compare(columns))) + "\n" + CHANGES + "\n\n".join(changed) + "\n"
