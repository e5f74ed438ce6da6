"""The HTTP binding: whose calls it takes."""

from __future__ import annotations

import asyncio

import pytest

from conformance.bindings import Arrived, Call, Reply
from conformance.bindings.plugin_rpc import Listener, PluginRpcBinding
from conformance.bindings.posting import Post
from schemas import topology as topologies


@pytest.mark.parametrize(("path", "status"), [("/mine/rpc", 200), ("/mine/rpc/", 200), ("/rpc", 404), ("/", 404)])
def test_a_run_takes_no_call_that_was_meant_for_an_earlier_listener(path: str, status: int) -> None:
    listener = Listener("127.0.0.1", 0, "/mine/rpc", alone=True)

    def reception(call: Call) -> Reply:
        return Reply(200)

    async def call() -> int:
        post = Post(listener.url.replace("/mine/rpc", path), 100)
        try:
            return (await post.send({"method": "send_message", "prefix": "g.a."}, {}, b"[]"))[0]
        finally:
            await post.close()

    binding = PluginRpcBinding("127.0.0.1:1", topologies.load("default"), reception, listener)
    try:
        assert asyncio.run(call()) == status
        event = binding.next_event(binding.now())
        assert isinstance(event, Arrived) is (status == 200)
    finally:
        binding.close()
