"""The profiles: how "broadcast this", "quote that", "was it refused?" read on the wire. A profile is a module."""

from __future__ import annotations

from types import ModuleType

from conformance.profiles import gratuity_quoting

PROFILES: dict[str, ModuleType] = {each.NAME: each for each in (gratuity_quoting,)}


def profile_named(name: str) -> ModuleType:
    """The module of a profile; KeyError where this version does not speak it."""
    return PROFILES[name]


def is_without_curve(profile: ModuleType, requirement: str) -> bool:
    """Whether in cases about the requirement plain routes are announced without curve, so that the peer is asked."""
    return requirement in profile.WITHOUT_CURVE or requirement.partition("-")[0] in profile.WITHOUT_CURVE
