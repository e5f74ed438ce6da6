"""The endpoint of IL-RFC 21: messages come by `send_request`."""

from __future__ import annotations

from collections.abc import Mapping

from reference_impl.endpoint import Endpoint


class RequestEndpoint(Endpoint):
    """The methods that the RFC has."""

    methods: Mapping[str, int] = {
        "send_request": 1,
        **{method: least for method, least in Endpoint.methods.items() if method != "send_message"},
    }
