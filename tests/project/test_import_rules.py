"""Who may import whom: the table of ARCHITECTURE.md, asserted from the syntax trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project import sources

SHARED = {"conformance.verdicts", "conformance.requirements"}
PLAYED = {"conformance.harness", "conformance.bindings", "conformance.profiles", "conformance.oracle"}
RUN = {
    f"conformance.{name}"
    for name in (
        "registry",
        "coverage",
        "engine",
        "chances",
        "deaths",
        "autopsy",
        "session",
        "starting",
        "options",
        "deviations",
        "answer",
        "keeping",
        "results",
        "reporter",
        "terminal",
        "progress",
        "display",
        "explain",
    )
} | {"conformance.pytest_suite", "conformance.pytest_items", "conformance.xdist_scheduling"}
WHOLE = {"conformance.cases", "conformance.campaigns"}

# A part of the project, and what else of ours it may import. A name stands for itself and for all below it.
MAY: dict[str, set[str]] = {
    "schemas": set(),
    "reference_impl": {"schemas.curves", "schemas.packets", "schemas.topology", "schemas.json_text"},
    "reports": {"schemas"},
    "conformance.verdicts": {"schemas.results"},
    "conformance.requirements": set(),
    "conformance.oracle": {"schemas"},
    "conformance.profiles": {"conformance.oracle", "schemas", *SHARED},
    "conformance.bindings": {"schemas", *SHARED},
    "conformance.generate": {"conformance.profiles", "schemas", *SHARED},
    "conformance.harness": {*PLAYED, "schemas", *SHARED},
    "conformance.fuzz": {
        "conformance.generate",
        "conformance.harness",
        "conformance.oracle",
        "conformance.profiles",
        "conformance.verdicts",
        "schemas",
    },
    "conformance.campaigns": {*RUN, *PLAYED, *SHARED, "conformance.fuzz", "schemas"},
    "conformance.cases": {
        "conformance",
        "conformance.generate",
        "conformance.harness",
        "conformance.oracle",
        "conformance.verdicts",
        "schemas.topology",
        "schemas.json_text",
    },
    "conformance.plugin": {"conformance", *RUN, *PLAYED, *SHARED, *WHOLE, "schemas", "reports"},
    "conformance.cli": {"conformance", *RUN, *PLAYED, *SHARED, *WHOLE, "schemas", "reports"},
    "conformance.reporter": {*RUN, *SHARED, "schemas", "reports"},
    "conformance": {"conformance.registry", "conformance.verdicts"},
    "tests": {"schemas", "conformance", "reference_impl", "reports", "conformance.plugin", "conformance.cli"}
    | {*RUN, *PLAYED, *SHARED, *WHOLE, "conformance.fuzz", "conformance.generate"},
    "tests.benchmarks": {"benchmarks", "conformance.bindings", "schemas"},
    "tests.second_connector": {"schemas.curves", "schemas.packets", "schemas.topology", "schemas.json_text"},
}
MAY.update({part: {*RUN, *PLAYED, *SHARED, "conformance.cases", "schemas"} for part in RUN - {"conformance.reporter"}})
MAY["conformance.pytest_suite"].add("conformance.campaigns")
OURS = {"schemas", "conformance", "reference_impl", "reports", "tests", "targets", "benchmarks", "fixtures"}
FILES = sources.python_files("schemas", "conformance", "reference_impl", "reports", "tests")


def part_of(module: str) -> str:
    """The longest name of the table that the module is, or is below."""
    words = module.split(".")
    names = (".".join(words[:length]) for length in range(len(words), 0, -1))
    return next(name for name in names if name in MAY)


def allowed(importer: str, imported: str) -> bool:
    """Whether the table has that import. `conformance` itself is only what stands in its `__init__`."""
    part = part_of(importer)
    if imported == part or (imported.startswith(f"{part}.") and part != "conformance"):
        return True
    return any(imported == name or (imported.startswith(f"{name}.") and name != "conformance") for name in MAY[part])


@pytest.mark.parametrize("path", FILES, ids=sources.name)
def test_a_module_imports_only_what_the_table_allows(path: Path) -> None:
    """Imports inside functions and for types count too."""
    importer = sources.module(path)
    ours = {each for each in sources.imports(path) if each.partition(".")[0] in OURS}
    assert sorted(each for each in ours if not allowed(importer, each)) == []


def test_each_module_of_the_package_has_a_row_of_its_own() -> None:
    """A new module of `conformance` says in the table where it belongs."""
    modules = [sources.module(path) for path in sources.python_files("conformance")]
    assert [each for each in modules if part_of(each) == "conformance" and each != "conformance"] == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("conformance.harness.peer", "reference_impl.connector"),
        ("reference_impl.quotes", "conformance.oracle.curves"),
        ("reference_impl.quotes", "schemas.validation"),
        ("schemas.curves", "conformance.oracle.curves"),
        ("conformance.oracle.curves", "conformance.harness.world"),
        ("conformance.cases.test_rr", "conformance.bindings.memory"),
        ("conformance.cases.test_rr", "conformance.engine"),
        ("conformance.engine", "conformance.plugin"),
        ("conformance.engine", "reports.html"),
        ("conformance.reporter", "tests.mutants"),
        ("reports.html", "conformance.requirements"),
        ("tests.second_connector.table", "reference_impl.routes"),
        ("tests.second_connector.table", "conformance.oracle.curves"),
    ],
)
def test_the_table_refuses_what_it_is_there_to_refuse(importer: str, imported: str) -> None:
    """So an import rule that stopped working shows."""
    assert not allowed(importer, imported)


def test_a_target_is_written_without_our_packages() -> None:
    """A target reads the topology as JSON, and is no Python of ours."""
    assert sources.python_files("targets", "fixtures") == []
