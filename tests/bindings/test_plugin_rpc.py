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
