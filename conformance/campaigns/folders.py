"""Findings on disk: a folder for each, with all that shows it and plays it again. No token is ever in it."""

from __future__ import annotations

import base64
import json
import re
import shlex
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conformance.campaigns import documents
from conformance.campaigns.documents import PROGRAM, Document
from conformance.campaigns.options import CampaignOptions
from conformance.campaigns.outcomes import outcome_of
from conformance.fuzz.faults import Fault
from conformance.fuzz.report import Finding
from conformance.harness.wirelog import Exchange
from conformance.keeping import HIDDEN, Keeper
from conformance.verdicts import UsageError
from schemas.topology import Topology

FINDINGS = "findings"
SOMEWHERE = "http://127.0.0.1:7700/rpc"  # for what was found in memory
PLAIN = re.compile(rb"[\x20-\x7e]{0,4000}")  # what a shell script may show as it is


def stored(output: Path) -> list[Document]:
    """The findings that are stored below a campaign's folder. UsageError for one that can't be read."""
    return [documents.read(file) for file in sorted((output / FINDINGS).glob(f"*/{PROGRAM}"))]


def folder_of(fault: Fault, output: Path) -> Path:
    """Where a finding is kept, below a campaign's folder."""
    return output / FINDINGS / fault.id


def write(finding: Finding, options: CampaignOptions, address: str) -> Path:
    """Writes a finding's folder, in place of an earlier one of the same signature; its path. UsageError if it can't."""
    folder = folder_of(finding.fault, options.output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in _texts(finding, options, address, folder).items():
            (folder / name).write_text(
                without_tokens(text, options.run.topology) + "\n", encoding="utf-8", newline="\n"
            )
        (folder / "replay.sh").chmod(0o755)
    except OSError as error:
        raise UsageError(f"{folder}: can't be written: {error.strerror}") from None
    return folder


def _texts(finding: Finding, options: CampaignOptions, address: str, folder: Path) -> dict[str, str]:
    """The files of a finding's folder, by their names; long bodies get files of their own there."""
    topology = options.run.topology
    outcome = outcome_of(finding, topology.profile, options.run.deviations)
    document = documents.of(finding, options.run.topology_name).to_json()
    verdict = documents.verdict_of(finding, outcome, topology)
    names = {"verdict": verdict, "document": _pretty(document), "name": _identifier(finding.fault.id)}
    return {
        PROGRAM: _pretty(document),
        "verdict.json": _pretty(verdict),
        "wire.jsonl": "\n".join(json.dumps(row) for row in _rows(finding, Keeper(folder, topology))),
        "replay.sh": _filled("replay.sh.j2", verdict=verdict, **_calls(finding.exchanges, topology, address)),
        f"test_finding_{names['name']}.py": _filled("test_finding.py.j2", **names),
    }


def without_tokens(text: str, topology: Topology) -> str:
    """The text with the ledgers' tokens hidden, wherever they come from."""
    for ledger in topology.ledgers:
        if ledger.token:
            text = text.replace(ledger.token, HIDDEN)
    return text


def _rows(finding: Finding, keeper: Keeper) -> Iterable[dict[str, object]]:
    return (keeper.row(each, each.seq in finding.fault.seqs) for each in finding.exchanges)


def _calls(exchanges: Iterable[Exchange], topology: Topology, address: str) -> dict[str, Any]:
    """What the script of curl commands is made of: the calls to the target, and the tokens it asks for."""
    tokens = {
        ledger.prefix: f"TOKEN_{number}" for number, ledger in enumerate(topology.ledgers, start=1) if ledger.token
    }
    calls = [
        {
            "query": shlex.quote(urlencode({"method": each.method, "prefix": each.ledger})),
            "token": tokens.get(each.ledger),
            "account": each.account,
            "plain": shlex.quote(each.body.decode()) if PLAIN.fullmatch(each.body) else None,
            "coded": base64.b64encode(each.body).decode(),
        }
        for each in exchanges
        if each.outgoing
    ]
    reachable = address if address.startswith("http") else SOMEWHERE
    return {"address": shlex.quote(reachable), "tokens": tokens, "calls": calls}


def _identifier(text: str) -> str:
    return re.sub(r"\W", "_", text).lower()


def _pretty(value: object) -> str:
    return json.dumps(value, indent=1)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=False,  # no HTML: a shell script and a Python file, quoted as these want it
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _filled(template: str, **names: Any) -> str:
    return _environment().get_template(template).render(**names)
