"""Client programs that crash, hang, flood, or say what makes no sense: a clear message, exit code 3, nothing lost."""

import time
from pathlib import Path
from typing import Any

import pytest
from client_run import ClientRun, outcomes, statuses

from livepeer_conformance.adapters.client import MAX_STARTS


@pytest.fixture
def client(tmp_path: Path) -> ClientRun:
    return ClientRun(tmp_path)


def at_bad_question(statements: str) -> str:
    """The behaviour of a client that does something at one of the questions."""
    return f"""
def answer(question):
    if is_bad(question):
        {statements}
    say({{"id": question["id"], **right(question)}})
"""


def lost_one(result: Any) -> None:
    """Check that only the bad question is lost."""
    assert result.exit_code == 3, result.output
    assert result.report["conclusion"] == "incomplete"
    assert outcomes(result.report) == {"passed": 11, "error": 1}
    assert statuses(result.report) == {"LP-PAY-011": "met", "LP-PAY-012": "not run", "LP-PAY-017": "met"}
    assert "the client failed at payments/aux_data[negative_round] (offchain): " in result.output


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "it ended by SIGSEGV"),
        ("raise ValueError('no negative rounds')", "it ended with exit code 1; its last words: "),
        ("sys.exit(0)", "it ended with exit code 0"),
        ("write('{\"id\": \"'); sys.exit(7)", "it ended with exit code 7 in the middle of a line"),
        ("os.close(1); time.sleep(60)", "it closed its output"),
        ("time.sleep(60)", "it said nothing for 1 s"),
        ("write('x' * 10_000); time.sleep(60)", "it said nothing for 1 s"),
        ("write('hello\\n')", "it wrote a line that is no JSON: hello"),
        ("write('\\n')", "it wrote a line that is no JSON: "),
        ("write('[' * 1000 + '\\n')", "it wrote a line that is no JSON: [[["),
        ("sys.stdout.buffer.write(b'\\xff\\n'); sys.stdout.flush()", "is no JSON: \N{REPLACEMENT CHARACTER}"),
        ("say([1])", "it wrote a line that is no JSON object: [1]"),
        ("say({'id': '0', 'status': 'ok', 'value': '5'})", "it answered a question that does not wait for an answer"),
        ("say({'id': 5, 'status': 'ok', 'value': '5'})", "it answered a question that does not wait for an answer"),
        ("say({'id': question['id'], 'status': 'fine'})", "the status is none of ok, rejected, unsupported"),
        ("say({'id': question['id'], 'status': 'ok'})", "the fields do not go with the status"),
        ("say({'id': question['id'], 'status': 'rejected', 'value': ''})", "the fields do not go with the status"),
        ("write('y' * (2 << 20))", "it wrote a line of more than 1048576 bytes"),
        ("[write('flood\\n') for _ in iter(int, 1)]", "it wrote a line that is no JSON: flood"),
        ("[write('y' * 1000) for _ in iter(int, 1)]", "it wrote a line of more than 1048576 bytes"),
    ],
)  # fmt: skip
def test_failing_at_one_question_loses_this_one_only(client: ClientRun, statements: str, message: str) -> None:
    result = client.made_up(at_bad_question(statements), "--timeout", 1)
    assert message in result.output
    lost_one(result)


def test_answering_twice_is_told_and_loses_nothing(client: ClientRun) -> None:
    result = client.made_up(at_bad_question("say({'id': question['id'], **right(question)})"))
    assert result.exit_code == 3
    assert outcomes(result.report) == {"passed": 12}
    assert "it answered a question that does not wait for an answer" in result.output


def test_crash_that_does_not_come_again_loses_nothing_and_is_told(client: ClientRun, tmp_path: Path) -> None:
    marker = tmp_path / "crashed"
    result = client.made_up(
        at_bad_question(f"""
        if not os.path.exists({str(marker)!r}):
            open({str(marker)!r}, "w").close()
            sys.exit(9)
        """)
    )
    assert result.exit_code == 3
    assert outcomes(result.report) == {"passed": 12}
    [problem] = result.report["problems"]
    assert "questions waited, now asked alone: it ended with exit code 9" in problem


