"""Courses made of a row of values: how features combine, not one of them alone."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from conformance.harness.course import Amount, Course, course

TOLD: Mapping[str, tuple[str, ...]] = {
    "who": ("bob", "alice", "carol"),
    "depth": ("alone", "below", "above"),
    "curve": ("even", "steps", "least"),
    "rival": ("none", "beside", "across"),
    "order": ("first", "last"),
    "then": ("stays", "again", "replaced"),
}
ASKED: Mapping[str, tuple[str, ...]] = {
    "routes": ("two", "three"),
    "curves": ("parallel", "crossing", "narrow"),
    "best": ("first", "last"),
    "side": ("source", "destination"),
    "size": ("small", "middle", "large"),
    "depth": ("alone", "below"),
    "then": ("stays", "goes"),
}
PREFIXES = {
    "alone": ("x", ""),
    "below": ("x.a.b", "x"),
    "above": ("x", "x.a.b"),
}  # the prefix, and one that stands there
BESIDE = {
    "bob": "ben",
    "alice": "bob",
    "carol": "alice",
}  # a rival on the same ledger where there are two, else another
ACROSS = {"bob": "carol", "alice": "carol", "carol": "bob"}
CURVES = {
    "parallel": ("good", "even", "poor"),
    "crossing": ("late", "early", "steps"),
    "narrow": ("even", "narrow", "poor"),
}
PARTS = {"small": Fraction(1, 100), "middle": Fraction(3, 100), "large": Fraction(11, 50)}  # of a capacity
OF_TOP = {"small": Fraction(1, 50), "middle": Fraction(11, 100), "large": Fraction(9, 20)}


def told(row: Mapping[str, str]) -> Course:
    """A course about what is told, for a row of `TOLD`."""
    prefix, other = PREFIXES[row["depth"]]
    who, rival = row["who"], {"none": "", "beside": BESIDE[row["who"]], "across": ACROSS[row["who"]]}[row["rival"]]
    steps = [f"{who} {prefix}:{row['curve']}"]
    if rival:
        steps.insert(0 if row["order"] == "last" else 1, f"{rival} {prefix}:poor")
    if other:
        steps.insert(0 if row["order"] == "last" else len(steps), f"{who} {other}:good")
    steps += {"stays": [], "again": [f"{who} -{prefix}", f"{who} {prefix}:good"], "replaced": [f"{who} {prefix}:late"]}[
        row["then"]
    ]
    steps += [f"{rival} -{prefix}"] if rival else []
    return course(f"told_{'_'.join(row.values())}", " | ".join([*steps, f"{who} -{prefix}"]), "RR-2")


def asked(row: Mapping[str, str]) -> Course:
    """A course about who is asked, for a row of `ASKED`."""
    prefix, other = PREFIXES[row["depth"]]
    count = {"two": 2, "three": 3}[row["routes"]]
    steps = [
        f"{who} {prefix}:{curve}" for who, curve in zip(("bob", "ben", "carol"), CURVES[row["curves"]], strict=True)
    ]
    steps = steps[:count] if row["best"] == "first" else steps[:count][::-1]
    steps += [f"bob -{prefix}"] if row["then"] == "goes" else [f"ben {prefix}:good"]
    by_source = row["side"] == "source"
    parts = PARTS if by_source else OF_TOP
    made = course(f"asked_{'_'.join(row.values())}", " | ".join([f"ben {other}:good"] * bool(other) + steps), "RQ-1")
    return Course(made.name, made.says, made.judged, Amount(parts[row["size"]], by_source))
