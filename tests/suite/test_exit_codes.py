"""What a run says and with which exit code it ends, through `pytest` as a user calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import answer

ROOT = Path(__file__).parents[2]
REFERENCE = "--target=memory:reference_impl.connector:Connector"
MUTE = "--target=memory:tests.suite.connectors:Mute"
POLITE = "--target=memory:tests.suite.connectors:Polite"
TELLS_NOBODY = "--target=memory:tests.suite.connectors:PassesNothingOn"
TELLS_PEER_ROUTES = "--target=memory:tests.mutants.rb_routes:OffersPeerPrefixes"
CASE = "RR-14/a_route_in_another_accounts_name_is_not_used"


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and output of pytest, called in an empty folder."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-q", *arguments]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_0_where_all_that_was_selected_holds(tmp_path: Path) -> None:
    """A part is not called conformant."""
    code, output = run(tmp_path, REFERENCE, "--case=RR-14")
    assert code == 0
    assert "The selected part holds" in output
    assert "Conformant" not in output


def test_0_and_conformant_for_a_whole_run(tmp_path: Path) -> None:
    """The word stands at the end, and in the footer."""
    code, output = run(tmp_path, REFERENCE, "--topology=plain")
    assert code == 0, output
    assert "Conformant to the Connector to Connector protocol, draft 1" in output
    lines = (tmp_path / "c2c-report" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["conformant"] is True
    assert (tmp_path / "c2c-report" / "report.html").exists()


def test_1_where_a_must_is_broken(tmp_path: Path) -> None:
    """The account has the sentence, expected, observed, and the command that runs it again."""
    code, output = run(tmp_path, TELLS_NOBODY, "--case=RR-2")
    assert code == 1
    for words in (
        "RR-2",
        "expected:",
        "observed:",
        "read so because",
        "again: pytest --target=memory:",
        "Not conformant",
    ):
        assert words in output


def known(folder: Path, ids: str, expires: str = '"never"') -> str:
    """The option for a file with an entry of these ids, written as in TOML."""
    file = folder / "known.toml"
    text = f'[[deviation]]\nid = {ids}\nreason = "r"\nevidence = "e"\nowner = "ann"\nexpires = {expires}\n'
    file.write_text(text, encoding="utf-8")
    return f"--expected-deviations={file}"


def test_1_where_an_expected_deviation_no_longer_occurs(tmp_path: Path) -> None:
    """The entry that has become stale is named."""
    code, output = run(tmp_path, REFERENCE, f"--case={CASE}", known(tmp_path, f'"{CASE}"'))
    assert code == 1
    assert f"no longer occur: {CASE}" in output


def test_1_where_an_expected_deviation_has_expired(tmp_path: Path) -> None:
    """When it did, and whose it is."""
    code, output = run(tmp_path, TELLS_NOBODY, "--case=RR-2", known(tmp_path, '"RR-2"', "2020-01-31"))
    assert code == 1
    assert "the expected deviation RR-2 has expired, on 2020-01-31; its owner is ann" in output


def test_1_where_a_should_is_broken_and_the_run_is_strict(tmp_path: Path) -> None:
    """Without --strict it is a warning, and the run ends with 0."""
    cases = [TELLS_PEER_ROUTES, "--case=RB-8"]
    assert run(tmp_path, *cases)[0] == 0
    code, output = run(tmp_path, *cases, "--strict")
    assert code == 1
    assert "--strict was given" in output


def test_2_where_it_is_interrupted(tmp_path: Path) -> None:
    """What was found until then is kept, and says that it is not all."""
    code, output = run(tmp_path, REFERENCE, "-p", "tests.suite.interrupts", "--case=RR-14")
    assert code == 2, output
    assert "the run was interrupted" in output
    lines = (tmp_path / "c2c-report" / "results.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[1])["verdict"] == "pass"
    assert json.loads(lines[-1])["complete"] is False


def test_3_where_the_suite_itself_fails(tmp_path: Path) -> None:
    """Nothing is said against the target, though it breaks the requirement."""
    code, output = run(tmp_path, TELLS_NOBODY, "-p", "tests.suite.broken_harness", "--case=RR-2")
    assert code == 3, output
    assert "the suite itself failed" in output
    assert "a fault of ours" in output


def test_0_where_a_part_of_an_entry_did_not_run(tmp_path: Path) -> None:
    """It may occur in the rest: that it did not here says nothing."""
    code, output = run(tmp_path, REFERENCE, f"--case={CASE}", known(tmp_path, '"RR-14"'))
    assert code == 0, output


def test_0_where_the_deviation_is_expected(tmp_path: Path) -> None:
    """What rests on it is excused too; and still nobody says conformant."""
    code, output = run(tmp_path, TELLS_NOBODY, "--case=RR-2", "--case=RR-14", known(tmp_path, '"RR-2"'))
    assert code == 0, output
    assert "not conformant" in output


def test_0_where_what_an_entry_is_about_could_not_be_judged(tmp_path: Path) -> None:
    """It rests on what another entry excuses; that does not make the entry stale."""
    option = known(tmp_path, f'["RR-2", "{CASE}"]')
    code, output = run(tmp_path, TELLS_NOBODY, "--case=RR-2", f"--case={CASE}", option)
    assert code == 0, output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--target=nowhere"], "host:port"),
        (["--target=127.0.0.1:1", "--target-cmd=reference"], "exclude each other"),
        ([REFERENCE, "--topology=nowhere"], "no such topology"),
        ([REFERENCE, "--tier=slow"], "--tier slow"),
        ([REFERENCE, "--case=RR-999"], "no such case"),
        ([REFERENCE, "--case=*never_ends*", "--case=*no_such_word*"], "--case *no_such_word*: no such case"),
        ([REFERENCE, "--expected-deviations=nowhere.toml"], "nowhere.toml"),
        ([REFERENCE, "-n2"], "-n needs --target-cmd"),
        (["--target-cmd=./nowhere"], "can't be started"),
        (["--target=memory:nowhere:Class"], "memory:nowhere:Class"),
    ],
)
def test_4_for_what_cannot_be_used(tmp_path: Path, arguments: list[str], words: str) -> None:
    """Each with a message that says what to do."""
    code, output = run(tmp_path, *arguments)
    assert code == 4, output
    assert words in output


def test_5_where_nothing_applies(tmp_path: Path) -> None:
    """The plain topology has no token."""
    code, output = run(tmp_path, REFERENCE, "--topology=plain", "--case=MSG-2")
    assert code == 5, output
    assert "nothing that was selected applies" in output


def test_6_where_nobody_listens(tmp_path: Path) -> None:
    """The message names the address."""
    code, output = run(tmp_path, "--target=127.0.0.1:9", "--case=RR-1")
    assert code == 6, output
    assert "127.0.0.1:9" in output


def test_6_where_the_target_is_mute(tmp_path: Path) -> None:
    """It takes calls and never answers."""
    assert run(tmp_path, MUTE)[0] == 6


def test_6_where_the_target_answers_calls_and_does_nothing(tmp_path: Path) -> None:
    """The message points to its configuration."""
    code, output = run(tmp_path, POLITE)
    assert code == 6
    assert "configured as the topology says" in output


def test_6_where_a_started_target_ends_at_once(tmp_path: Path) -> None:
    """Its last output is shown."""
    code, output = run(tmp_path, "--target-cmd=sh -c 'echo no such setting; exit 3'", "--case=RR-1")
    assert code == 6, output
    assert "no such setting" in output


def test_7_where_something_is_inconclusive(tmp_path: Path) -> None:
    """The case rests on RR-2, which this connector breaks, and RR-2 was not selected."""
    code, output = run(tmp_path, TELLS_NOBODY, "--case=RR-14")
    assert code == 7, output
    assert "inconclusive" in output


def test_without_a_target_the_plugin_is_inert(tmp_path: Path) -> None:
    """Somebody else's tests run as ever."""
    (tmp_path / "test_other.py").write_text("def test_it():\n    pass\n", encoding="utf-8")
    code, output = run(tmp_path)
    assert code == 0
    assert "1 passed" in output
    assert "conformance by area" not in output


def test_tokens_stand_in_no_file(tmp_path: Path) -> None:
    """Neither in results, nor in the wire log, nor in the page."""
    run(tmp_path, REFERENCE, "--case=MSG-2")
    for path in (tmp_path / "c2c-report").iterdir():
        assert b"bW90aGVyIG5hdHVyZSBzb24" not in path.read_bytes(), path


def test_each_code_is_shown_here() -> None:
    """By a test whose name begins with it."""
    shown = {int(name[len("test_")]) for name in globals() if name.startswith("test_") and name[len("test_")].isdigit()}
    assert shown == {*range(8)} == {
        answer.GOOD, answer.BROKEN, answer.INTERRUPTED, answer.OURS,
        answer.USAGE, answer.NOTHING, answer.DOWN, answer.UNCLEAR,
    }  # fmt: skip
