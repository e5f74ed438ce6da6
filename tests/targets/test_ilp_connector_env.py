"""The settings that targets/ilp-connector makes of a topology; needs node, but no npm package."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from conformance import deviations
from schemas.topology import Topology, load

FOLDER = Path(__file__).parents[2] / "targets" / "ilp-connector"
TOPOLOGIES = ["ilp-connector", "ilp-connector-plain", "ilp-connector-mesh"]
VERSIONS = sorted(each.name for each in (FOLDER / "versions").iterdir())

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def run(document: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    """`node env.js` on that topology."""
    path = folder / "topology.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return subprocess.run(
        ["node", str(FOLDER / "env.js"), str(path)], capture_output=True, text=True, timeout=30, check=False
    )


def settings(topology: Topology, folder: Path) -> dict[str, str]:
    """What env.js prints, as a dictionary."""
    done = run(topology.to_json(), folder)
    assert done.returncode == 0, done.stderr
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_plain_settings_are_those_of_the_topology(name: str, tmp_path: Path) -> None:
    """Times in the units that the connector reads: ms, but for window and hold."""
    printed = settings(load(name), tmp_path)
    expected = {
        "CONNECTOR_BACKEND": "one-to-one",
        "CONNECTOR_FX_SPREAD": "0" if name.endswith("-plain") else "0.002",
        "CONNECTOR_SLIPPAGE": "0",
        "CONNECTOR_MIN_MESSAGE_WINDOW": "1",
        "CONNECTOR_MAX_HOLD_TIME": "10",
        "CONNECTOR_ROUTE_BROADCAST_INTERVAL": str(load(name).broadcast_interval),
        "CONNECTOR_ROUTE_EXPIRY": str(load(name).hold_down_time),
    }
    structured = {"CONNECTOR_LEDGERS", "CONNECTOR_PAIRS", "CONNECTOR_PEERS", "CONNECTOR_ROUTES"}
    assert {key: value for key, value in printed.items() if key not in structured} == expected
    assert structured <= printed.keys()


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_each_ledger_gets_our_plugin_and_its_options(name: str, tmp_path: Path) -> None:
    """A ledger without token has no such option."""
    topology = load(name)
    rows = json.loads(settings(topology, tmp_path)["CONNECTOR_LEDGERS"])
    assert list(rows) == [ledger.prefix for ledger in topology.ledgers]
    for ledger in topology.ledgers:
        options = {
            "account": ledger.account,
            "currency": ledger.currency,
            "scale": ledger.scale,
            "capacity": str(ledger.capacity),
            "rpcUrl": ledger.rpc_url,
        }
        if ledger.token is not None:
            options["token"] = ledger.token
        plugin = str(FOLDER / "plugin.js")
        assert rows[ledger.prefix] == {
            "currency": ledger.currency,
            "plugin": plugin,
            "store": False,
            "options": options,
        }


def test_pairs_name_currency_and_ledger_in_both_directions(tmp_path: Path) -> None:
    printed = settings(load("ilp-connector-plain"), tmp_path)
    pairs = [["USD@test1.east.", "USD@test1.west."], ["USD@test1.west.", "USD@test1.east."]]
    assert json.loads(printed["CONNECTOR_PAIRS"]) == pairs


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_every_steady_and_spare_account_is_a_peer(name: str, tmp_path: Path) -> None:
    topology = load(name)
    peers = settings(topology, tmp_path)["CONNECTOR_PEERS"].split(",")
    assert peers == [account for ledger in topology.ledgers for account in ledger.peers]


def test_configured_routes_name_the_ledger_of_their_peer(tmp_path: Path) -> None:
    """An empty prefix is the default route's; a topology without routes has an empty list."""
    printed = settings(load("default-route"), tmp_path)
    ben = {"targetPrefix": "", "connectorLedger": "test1.west.", "connectorAccount": "test1.west.ben"}
    assert json.loads(printed["CONNECTOR_ROUTES"]) == [ben]
    assert json.loads(settings(load("ilp-connector-plain"), tmp_path)["CONNECTOR_ROUTES"]) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [("profile", "liquidity-routing"), ("message_window", "0"), ("maximum_hold", "0")],
)
def test_what_the_connector_cannot_be_set_to_is_refused(member: str, value: str, tmp_path: Path) -> None:
    """It would silently run with a default of its own."""
    done = run({**load("ilp-connector-plain").to_json(), member: value}, tmp_path)
    assert done.returncode != 0
    assert "ilp-connector cannot do this topology" in done.stderr


def test_a_rate_other_than_one_is_refused(tmp_path: Path) -> None:
    document = load("ilp-connector-plain").to_json()
    document["pair"][0]["rate"] = "1.5"
    done = run(document, tmp_path)
    assert done.returncode != 0
    assert "a rate other than 1" in done.stderr


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_the_remote_quote_timeout_is_the_connectors_own(name: str) -> None:
    """It can't be set: 10 s."""
    assert load(name).remote_quote_timeout == 10_000


@pytest.mark.parametrize("version", VERSIONS)
def test_the_lock_is_of_that_version_and_has_hashes_and_no_addresses(version: str) -> None:
    """It installs from whatever registry the user has; what is bundled lies in a package that has a hash."""
    lock = json.loads((FOLDER / "versions" / version / "package-lock.json").read_text(encoding="utf-8"))
    packages = {path: row for path, row in lock["packages"].items() if path}
    assert packages["node_modules/ilp-connector"]["version"] == version
    assert [path for path, row in packages.items() if "integrity" not in row and not row.get("inBundle")] == []
    assert [path for path, row in packages.items() if "resolved" in row] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_each_file_of_deviations_is_one_of_a_topology_and_can_be_read(version: str) -> None:
    """`make ilp-connectors` runs what has a file."""
    files = sorted((FOLDER / "versions" / version).glob("*.toml"))
    assert {"ilp-connector", "ilp-connector-plain"} <= {file.stem for file in files} <= set(TOPOLOGIES)
    for file in files:
        assert deviations.load(str(file), datetime.date.today())


@pytest.mark.parametrize(
    ("arguments", "words"), [(["17.0.3"], "17.0.3 is not installed"), (["17.0.2", "more"], "usage: ")]
)
def test_what_the_host_is_not_given_to_run_is_refused(arguments: list[str], words: str, tmp_path: Path) -> None:
    """With what it has, or how to get it."""
    environment = {**os.environ, "C2C_PORT": "7700", "C2C_TOPOLOGY": str(tmp_path / "topology.json")}
    done = subprocess.run(
        ["node", str(FOLDER / "host.js"), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 4
    assert words in done.stderr
