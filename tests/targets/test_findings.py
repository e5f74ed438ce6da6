"""What campaigns found of ilp-connector, as it is kept: small, of known requirements, each told on the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from conformance.campaigns import documents
from conformance.campaigns.replay import check_topology
from conformance.requirements import load as load_requirements
from conformance.starting import Source
from schemas import topology as topologies

FINDINGS = Path(__file__).parents[2] / "targets" / "ilp-connector" / "findings"
FOLDERS = sorted(each.parent for each in FINDINGS.glob("*/program.json"))
MOST = 10  # messages of a finding


def test_there_are_findings_and_each_is_told() -> None:
    """The page has a heading for each folder, and none besides."""
    page = (FINDINGS / "README.md").read_text(encoding="utf-8")
    told = {line[3:] for line in page.splitlines() if line.startswith("## ")}
    assert told == {folder.name for folder in FOLDERS}
    assert FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_finding_can_be_replayed_and_is_small(folder: Path) -> None:
    """Its program is of a bundled topology, and its verdict speaks of the same requirement."""
    document = documents.read(folder)
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    check_topology(document, Source(topologies.load(document.topology)))
    assert 0 < len(document.program.steps) <= MOST
    assert verdict["requirement"] == document.requirement in load_requirements()
    assert document.signature.startswith(document.requirement)
    assert verdict["confirmed"] == verdict["plays"] >= 3
    assert "127.0.0.1:7700" in (folder / "replay.sh").read_text(encoding="utf-8")
