"""What a run keeps of what was said: tokens hidden, what is long by its ends, and whole in a file of its own."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from conformance import options
from conformance.bindings.serving import BODY_LIMIT
from conformance.harness.wirelog import SHOWN, Exchange
from conformance.keeping import Keeper, forget
from conformance.reporter import Reporter
from conformance.results import Selection
from reports.reader import Results
from schemas import topology as topologies

TOKEN = "c2VjcmV0IG9mIHR3bw"
TOPOLOGY = topologies.load("plain")
GUARDED = replace(TOPOLOGY, ledgers=tuple(replace(each, token=TOKEN) for each in TOPOLOGY.ledgers))


def test_what_is_not_long_is_whole(tmp_path: Path) -> None:
    body = b"x" * SHOWN
    assert Keeper(tmp_path, TOPOLOGY).body(body) == (body.decode(), None)
    assert list(tmp_path.iterdir()) == []


def test_what_is_long_is_in_a_file_named_by_its_hash(tmp_path: Path) -> None:
    body = b"head" + b"\xff" * SHOWN + b"tail"
    text, long = Keeper(tmp_path, TOPOLOGY).body(body)
    assert long is not None
    assert (long.bytes, long.sha256, long.whole) == (len(body), sha256(body).hexdigest(), True)
    assert (tmp_path / long.file).read_bytes() == body
    assert text.startswith("head")
    assert text.endswith("tail")
    assert str(len(body)) in text


def test_what_was_not_read_to_its_end_is_said_to_go_on(tmp_path: Path) -> None:
    _, long = Keeper(tmp_path, TOPOLOGY).body(b"x" * BODY_LIMIT)
    assert long is not None
    assert not long.whole


def test_the_files_have_so_much_room_together(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, TOPOLOGY, room=3 * SHOWN)
    bodies = [bytes([number]) * 2 * SHOWN for number in (1, 1, 2)]
    files = [long.file if (long := keeper.body(body)[1]) else None for body in bodies]
    assert files[0] == files[1] != ""
    assert files[2] == ""
    assert len(list(tmp_path.iterdir())) == 1


def test_a_token_is_hidden_wherever_it_stands(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, GUARDED)
    long_one = f"{TOKEN} {'x' * 2 * SHOWN} {TOKEN}"
    row = keeper.row(Exchange(1, 0, False, TOKEN, TOKEN, f"a{TOKEN}", TOKEN.encode(), answer=long_one.encode()))
    said = f"{row} {keeper.words(TOKEN)} {keeper.words(long_one)}"
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert TOKEN not in said
    assert TOKEN.encode() not in kept
    assert "(hidden)" in said


def test_a_long_text_of_ours_is_kept_too(tmp_path: Path) -> None:
    said = Keeper(tmp_path, TOPOLOGY).words("é" * 2 * SHOWN)
    file = next(tmp_path.iterdir())
    assert file.name in said
    assert file.read_text(encoding="utf-8") == "é" * 2 * SHOWN


def test_an_earlier_runs_files_are_removed_and_no_others(tmp_path: Path) -> None:
    Keeper(tmp_path, TOPOLOGY).body(b"x" * 2 * SHOWN)
    (tmp_path / "mine.bin").write_text("x")
    forget(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.bin"]


def test_the_run_before_is_kept_beside_the_results(tmp_path: Path) -> None:
    """Twice the same folder: what the first run left is there to be compared with, its long bodies are not."""
    asked = options.read(target="memory:x:Y", command=None, topology="plain", report=str(tmp_path))
    Keeper(tmp_path, TOPOLOGY).body(b"x" * 2 * SHOWN)
    for tag in ("one", "two"):
        reporter = Reporter(asked)
        reporter.begin(tag, "somewhere", Selection(True, "the whole suite"))
        (tmp_path / "wire.jsonl").write_text("{}\n")
        reporter.end(0, whole=True)
    results = Results.read(tmp_path / "results.jsonl")
    assert results.previous is not None
    assert (results.previous.header.run_tag, results.header.run_tag) == ("one", "two")
    assert results.footer is not None
    assert [(each.name, each.sha256) for each in results.footer.files] == [("wire.jsonl", sha256(b"{}\n").hexdigest())]
    assert not list(tmp_path.glob("*.bin"))
