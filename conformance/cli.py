"""The command `c2c-conformance`: a thin face over functions that tests call directly."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import tomli_w

from conformance import coverage, explain
from conformance.campaigns import options as campaign_options
from conformance.campaigns.command import fuzz
from conformance.campaigns.progress import on_standard_error
from conformance.campaigns.replay import replay_file
from conformance.profiles import PROFILES
from conformance.registry import discover
from conformance.verdicts import UsageError
from reports import allure_results, compare, known
from reports.formats import FORMATS
from reports.reader import Results, ResultsError
from reports.summary import headline
from schemas import topology as topologies
from schemas.topology import Topology, TopologyError

USAGE = 4


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; gives the exit code: 0; 4: something given can't be used; others: docs/exit-codes.md."""
    options = _parser().parse_args(arguments)
    try:
        said = options.run(options)
    except (TopologyError, ResultsError, UsageError, KeyError, OSError) as error:
        text = error.args[0] if isinstance(error, KeyError) else error
        print(f"c2c-conformance: {text}", file=sys.stderr)
        return USAGE
    text, code = said if isinstance(said, tuple) else (said, 0)
    print(text)
    return int(code)


def topology_text(name: str, as_json: bool) -> str:
    """A bundled topology or a file, complete, as TOML or JSON. Raises TopologyError."""
    topology: Topology = topologies.load(name)
    document: dict[str, Any] = topology.to_json()
    return json.dumps(document, indent=2) if as_json else tomli_w.dumps(document).rstrip()


def list_text(part: str, profile: str = coverage.PROFILE) -> str:
    """The profile's cases whose id begins with `part`, a line each: id, level, group."""
    cases = [case for case in discover() if case.id.startswith(part) and profile in case.profiles]
    if not cases:
        raise KeyError(f"no case begins with {part!r}")
    return "\n".join(f"{case.id}  [{case.requirement.level(profile)}, {case.group}]" for case in cases)


def explain_text(id: str) -> str:
    """A requirement, and what the published results say of it. KeyError for an unknown id, ResultsError."""
    return explain.text(id, {name: results.records for name, results in known.published().items()})


def verdict_text(path: str) -> str:
    """What a results file says of its target, in a word or two: `conformant`, `not conformant`. Raises ResultsError."""
    return headline(Results.read(path)).title.lower()


def report_text(
    path: str, wanted: Mapping[str, str | None], previous: str | None = None, allure: str | None = None
) -> str:
    """Writes reports of a results file, each where it is wanted (empty: beside the results); gives their paths.

    Without a wish it is the page. `previous` are results of an earlier run, to say what changed; `allure` is the folder
    for Allure's results. Raises ResultsError.
    """
    results = Results.read(path)
    if previous is not None:
        results = results.after(previous)
    made = []
    if allure:
        allure_results.write(results, Path(allure), allure_results.link_to(Path(path).with_name("report.html")))
        made.append(allure)
    for name, where in (wanted or ({} if allure else {"html": ""})).items():
        for file, render in FORMATS[name].files.items():
            out = Path(where).with_suffix(Path(file).suffix) if where else Path(path).with_name(file)
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(render(results), encoding="utf-8", newline="\n")
            made.append(str(out))
    return "\n".join(made)


def compare_text(files: Sequence[str], page: str | None, summary: str | None) -> tuple[str, int]:
    """Compares runs; the text as Markdown, and 1 where one is worse than the first, else 0. Raises ResultsError."""
    comparison = compare.read(files)
    text = compare.markdown(comparison)
    if page:
        Path(page).write_text(compare.html(comparison), encoding="utf-8", newline="\n")
    if summary:
        Path(summary).write_text(text, encoding="utf-8", newline="\n")
    return text.rstrip(), int(comparison.worse)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="c2c-conformance",
        description="Conformance of Interledger connectors; the suite itself is run by: pytest --target=HOST:PORT",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    command = commands.add_parser("list", help="the cases")
    command.add_argument("part", nargs="?", default="", help="only those whose id begins so: RR, RR-14")
    command.add_argument("--coverage", action="store_true", help="the requirements instead, each with what holds it")
    command.add_argument(
        "--profile", default=coverage.PROFILE, choices=list(PROFILES), help="whose cases (default: %(default)s)"
    )
    command.add_argument("--names", action="store_true", help="with --coverage: the names of cases and mutants too")
    command.set_defaults(
        run=lambda options: (
            coverage.listing(options.part, options.names, options.profile)
            if options.coverage
            else list_text(options.part, options.profile)
        )
    )
    command = commands.add_parser(
        "explain", help="a requirement: sentence, source, reading, example, cases, who breaks it"
    )
    command.add_argument("id", help="like RR-14")
    command.set_defaults(run=lambda options: explain_text(options.id))
    command = commands.add_parser("topology", help="a topology, complete, as TOML or JSON")
    command.add_argument(
        "name", nargs="?", default="default", help=f"a file, or one of {', '.join(topologies.names())}"
    )
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=lambda options: topology_text(options.name, options.json))
    _add_reports(commands)
    _add_campaigns(commands)
    return parser


