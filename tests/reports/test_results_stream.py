"""The results stream: what is written is read again, also after a kill; any other file is said to be none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.requirements import load
from conformance.results import Evidence, ResultsWriter, catalogue_rows
from conformance.verdicts import HarnessError, UsageError, Verdict
from reports.reader import Results, ResultsError, parse
from schemas.results import VERDICTS, Header, to_json
from schemas.validation import is_valid
from tests.reports.handmade_results import HEADER, HOSTILE, MESSAGES, RECORDS, run


def written(folder: Path, results: Results) -> Path:
    """The results in a file, written as a run writes them."""
    path = folder / "deep" / "results.jsonl"
    with ResultsWriter(path) as writer:
        writer.header(results.header)
        for record in results.records:
            writer.record(record)
        if results.footer:
            writer.footer(results.footer)
    return path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    results = run()
    assert Results.read(written(tmp_path, results)) == results
    assert results.complete


def test_the_words_for_verdicts_are_the_suites() -> None:
    assert set(VERDICTS) == {verdict.value for verdict in Verdict}


def test_every_record_is_on_disk_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    writer = ResultsWriter(path)
    writer.header(HEADER)
    writer.record(RECORDS[0])
    found = Results.read(path)
    writer.close()
    assert (found.records, found.footer, found.complete) == (RECORDS[:1], None, False)


def test_a_stream_cut_anywhere_is_read_up_to_there(tmp_path: Path) -> None:
    raw = written(tmp_path, run(*RECORDS[:3])).read_bytes()
    first = raw.index(b"\n") + 1
    for cut in range(first, len(raw), 37):
        found = parse(raw[:cut], "cut")
        assert found.records == RECORDS[: len(found.records)]
        assert len(found.records) in (raw[:cut].count(b"\n") - 1, raw[:cut].count(b"\n"))
    assert parse(raw[:-1], "without the last line's end").complete


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "does not begin with a header"),
        (b"hello", "f, line 1: is no JSON"),
        (b"\xff\xfe\n", "f, line 1: is no JSON"),
        (b"[]\n", "f, line 1: is no line of a results file"),
        (b'{"kind":"header","format":2}\n', "results of format 2; this version reads format 1"),
        (b"[" * 100_000 + b"\n", "f, line 1: is no JSON"),
        (b'"\\ud800"\n', "f, line 1: is no line"),
    ],
)
def test_a_file_that_is_none_is_said_to_be_none(raw: bytes, said: str) -> None:
    with pytest.raises(ResultsError, match=said):
        parse(raw, "f")


def test_a_broken_line_in_the_middle_is_named(tmp_path: Path) -> None:
    lines = written(tmp_path, run()).read_bytes().split(b"\n")
    with pytest.raises(ResultsError, match="f, line 2: is no JSON"):
        parse(b"\n".join([lines[0], lines[1][:50], *lines[2:]]), "f")
    with pytest.raises(ResultsError, match="among the records"):
        parse(b"\n".join([lines[0], lines[0], *lines[2:]]), "f")


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="can't be read"):
        Results.read(tmp_path / "none.jsonl")


def test_where_it_cannot_write_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path / "file" / "results.jsonl", tmp_path):
        with pytest.raises(UsageError, match="results can't be written to"):
            ResultsWriter(path)


def test_lines_out_of_order_or_against_the_schema_are_our_fault(tmp_path: Path) -> None:
    with ResultsWriter(tmp_path / "results.jsonl") as writer:
        with pytest.raises(HarnessError, match="a record where header has to follow"):
            writer.record(RECORDS[0])
        writer.header(HEADER)
        with pytest.raises(HarnessError, match="record RR-1/a_case breaks the schema"):
            writer.record(replace(RECORDS[0], verdict="passed"))
        footer = run().footer
        assert footer is not None
        writer.footer(footer)
        with pytest.raises(HarnessError, match="where nothing has to follow"):
            writer.record(RECORDS[0])


def test_text_that_is_no_unicode_is_written_readably(tmp_path: Path) -> None:
    record = replace(RECORDS[0], exchanges=(replace(MESSAGES[0], body=HOSTILE),))
    body = Results.read(written(tmp_path, run(record))).records[0].exchanges[0].body
    assert body == HOSTILE.replace("\ud800", "\\ud800")


def test_empty_evidence_is_left_out() -> None:
    assert to_json(replace(RECORDS[0], evidence=Evidence(observed="x")))["evidence"] == {"observed": "x"}


@pytest.mark.parametrize("profile", ["gratuity-quoting", "liquidity-routing"])
def test_the_catalogue_fits_into_a_header(profile: str) -> None:
    rows = catalogue_rows(load(), profile)
    header: Header = replace(HEADER, requirements=rows)
    assert is_valid("results", to_json(header))
    assert {row.id: row.level for row in rows}["RR-6"] == ("SHOULD" if profile == "gratuity-quoting" else "MUST")
