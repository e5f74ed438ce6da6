"""The endpoint as an OpenAPI description, for tools that start from one; no other use is made of it.

It says as much as such a description can: which statuses there are, and what their bodies look like. All that peers may
say on a ledger without a token stands at one path. At the other, which is as good to the connector, stands what holds
of any call, on a ledger with a token: no token, no array, an unknown method or ledger have to be refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import schemas
from schemas.topology import Ledger, Topology

FOLDER = Path(schemas.__file__).parent
MESSAGES, CALLS = "/rpc", "/rpc/"  # the paths
DATA = {"routing_update": "broadcast_routes", "quote_request": "quote_request", "error": "error"}
PARTS = ("ilp_address", "liquidity_curve", "non_negative_duration", "routes", *DATA)
TRUE = {"application/json": {"schema": {"enum": [True]}}}
ERROR = {
    "type": "object",
    "required": ["id", "message"],
    "properties": {"id": {"type": "string"}, "message": {"type": "string"}},
}
REFUSED = {"description": "refused", "content": {"application/json": {"schema": ERROR}}}
ANSWERS = {
    "200": {"description": "the call was taken", "content": TRUE},
    **dict.fromkeys(("400", "401", "403", "404", "405", "413"), REFUSED),
}


def openapi(topology: Topology) -> dict[str, Any]:
    """OpenAPI 3.1 of the endpoint of a connector that is set up so."""
    free = [ledger for ledger in topology.ledgers if ledger.token is None]
    guarded = [ledger for ledger in topology.ledgers if ledger.token is not None]
    messages = [_message(ledger, kind, method) for ledger in free for kind, method in DATA.items()]
    calls = _call(guarded or free, {"type": "object"})
    return {
        "openapi": "3.1.0",
        "info": {"title": "Plugin RPC", "version": "1"},
        "paths": {
            MESSAGES: {"post": _call(free, {"anyOf": messages}, maxItems=1)},
            CALLS: {"post": {**calls, "security": [{"bearer": []}]} if guarded else calls},
        },
        "components": {
            "schemas": {name: _schema(name) for name in PARTS},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _call(ledgers: list[Ledger], item: dict[str, Any], **limits: int) -> dict[str, Any]:
    """A call with these items in its array. A prefix is as good without its final period."""

    def parameter(name: str, values: list[str]) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": True, "schema": {"enum": values}}

    prefixes = [name for ledger in ledgers for name in (ledger.prefix, ledger.prefix.removesuffix("."))]
    body = {"type": "array", "minItems": 1, "items": item, **limits}
    return {
        "parameters": [parameter("method", ["send_message"]), parameter("prefix", prefixes)],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": ANSWERS,
    }


def _message(ledger: Ledger, kind: str, method: str) -> dict[str, Any]:
    """The envelope from a peer of that ledger's, around one kind of data."""
    data = {
        "type": "object",
        "required": ["method", "data"] if method == "broadcast_routes" else ["method", "data", "id"],
        "properties": {"method": {"const": method}, "id": {"type": "string"}, "data": _reference(kind)},
    }
    values = {"ledger": [ledger.prefix], "from": list(ledger.steady), "to": [ledger.account]}
    members = {name: {"enum": allowed} for name, allowed in values.items()}
    return {"type": "object", "required": [*members, "data"], "properties": {**members, "data": data}}


def _schema(name: str) -> Any:
    """A schema of the project's, with references as OpenAPI has them."""
    return _moved(json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")), name)


def _moved(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_moved(each, name) for each in value]
    if not isinstance(value, dict):
        return value
    moved = {key: _moved(each, name) for key, each in value.items() if key != "$schema"}
    if isinstance(target := value.get("$ref"), str):
        file, _, part = target.partition("#")
        moved["$ref"] = _reference(file.removesuffix(".schema.json") or name)["$ref"] + part
    return moved


def _reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
