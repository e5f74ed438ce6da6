"""Validation against the schemas of this folder: `jsonschema-rs` decides, `jsonschema` explains."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parent


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of that name (`routing_update`, `topology`, ...) as a dictionary."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


def names() -> list[str]:
    """The names of all schemas."""
    return sorted(path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json"))


def is_valid(name: str, value: object) -> bool:
    """Whether the value, as read from JSON, obeys the schema."""
    return _fast(name).is_valid(value)


def explain(name: str, value: object) -> list[str]:
    """What is wrong with the value, a sentence each, the most telling first; empty where it is valid."""
    if is_valid(name, value):
        return []
    problems = sorted(_slow(name).iter_errors(value), key=lambda error: list(map(str, error.absolute_path)))
    return [f"{_place(error)}: {error.message}" for error in problems] or ["value: breaks a rule of the schema"]


@cache
def _fast(name: str) -> Any:
    registry = jsonschema_rs.Registry([(f"urn:c2c:{each}.schema.json", schema(each)) for each in names()])
    rooted = {**schema(name), "id": f"urn:c2c:{name}.schema.json"}
    return jsonschema_rs.Draft4Validator(rooted, registry=registry)


@cache
def _slow(name: str) -> jsonschema.Draft4Validator:
    resources = [(f"urn:c2c:{each}.schema.json", Resource(schema(each), DRAFT4)) for each in names()]
    registry: Any = Registry().with_resources(resources)
    return jsonschema.Draft4Validator({**schema(name), "id": f"urn:c2c:{name}.schema.json"}, registry=registry)


def _place(error: jsonschema.ValidationError) -> str:
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return path.lstrip(".") or "value"