def test_client_that_fails_at_everything_is_given_up(client: ClientRun) -> None:
    result = client.made_up("""
def answer(question):
    sys.exit(4)
""")
    assert result.exit_code == 3
    assert outcomes(result.report) == {"error": MAX_STARTS - 1, "not run": 12 - MAX_STARTS + 1}
    assert f"the client is not started again: it was started {MAX_STARTS} times" in result.output


def test_client_that_does_not_start_again_is_given_up(client: ClientRun, tmp_path: Path) -> None:
    marker = tmp_path / "started"
    result = client.made_up(
        f"""
if os.path.exists({str(marker)!r}):
    sys.exit(5)
open({str(marker)!r}, "w").close()
"""
        + at_bad_question("sys.exit(4)")
    )
    assert result.exit_code == 3
    assert outcomes(result.report).keys() == {"passed", "not run"}
    assert "the client is not started again: it ended with exit code 5" in result.output


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        ("sys.exit(2)", "it ended with exit code 2"),
        ("time.sleep(60)", "it said nothing for 1 s"),
        ("print('ready', flush=True)", "it wrote a line that is no JSON: ready"),
        ("say({'hi': 1})", "it did not answer the greeting with one of its own"),
        ("HELLO['protocol'] = 'client-v2'", "it speaks 'client-v2', and the suite client-v1"),
        ("HELLO['capabilities'].append('telepathy')", "its greeting names the unknown capability 'telepathy'"),
        ("HELLO['functions']['offchain'].append('no_such')", "names the unknown function of offchain 'no_such'"),
        ("HELLO['functions']['frontier'] = []", "its greeting names the unknown upgrade 'frontier'"),
        ("HELLO['functions']['offchain'] = 'aux_data'", "no list where the name of each function of offchain is due"),
        ("del HELLO['client']", "its greeting lacks the text client, or the object functions"),
        ("HELLO['functions'] = None", "its greeting lacks the text client, or the object functions"),
    ],
)
def test_greeting_that_makes_no_sense_exits_3(client: ClientRun, behaviour: str, message: str) -> None:
    result = client.made_up(behaviour, "--timeout", 1)
    assert result.exit_code == 3
    assert result.report is None
    assert "error: the client did not begin: " in result.output
    assert message in result.output


def test_program_that_is_not_there_exits_3(client: ClientRun) -> None:
    result = client.run(["./no-such-program"])
    assert result.exit_code == 3
    assert "./no-such-program cannot be started: No such file or directory" in result.output


def test_talk_on_standard_error_harms_nobody(client: ClientRun) -> None:
    result = client.made_up(at_bad_question("sys.stderr.write('chatter\\n' * 1_000_000)"))
    assert result.exit_code == 0, result.output


def test_client_that_reads_nothing_stops_nobody(client: ClientRun) -> None:
    greeting = """
def greet(hello):
    say({"hello": {**HELLO, "functions": hello["functions"]}})
    time.sleep(60)
"""
    started = time.monotonic()
    result = client.made_up(greeting, "--timeout", 0.2, offers=())
    assert result.exit_code == 3
    assert "128 questions waited, now asked alone: it said nothing for 0.2 s" in result.output
    assert time.monotonic() - started < 50


def test_what_the_client_started_is_ended_with_it(client: ClientRun, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    result = client.made_up(f"""
CHILD = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open({str(pid)!r}, "w").write(str(CHILD.pid))
""")
    assert result.exit_code == 0, result.output
    state = Path(f"/proc/{pid.read_text()}/stat")
    deadline = time.monotonic() + 5
    while state.exists() and state.read_text().split(") ")[1][0] != "Z" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not state.exists() or state.read_text().split(") ")[1][0] == "Z"
