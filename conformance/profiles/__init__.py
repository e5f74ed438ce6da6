"""The profiles: how "broadcast this", "quote that", "was it refused?" read on the wire. A profile is a module."""

from __future__ import annotations

from collections.abc import Collection
from types import ModuleType

from conformance.profiles import gratuity_quoting, liquidity_routing

PROFILES: dict[str, ModuleType] = {each.NAME: each for each in (gratuity_quoting, liquidity_routing)}


def profile_named(name: str) -> ModuleType:
    """The module of a profile; KeyError where this version does not speak it."""
    return PROFILES[name]


def is_without_curve(profile: ModuleType, requirement: str, needs: Collection[str]) -> bool:
    """Whether a case about the requirement, with those needs, announces routes without curve: so the peer is asked."""
    about = {requirement, requirement.partition("-")[0], *needs}
    return not about.isdisjoint(profile.WITHOUT_CURVE)
