"""Which prefixes an update names, whatever its form, as a careless reader would take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from schemas import validation


def announced(update: Any) -> list[str]:
    """The prefixes to which it has routes."""
    return _prefixes(update.get("new_routes") if isinstance(update, Mapping) else update)


def withdrawn(update: Any) -> list[str]:
    """The prefixes that it would withdraw."""
    return _prefixes(update.get("unreachable_through_me") if isinstance(update, Mapping) else None)


def _prefixes(value: object) -> list[str]:
    return sorted({each for each in _strings(value) if validation.is_valid("ilp_address", each) and each.endswith(".")})


def _strings(value: object) -> Iterator[str]:
    """The strings of lists and objects; of a route its destination only."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, Mapping):
        for each in [value["destination_ledger"]] if "destination_ledger" in value else value.values():
            yield from _strings(each)
