"""The profiles: how "broadcast this", "quote that", "was it refused?" read on the wire. A profile is a module."""

from __future__ import annotations

from types import ModuleType

from conformance.profiles import gratuity_quoting

PROFILES: dict[str, ModuleType] = {"gratuity-quoting": gratuity_quoting}


def profile_named(name: str) -> ModuleType:
    """The module of a profile; KeyError where this version does not speak it."""
    return PROFILES[name]
