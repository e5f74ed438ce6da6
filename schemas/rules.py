"""The single rules of a schema, each with a name of its own: what a message can break, and what a broken one broke."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import jsonschema

from schemas.validation import errors, is_valid, schema

ASSERTIONS = (
    "type", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "uniqueItems",
    "additionalProperties", "oneOf", "anyOf", "not",
)  # fmt: skip


@dataclass(frozen=True, order=True)
class Rule:
    """One rule at one place.

    `schema` is the schema file in which it stands; `place` where in the message it holds (`new_routes[].points[]`,
    empty for the whole message; for `required` the member that must be there); `keyword` the word of JSON Schema.
    """

    schema: str
    place: str
    keyword: str


def rules(name: str) -> list[Rule]:
    """All rules that a value of that schema is held to, references followed, in order of place."""
    return sorted(set(_rules(name, schema(name), "")))


def broken(name: str, value: object) -> list[Rule]:
    """The rules of that schema that the value breaks, each once, in order of place; empty where it is valid."""
    if is_valid(name, value):  # by far the quicker of the two, and most are
        return []
    return sorted({_rule(name, error) for error in errors(name, value)})


def node(name: str, place: str) -> dict[str, Any]:
    """What the schema says of the values at a place, references followed; KeyError where it says nothing."""
    file, found = _resolved(name, schema(name))
    for step in steps(place):
        file, found = _resolved(file, found["items"] if step is None else found["properties"][step])
    there: dict[str, Any] = found
    return there


def steps(place: str) -> list[str | None]:
    """The members that lead to a place, one after the other; None for an entry of a list."""
    return [None if step == "[]" else step for step in re.findall(r"\[\]|[^.\[\]]+", place)]


def _rules(file: str, node: dict[str, Any], place: str) -> Iterator[Rule]:
    file, node = _resolved(file, node)
    for keyword in ASSERTIONS:
        if keyword in node and node[keyword] is not True:
            yield Rule(file, place, keyword)
    for member in node.get("required", ()):
        yield Rule(file, _below(place, member), "required")
    for member, below in node.get("properties", {}).items():
        yield from _rules(file, below, _below(place, member))
    if "items" in node:
        yield from _rules(file, node["items"], f"{place}[]")


def _rule(name: str, error: jsonschema.ValidationError) -> Rule:
    place = ""
    for step in error.absolute_path:
        place = f"{place}[]" if isinstance(step, int) else _below(place, step)
    if error.validator == "required":
        missing: Any = error.validator_value
        quoted = [member for member in missing if error.message.startswith(repr(member))]
        place = _below(place, quoted[0])
    return Rule(_file(name, error), place, str(error.validator))


def _file(name: str, error: jsonschema.ValidationError) -> str:
    """The schema file in which the rule that the error names stands; its path passes references in silence."""
    file, node = name, schema(name)
    steps: list[Any] = list(error.absolute_schema_path)
    for step in steps[:-1]:
        file, node = _resolved(file, node)
        node = node[step]
    return _resolved(file, node)[0]


def _resolved(file: str, node: Any) -> tuple[str, Any]:
    """The node that a reference leads to, with its file; a node without reference as it is."""
    while isinstance(node, dict) and "$ref" in node:
        path, _, pointer = node["$ref"].partition("#")
        file = path.removesuffix(".schema.json") or file
        node = schema(file)
        for step in pointer.strip("/").split("/") if pointer else ():
            node = node[step]
    return file, node


def _below(place: str, member: object) -> str:
    return f"{place}.{member}" if place else str(member)