def _add_campaigns(commands: Any) -> None:
    command = commands.add_parser("fuzz", help="a campaign: programs of drawn messages, each fault made small and kept")
    _add_target(command)
    command.add_argument("--topology", default="default", metavar="NAME|FILE", help="what peers agree on out of band")
    command.add_argument("--profile", metavar="NAME", help="with its own bundled topology, where none is named")
    command.add_argument("--seed", type=int, metavar="N", help="the same messages again; without it another each time")
    command.add_argument("--time", metavar="TIME", help="20s, 2m, 1h; one minute where neither this nor --messages is")
    command.add_argument("--messages", type=int, metavar="N", help="ends when the programs drawn held so many messages")
    command.add_argument("--output", default="c2c-fuzz", metavar="FOLDER", help="where findings are kept")
    command.add_argument("--expected-deviations", metavar="FILE", help="known deviations of the target (TOML)")
    command.add_argument("--strict", action="store_true", help="broken SHOULD requirements fail, too")
    command.add_argument("-n", type=int, default=1, metavar="N", help="workers, each with a target of its own")
    command.add_argument("--share", default="", metavar="PLACE", help="with other campaigns: a folder, or redis://HOST")
    command.set_defaults(run=_fuzz)
    command = commands.add_parser("replay", help="plays a stored finding again: still there, fixed, or changed?")
    command.add_argument("finding", help="its folder, or its program.json")
    _add_target(command)
    command.add_argument("--topology", metavar="NAME|FILE", help="without it the one that it was found with")
    command.set_defaults(
        run=lambda options: replay_file(
            options.finding, options.target, options.target_cmd, options.topology, time.monotonic
        )
    )


def _add_target(command: argparse.ArgumentParser) -> None:
    command.add_argument("--target", metavar="HOST:PORT", help="the connector, already running; or memory:MODULE:CLASS")
    command.add_argument("--target-cmd", metavar="CMD", help="command that starts it ('reference': the bundled one)")


def _fuzz(options: argparse.Namespace) -> tuple[str, int]:
    asked = campaign_options.read(
        target=options.target,
        command=options.target_cmd,
        topology=options.topology,
        profile=options.profile,
        seed=options.seed,
        time=options.time,
        messages=options.messages,
        output=options.output,
        workers=options.n,
        share=options.share,
        strict=options.strict,
        deviations=options.expected_deviations,
    )
    return fuzz(asked, on_standard_error(time.monotonic), time.monotonic)


def _add_reports(commands: Any) -> None:
    command = commands.add_parser("report", help="reports of a results file; the page where none is named")
    command.add_argument("results", help="a results.jsonl")
    for each in FORMATS.values():
        about = f"{each.about}; without FILE beside the results"
        command.add_argument(f"--{each.name}", nargs="?", const="", metavar="FILE", help=about)
    command.add_argument("--previous", metavar="RESULTS", help="an earlier run's; the page says what changed since")
    command.add_argument("--allure", metavar="FOLDER", help="results for Allure, as pytest's --alluredir writes them")
    command.set_defaults(
        run=lambda options: report_text(
            options.results,
            {name: found for name in FORMATS if (found := getattr(options, name)) is not None},
            options.previous,
            options.allure,
        )
    )
    command = commands.add_parser("verdict", help="the answer of a results file, in a word or two")
    command.add_argument("results", help="a results.jsonl")
    command.set_defaults(run=lambda options: verdict_text(options.results))
    command = commands.add_parser("compare", help="runs side by side; exit code 1 where one is worse than the first")
    command.add_argument("files", nargs="+", metavar="[NAME=]FILE", help="a results.jsonl; same name: runs of the same")
    command.add_argument("--html", metavar="FILE", help="writes the page, too")
    command.add_argument("--markdown", metavar="FILE", help="writes what is printed, too")
    command.set_defaults(run=lambda options: compare_text(options.files, options.html, options.markdown))


if __name__ == "__main__":
    sys.exit(main())
