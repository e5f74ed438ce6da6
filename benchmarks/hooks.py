"""Loaded by Schemathesis, in its own environment: notes each failure as it comes, and drops those that are no news.

`C2C_FAILURES` is the file of notes, a line of JSON each: when (s since 1970), the operation, the kind, what tells it
from others of the kind, and whether it counts. `C2C_DROPPED` is a list of what to drop, in JSON; without it all are.
"""

from __future__ import annotations

import importlib
import json
import os
import time
from pathlib import Path
from typing import Any


def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """Whether Schemathesis is to count the failure."""
    named = [failure.operation, type(failure).__name__, failure._unique_key]
    is_news = "C2C_DROPPED" in os.environ and named not in json.loads(os.environ["C2C_DROPPED"])
    with Path(os.environ["C2C_FAILURES"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps([time.time(), *named, is_news]) + "\n")
    return is_news


if "C2C_FAILURES" in os.environ:
    importlib.import_module("schemathesis").hook(filter_failure)
