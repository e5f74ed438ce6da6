"""The HTTP binding: whose calls it takes."""

from __future__ import annotations

import asyncio
import socket

import pytest

from conformance.bindings import Arrived, Call, Reply
from conformance.bindings.plugin_rpc import Listener, PluginRpcBinding
from conformance.bindings.posting import Post
from schemas import topology as topologies

MOST = 4000  # pieces that a caller sends


def _opened() -> tuple[PluginRpcBinding, Listener]:
    listener = Listener("127.0.0.1", 0, "/mine/rpc", alone=True)

    def reception(call: Call) -> Reply:
        return Reply(200)

    return PluginRpcBinding("127.0.0.1:1", topologies.load("default"), reception, listener), listener


@pytest.mark.parametrize(("path", "status"), [("/mine/rpc", 200), ("/mine/rpc/", 200), ("/rpc", 404), ("/", 404)])
def test_a_run_takes_no_call_that_was_meant_for_an_earlier_listener(path: str, status: int) -> None:
    binding, listener = _opened()

    async def call() -> int:
        post = Post(listener.url.replace("/mine/rpc", path), 100)
        try:
            return (await post.send({"method": "send_message", "prefix": "g.a."}, {}, b"[]"))[0]
        finally:
            await post.close()

    try:
        assert asyncio.run(call()) == status
        event = binding.next_event(binding.now())
        assert isinstance(event, Arrived) is (status == 200)
    finally:
        binding.close()


def test_a_head_that_does_not_end_is_cut_off() -> None:
    binding, listener = _opened()
    try:
        with socket.create_connection(listener.socket.getsockname(), timeout=20) as caller:
            caller.sendall(b"POST /mine/rpc HTTP/1.1\r\nx-long: ")
            assert _sent_until_closed(caller) < MOST
    finally:
        binding.close()


def _sent_until_closed(caller: socket.socket) -> int:
    """How many pieces of 64 KiB were taken; some wait in the system's buffers."""
    for count in range(MOST):
        try:
            caller.sendall(b"x" * 65_536)
        except OSError:
            return count
    return MOST


@pytest.mark.parametrize("url", ["http://[", "/rpc?" + "\xff"])
def test_what_has_no_url_is_refused(url: str) -> None:
    binding, listener = _opened()
    try:
        with socket.create_connection(listener.socket.getsockname(), timeout=20) as caller:
            caller.sendall(f"POST {url} HTTP/1.1\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))
            assert caller.recv(100).startswith(b"HTTP/1.1 4")
    finally:
        binding.close()


@pytest.mark.parametrize(
    ("reply", "heard"),
    [
        (Reply(503, b"no", delay=30), b"HTTP/1.1 503 Service Unavailable"),
        (Reply(None, b"true"), b"HTTP/1.1 200 OK"),
        (Reply(200, b"true", held=True), b"HTTP/1.1 202 Accepted"),
    ],
)
def test_an_answer_may_come_later_from_another_or_be_broken_off(reply: Reply, heard: bytes) -> None:
    listener = Listener("127.0.0.1", 0)
    binding = PluginRpcBinding("127.0.0.1:1", topologies.load("default"), lambda call: reply, listener)
    try:
        with socket.create_connection(listener.socket.getsockname(), timeout=20) as caller:
            caller.sendall(b"POST /rpc HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
            arrived = binding.next_event(binding.now() + 20_000)
            assert isinstance(arrived, Arrived)
            binding.respond(arrived.call.key, Reply(202))
            received = caller.recv(1000)
            assert received.startswith(heard)
            if reply.status is None:
                assert caller.recv(1000) == b""
                assert received.endswith(b"Content-Length: 4\r\n\r\n")
    finally:
        binding.close()


def test_an_answer_without_end_goes_on_until_its_peer_is_let_go() -> None:
    listener = Listener("127.0.0.1", 0)
    endless = Reply(200, endless=True, account="a")
    binding = PluginRpcBinding("127.0.0.1:1", topologies.load("default"), lambda call: endless, listener)
    try:
        with socket.create_connection(listener.socket.getsockname(), timeout=20) as caller:
            caller.sendall(b"POST /rpc HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
            received = b""
            while received.count(b"40\r\n" + b" " * 64) < 3:
                received += caller.recv(1000)
            assert b"Transfer-Encoding: chunked\r\n" in received
            binding.let_go("a")
            while caller.recv(1000):
                pass
    finally:
        binding.close()
