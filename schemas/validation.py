"""Validation against the schemas of this folder: `jsonschema-rs` decides, `jsonschema` explains.

Values are what `schemas.json_text.read` gives: dicts, lists, strings, ints, Decimals, bools, None. Integers are ints:
1.0 and 1e3 (Decimals) are none, as in draft-04. Patterns are read as in JavaScript: `$` is the very end, and not also
before a final newline.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT4

FOLDER = Path(__file__).parent
SENTENCE = 300  # characters: an error quotes the value, which a target may have made long
DEPTH = 50  # deeper than any schema here looks
DIGITS = 1000


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema of that name (`routing_update`, `topology`, ...) as a dictionary."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return loaded


@cache
def names() -> list[str]:
    """The names of all schemas."""
    return sorted(path.name.removesuffix(".schema.json") for path in FOLDER.glob("*.schema.json"))


def is_valid(name: str, value: object) -> bool:
    """Whether the value, as read from JSON, obeys the schema. What is no JSON value (bytes, say) does not."""
    validator = _fast(name)
    try:
        return bool(validator.is_valid(value))
    except UnicodeEncodeError:  # a lone surrogate, which Rust has no string for
        return not any(_slow(name).iter_errors(_bounded(value)))
    except ValueError:
        return False


def explain(name: str, value: object) -> list[str]:
    """What is wrong with the value, a sentence each, the most telling first; empty where it is valid."""
    if is_valid(name, value):
        return []
    problems = sorted(errors(name, value), key=lambda error: list(map(str, error.absolute_path)))
    sentences = [_shortened(f"{place(error)}: {error.message}") for error in problems]
    return sentences or ["value: holds what is no JSON value"]


def errors(name: str, value: object) -> list[jsonschema.ValidationError]:
    """The errors that `jsonschema` finds, whatever `jsonschema-rs` says; in the order of the schema's keywords."""
    return list(_slow(name).iter_errors(_bounded(value)))


def check_schema(name: str) -> None:
    """Raises jsonschema.SchemaError where the schema itself breaks draft-04."""
    jsonschema.Draft4Validator.check_schema(schema(name))


def place(error: jsonschema.ValidationError) -> str:
    """Where in the value the error lies: `new_routes[0].points`, or `value` for the whole."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return path.lstrip(".") or "value"


@cache
def _fast(name: str) -> Any:
    registry = jsonschema_rs.Registry([(_uri(each), schema(each)) for each in names()])
    rooted = {**schema(name), "id": _uri(name)}
    return jsonschema_rs.Draft4Validator(rooted, registry=registry)


@cache
def _slow(name: str) -> Any:
    registry: Any = Registry().with_resources(
        [(_uri(each), DRAFT4.create_resource(_undeclared(each))) for each in names()]
    )
    return _Draft4({**_undeclared(name), "id": _uri(name)}, registry=registry)


def _undeclared(name: str) -> dict[str, Any]:
    """The schema without its `$schema`, at which `jsonschema` would change to its own class, with Python's `$`."""
    return {keyword: value for keyword, value in schema(name).items() if keyword != "$schema"}


def _uri(name: str) -> str:
    """A base that references such as `routes.schema.json` are resolved against; nobody fetches it."""
    return f"http://c2c.invalid/{name}.schema.json"


def _pattern(_: Any, pattern: str, value: object, __: Any) -> Iterator[jsonschema.ValidationError]:
    if isinstance(value, str) and not _as_in_javascript(pattern).search(value):
        yield jsonschema.ValidationError(f"{value!r} does not match {pattern!r}")


@cache
def _as_in_javascript(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"(?<!\\)\$(?=$|[|)])", r"\\Z", pattern))


_Draft4: Any = extend(jsonschema.Draft4Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # its stubs


def _bounded(value: object, depth: int = DEPTH) -> object:
    """The value with the same answers, small enough to be printed: `jsonschema` puts values into its messages."""
    if isinstance(value, dict):
        return {name: _bounded(member, depth - 1) for name, member in value.items()} if depth else {}
    if isinstance(value, list):
        return [_bounded(member, depth - 1) for member in value] if depth else []
    if isinstance(value, int) and abs(value) > 10**DIGITS:
        return 10**DIGITS if value > 0 else -(10**DIGITS)
    if isinstance(value, Decimal) and not value.is_finite():
        return float("nan")  # compares without raising
    return value


def _shortened(sentence: str) -> str:
    return sentence if len(sentence) <= SENTENCE else f"{sentence[: SENTENCE - 3]}..."
