"""The packages of 2017 as a witness: installed once from a lock file, asked in one Node process."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests import npm_packages

PINNED = Path(__file__).parent / "originals"
ASK_LIMIT = 120  # seconds


class Refused(str):
    """What the package said when it threw."""


def installed() -> Path:
    """The folder with the packages; skips without npm, but not in CI."""
    return npm_packages.installed(PINNED, "the schemas and codecs are not compared with the packages of 2017")


def ask(questions: Iterable[dict[str, Any]]) -> list[Any]:
    """The answers of `judge.js` to the questions, in order: values, or Refused."""
    lines = "".join(f"{json.dumps(question)}\n" for question in questions)
    command = ["node", str(PINNED / "judge.js"), str(installed())]
    run = subprocess.run(command, input=lines, capture_output=True, encoding="utf-8", check=True, timeout=ASK_LIMIT)
    replies = [json.loads(line) for line in run.stdout.splitlines()]
    return [reply["answer"] if "answer" in reply else Refused(reply["refused"]) for reply in replies]
