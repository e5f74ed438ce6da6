"""The endpoint as an OpenAPI description, for tools that start from one; no other use is made of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import schemas
from schemas.topology import Ledger, Topology

FOLDER = Path(schemas.__file__).parent
DATA = {"routing_update": "broadcast_routes", "quote_request": "quote_request", "error": "error"}
PARTS = ("ilp_address", "liquidity_curve", "non_negative_duration", "routes", *DATA)
TRUE = {"application/json": {"schema": {"enum": [True]}}}
ANSWER = {"200": {"description": "the call was taken", "content": TRUE}}


def openapi(topology: Topology) -> dict[str, Any]:
    """OpenAPI 3.1: the calls of each peer on each ledger without a token, with all messages that it may send."""
    ledgers = [ledger for ledger in topology.ledgers if ledger.token is None]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Plugin RPC", "version": "1"},
        "paths": {"/rpc": {"post": _call(ledgers)}},
        "components": {"schemas": {name: _schema(name) for name in PARTS}},
    }


def _call(ledgers: list[Ledger]) -> dict[str, Any]:
    def parameter(name: str, values: list[str]) -> dict[str, Any]:
        return {"name": name, "in": "query", "required": True, "schema": {"enum": values}}

    messages = [_message(ledger, kind, method) for ledger in ledgers for kind, method in DATA.items()]
    body = {"type": "array", "minItems": 1, "maxItems": 1, "items": {"anyOf": messages}}
    return {
        "parameters": [
            parameter("method", ["send_message"]),
            parameter("prefix", [ledger.prefix for ledger in ledgers]),
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {**ANSWER, "default": {"description": "refused"}},
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
