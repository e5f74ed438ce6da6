"""The shell over real sockets: one process, one peer that listens, statuses, and a clean end."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest

from reference_impl.server import CutOff, read_body
from schemas import curves, packets
from schemas import topology as topologies

PATIENCE = 15


class Peers:
    """All peers of a topology, on one port: notes what comes, answers true."""

    def __init__(self) -> None:
        received: Queue[tuple[str, dict[str, Any]]] = Queue()
        self.received = received

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                received.put((self.path, body[0]))
                self.send_response(200)
                self.send_header("Content-Length", "4")
                self.end_headers()
                self.wfile.write(b"true")

            def log_message(self, *arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/rpc"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def until(self, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while not holds(message := self.received.get(timeout=PATIENCE)[1]):
            pass
        return message


Running = tuple["Peers", str, "subprocess.Popen[str]"]


@pytest.fixture
def running(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Running]:
    """With the plain topology, or that of the parameter."""
    peers = Peers()
    file = tmp_path / "topology.json"
    name = getattr(request, "param", "plain")
    file.write_text(json.dumps(topologies.load(name).with_rpc_url(peers.url).to_json()))
    environment = {**os.environ, "C2C_PORT": "0", "C2C_TOPOLOGY": str(file)}
    command = [sys.executable, "-W", "error", "-m", "reference_impl"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        if process.stdout is None:
            raise AssertionError
        url = process.stdout.readline().removeprefix("listening on ").strip()
        yield peers, url, process
        process.terminate()
        process.wait(PATIENCE)
    peers.close()


def test_it_broadcasts_answers_refuses_and_ends(running: Running) -> None:
    peers, url, process = running
    first = peers.until(lambda message: message["to"] == "test1.east.alice")
    assert [route["destination_ledger"] for route in first["data"]["data"]["new_routes"]] == ["test1.west."]
    query = {"method": "send_message", "prefix": "test1.east"}
    request = {"source_address": "test1.east.alice", "destination_address": "test1.west.bob", "source_amount": "7"}
    message = {
        "ledger": "test1.east.", "from": "test1.east.alice", "to": "test1.east.conn",
        "data": {"id": "q", "method": "quote_request", "data": request},
    }  # fmt: skip
    with httpx.Client(trust_env=False) as client:
        assert client.post(url, params=query, json=[message]).json() is True
        assert peers.until(lambda each: each["data"].get("id") == "q")["data"]["data"]["destination_amount"] == "7"
        assert client.post(url, params=query, content=b"{").status_code == 400
        assert client.post(url, params=query, content=b" " * 4_100_000).status_code == 413
        assert client.get(url).status_code == 405
        assert client.post(url + "x").status_code == 404
        assert client.post(f"{url}/", params=query, json=[message]).status_code == 200
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 0
    assert process.stderr is not None
    assert process.stderr.read() == ""


def test_a_head_that_does_not_end_is_cut_off(running: Running) -> None:
    _, url, _ = running
    host, _, port = url.removeprefix("http://").removesuffix("/rpc").partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as caller:
        caller.sendall(b"POST /rpc HTTP/1.1\r\nx-long: ")
        with pytest.raises(ConnectionError):
            caller.sendall(b"x" * 200_000_000)
    assert httpx.get(url, trust_env=False).status_code == 405


@pytest.mark.parametrize("running", ["liquidity-plain"], indirect=True)
def test_in_the_liquidity_form_the_quote_is_in_the_response(running: Running) -> None:
    peers, url, _ = running
    first = peers.until(lambda message: message["to"] == "test1.east.alice")
    routes = first["custom"]["data"]["new_routes"]
    assert [curves.from_base64(route["points"]) for route in routes] == [((0, 0), (10**12, 10**12))]
    with httpx.Client(trust_env=False) as client:
        assert quoted(client, url, "test1.west.bob") == packets.BySourceResponse(7, 6000)
        assert isinstance(quoted(client, url, "g.nowhere.bob"), packets.Error)


def quoted(client: httpx.Client, url: str, destination: str) -> packets.Packet:
    """What the connector answers to a question by source amount."""
    ilp = packets.to_base64(packets.write(packets.BySourceRequest(destination, 7, 5000)))
    message = {"ledger": "test1.east.", "from": "test1.east.alice", "to": "test1.east.conn", "ilp": ilp}
    answer = client.post(url, params={"method": "send_request", "prefix": "test1.east"}, json=[message])
    return packets.read(packets.from_base64(answer.json()["ilp"]))


def test_a_taken_port_and_a_wrong_topology_are_told(running: Running) -> None:
    _, url, _ = running
    address = url.removeprefix("http://").removesuffix("/rpc")
    command = [sys.executable, "-m", "reference_impl", "--listen", address]
    taken = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert (taken.returncode, taken.stderr[:12]) == (3, "can't listen")
    wrong = subprocess.run([*command, "--topology", "nope"], capture_output=True, text=True, timeout=60, check=False)
    assert wrong.returncode == 2
    assert "no such topology" in wrong.stderr


def test_a_body_that_is_cut_off_is_none() -> None:
    """Though what came of it is JSON."""
    coming: Iterator[dict[str, Any]] = iter(
        [{"type": "http.request", "body": b"[]", "more_body": True}, {"type": "http.disconnect"}]
    )

    async def receive() -> dict[str, Any]:
        return next(coming)

    with pytest.raises(CutOff):
        asyncio.run(read_body(receive))
