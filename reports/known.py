"""The published results: whole runs of known connectors, kept in `reports/published`, by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from reports.reader import Results

PUBLISHED = Path(__file__).parent / "published"
ENDING = ".jsonl.gz"


@cache
def published() -> Mapping[str, Results]:
    """Each connector's results by its name, versions in their order."""
    return {path.name.removesuffix(ENDING): Results.read(path) for path in sorted(PUBLISHED.glob(f"*{ENDING}"))}
