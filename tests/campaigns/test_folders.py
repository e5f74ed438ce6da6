"""A finding's folder: all that shows it, nothing secret, and each file does what it is there for."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.campaigns import documents, folders, options
from conformance.campaigns.options import CampaignOptions
from conformance.fuzz.faults import Fault
from conformance.fuzz.report import Finding
from conformance.fuzz.steps import Program
from conformance.harness.wirelog import Exchange
from conformance.keeping import HIDDEN
from conformance.verdicts import UsageError
from tests.campaigns.programs import HARMLESS, TRIGGERING

ROOT = Path(__file__).parents[2]
CRASHES = "memory:tests.campaigns.connectors:Crashes"
REFERENCE = "memory:reference_impl.connector:Connector"
FAULT = Fault("RS-1", "the target ended", "a connector that goes on", "it ended: RuntimeError: no way out of 42", (1,))


def asked(folder: Path) -> CampaignOptions:
    return options.read(target=CRASHES, command=None, output=str(folder), seed=1)


def finding(*bodies: bytes) -> Finding:
    exchanges = tuple(
        Exchange(number, 7, True, "peer.h4x0r.jpy.0.", "bob's", "send_message", body, 200, b"true")
        for number, body in enumerate(bodies)
    )
    return Finding(FAULT, Program((*HARMLESS, TRIGGERING)), exchanges, 3, 3, fresh=True)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    """As a stored finding of the same signature and program."""
    folder = folders.write(finding(b"[]"), asked(tmp_path), "http://127.0.0.1:1/rpc")
    test = f"test_finding_{FAULT.id.lower().replace('-', '_')}.py"
    names = ["program.json", "replay.sh", test, "verdict.json", "wire.jsonl"]
    assert sorted(each.name for each in folder.iterdir()) == names
    assert [each.stored.program for each in folders.stored(tmp_path)] == [finding().program]
    assert documents.read(folder) == documents.read(folder / "program.json")
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    assert (verdict["verdict"], verdict["requirement"], verdict["observed"]) == ("fail", "RS-1", FAULT.observed)
    row = json.loads((folder / "wire.jsonl").read_text(encoding="utf-8"))
    assert (row["body"], row["judged"]) == ("[]", False)


def test_tokens_never_appear(tmp_path: Path) -> None:
    """Not even those that a target repeats."""
    made = asked(tmp_path)
    tokens = [ledger.token for ledger in made.run.topology.ledgers if ledger.token]
    assert tokens
    folder = folders.write(finding(b"".join(token.encode() for token in tokens)), made, "http://127.0.0.1:1/rpc")
    texts = [each.read_text(encoding="utf-8") for each in folder.iterdir()]
    assert [token for token in tokens for text in texts if token in text] == []
    assert any(HIDDEN in text for text in texts)


@pytest.mark.parametrize(
    "body", [b"it's [\\n]", b"\xff\x00", b"", b"x" * 5000], ids=["quoted", "bytes", "none", "long"]
)
def test_the_script_sends_the_very_bytes(tmp_path: Path, body: bytes) -> None:
    """To the right query, with the token from the environment; a curl of ours writes down what it is given."""
    folder = folders.write(finding(body), asked(tmp_path / "made"), "http://127.0.0.1:1/rpc")
    curl = tmp_path / "curl"
    curl.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {tmp_path}/words\ncat > {tmp_path}/body\n', encoding="utf-8")
    curl.chmod(0o755)
    done = subprocess.run(
        ["sh", str(folder / "replay.sh")],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin", "TOKEN_4": "a-token"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "body").read_bytes() == body
    words = (tmp_path / "words").read_text(encoding="utf-8").splitlines()
    assert words[-1] == "http://127.0.0.1:1/rpc?method=send_message&prefix=peer.h4x0r.jpy.0."
    assert "Authorization: Bearer a-token" in words


@pytest.mark.parametrize(("target", "code"), [(CRASHES, 1), (REFERENCE, 0)])
def test_the_pytest_file_stands_alone(tmp_path: Path, target: str, code: int) -> None:
    """It fails where the fault is, passes where it is not, and needs no other file."""
    folder = folders.write(finding(b"[]"), asked(tmp_path / "made"), "http://127.0.0.1:1/rpc")
    (test,) = folder.glob("test_*.py")
    alone = tmp_path / test.name
    test.rename(alone)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", alone.name, f"--target={target}"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == code, done.stdout
    assert ("still there: RS-1" in done.stdout) == bool(code)


@pytest.mark.parametrize(
    ("text", "word"),
    [("{", "Expecting"), ("[]", "format 1"), ('{"format": 1}', "are strings"), (None, "can't be read")],
)
def test_what_is_no_finding_is_a_usage_error(tmp_path: Path, text: str | None, word: str) -> None:
    """With the file's name, and what is wrong."""
    file = tmp_path / "program.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=f"program.json: .*{word}"):
        documents.read(file)


def test_a_folder_that_can_not_be_written_is_a_usage_error(tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="can't be written"):
        folders.write(finding(), replace(asked(tmp_path), output=tmp_path / "file"), "")
