"""Tests of the client, against the real command: PYSANDBOX_COMMAND has its words as JSON, `["pysandbox"]` if not set.

What the real server does not do, a fake one does: tests/fixtures/fake_server.py.
"""

import asyncio
import contextlib
import contextvars
import gc
import json
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, Optional, Union

from pysandbox import (
    AsyncSandbox,
    InvalidRequest,
    OutputFile,
    Result,
    RunFailed,
    Sandbox,
    SandboxBusy,
    SandboxDied,
    SandboxError,
)

HERE = Path(__file__).resolve().parent
COMMAND = json.loads(os.environ.get("PYSANDBOX_COMMAND", '["pysandbox"]'))
FAKE = [sys.executable, str(HERE.parents[1] / "tests" / "fixtures" / "fake_server.py")]
# A server that starts no more interpreters than one test needs.
FEW = ["--workers", "1", "--spares", "0"]
FOREVER = "while True: pass"
# One write: it is one event, also on a busy machine.
SAY_AND_STAY = "print(end='begun\\n', flush=True)\nwhile True: pass"
# However busy the machine is, a server that works has answered by then, in seconds.
LONG = 120
on_unix = unittest.skipIf(sys.platform == "win32", "signals and forks are Unix's")


def process_of(sandbox):
    """The server's process."""
    return sandbox._server._process


def kill(sandbox):
    """Kills the server from outside, and waits for its end."""
    process_of(sandbox).kill()
    process_of(sandbox).wait()


def eventually(holds):
    """Whether something holds sooner or later."""
    deadline = time.monotonic() + LONG
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def is_running(pid):
    """Whether there is such a process, other than one that only waits to be reaped."""
    with contextlib.suppress(OSError):
        os.kill(pid, 0)
        if sys.platform == "linux":
            # Behind the name, which may hold anything, the state is the first field.
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].strip()
        else:
            command = ["ps", "-o", "stat=", "-p", str(pid)]
            state = subprocess.run(command, capture_output=True, text=True).stdout
        return not state.startswith("Z") and state != ""
    return False


def python(script, **options):
    """Runs a script by an interpreter of its own."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(script)],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=LONG,
        **options,
    )


class Real(unittest.TestCase):
    """Tests that share one real server."""

    sandbox = None

    @classmethod
    def setUpClass(cls):
        if Real.sandbox is not None:
            return
        options = ["--workers", "2", "--max-heap", "128"]
        Real.sandbox = Sandbox(COMMAND, timeout=3600, options=options, grace=LONG)
        unittest.addModuleCleanup(Real.sandbox.close)
        # By then an interpreter takes a twentieth of the work that it takes before, where it can.
        eventually(lambda: Real.sandbox.ping()["interpreters"]["forking"] != "starting")


class Runs(Real):
    def test_a_run_gives_the_value_of_the_last_expression(self):
        result = self.sandbox.run("[4 + 5, 'nine', None, {'a': 1.5}]")
        self.assertTrue(result.ok)
        self.assertIs(result.raise_for_status(), result)
        self.assertEqual(result.output, [9, "nine", None, {"a": 1.5}])
        self.assertEqual((result.status, result.exit_code, result.error), ("ok", 0, None))
        self.assertEqual((result.session_lost, result.session_ended), (False, False))

    def test_a_value_without_a_json_form_has_its_repr(self):
        result = self.sandbox.run("{1, 2}")
        self.assertEqual((result.output, result.result_repr), (None, "{1, 2}"))

    def test_what_is_printed_is_text_of_two_streams(self):
        result = self.sandbox.run(
            "import sys; print('caf\u00e9 \U0001f40d'); print('oh', file=sys.stderr)"
        )
        self.assertEqual((result.stdout, result.stderr), ("caf\u00e9 \U0001f40d\n", "oh\n"))
        self.assertEqual(result.stats.output_bytes, 14)
        self.assertGreater(result.stats.peak_heap_bytes, 1_000_000)

    def test_results_and_errors_go_from_process_to_process(self):
        result = self.sandbox.run("open('a.csv', 'w').write('x'); 1 / 0", outputs=["*.csv"])
        copy = pickle.loads(pickle.dumps(result))
        self.assertEqual(copy, result)
        self.assertEqual((type(copy.files["a.csv"]), copy.files["a.csv"].mime), (OutputFile, "text/csv"))
        error = pickle.loads(pickle.dumps(RunFailed(result)))
        self.assertEqual((str(error), error.result), ("error: ZeroDivisionError: division by zero", result))

    def test_a_program_that_fails_is_a_result(self):
        result = self.sandbox.run("print('before')\n1 / 0")
        self.assertFalse(result.ok)
        self.assertEqual((result.status, result.exit_code, result.stdout), ("error", 1, "before\n"))
        self.assertEqual(result.error, "ZeroDivisionError: division by zero")
        detail = result.error_detail
        self.assertEqual(
            (detail.type, detail.message, detail.line), ("ZeroDivisionError", "division by zero", 2)
        )
        self.assertIn("line 2", detail.traceback)

    def test_raise_for_status_raises_what_went_wrong(self):
        result = self.sandbox.run("import sys; sys.exit(3)")
        with self.assertRaises(RunFailed) as caught:
            result.raise_for_status()
        self.assertIs(caught.exception.result, result)
        self.assertEqual(str(caught.exception), "error: SystemExit: 3")

    def test_each_run_without_a_session_has_an_interpreter_of_its_own(self):
        self.sandbox.run("x = 1")
        self.assertEqual(self.sandbox.run("x").error, "NameError: name 'x' is not defined")

    def test_a_program_gets_arguments_environment_and_input(self):
        code = "import os, sys; [sys.argv[1:], os.environ['MODE'], sys.stdin.read()]"
        result = self.sandbox.run(
            code, args=["a", "--b"], env={"MODE": "\u00fc"}, stdin="one\ntwo\u00e9"
        )
        self.assertEqual(result.output, [["a", "--b"], "\u00fc", "one\ntwo\u00e9"])

    def test_a_seed_makes_a_run_repeatable(self):
        code = "import random; random.random()"
        first, second = (self.sandbox.run(code, seed=2**64 - 1).output for _ in range(2))
        self.assertEqual(first, second)
        self.assertNotEqual(first, self.sandbox.run(code, seed=7).output)

    def test_large_programs_inputs_and_outputs_pass(self):
        code = f"import sys; text = sys.stdin.read(); print(text); len(text) + len('{'x' * 2_000_000}')"
        result = self.sandbox.run(code, stdin="\u4e16" * 1_000_000)
        self.assertEqual(result.output, 3_000_000)
        self.assertEqual(result.stdout, "\u4e16" * 1_000_000 + "\n")

    def test_many_threads_run_at_the_same_time_and_each_gets_its_own_answer(self):
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(lambda n: self.sandbox.run(f"{n} * {n}").output, range(24)))
        self.assertEqual(results, [n * n for n in range(24)])

    def test_ping_tells_of_the_server(self):
        pong = self.sandbox.ping()
        self.assertEqual((pong["pong"], pong["limits"]["timeoutMs"]), (True, 3_600_000))
        self.assertNotIn("id", pong)


class FilesAndShows(Real):
    def test_values_are_bound_and_come_back_as_they_are(self):
        inputs = {"whole": 10**30, "real": 3.0, "rows": [[1, None], ["\u00e9", True]]}
        result = self.sandbox.run("[whole, type(real).__name__, rows]", inputs=inputs)
        self.assertEqual(result.output, [10**30, "float", inputs["rows"]])

    def test_values_that_json_does_not_have_never_reach_the_server(self):
        for value, error in ((float("nan"), ValueError), (object(), TypeError)):
            with self.assertRaises(error):
                self.sandbox.run("1", inputs={"x": value})
        with self.assertRaisesRegex(InvalidRequest, "^inputs 'class': expected a name; it is a keyword"):
            self.sandbox.run("1", inputs={"class": 1})
        self.assertEqual(self.sandbox.run("4 + 5").output, 9)

    def test_files_go_in_and_come_out(self):
        code = "open('out.bin', 'wb').write(open('in.bin', 'rb').read())\nopen('t.txt', 'w').write(open('a/t').read())"
        result = self.sandbox.run(
            code, files={"in.bin": b"\xff\0", "a/t": "\u00e9"}, outputs=["*.bin", "*.txt"]
        )
        self.assertEqual(result.files, {"out.bin": b"\xff\0", "t.txt": "\u00e9".encode()})
        self.assertEqual(
            [file.mime for file in result.files.values()], ["application/octet-stream", "text/plain"]
        )
        self.assertEqual(result.files_omitted, [])
        refused = self.sandbox.run("open('CON', 'w')", outputs=["*"])
        self.assertEqual((refused.files, len(refused.files_omitted)), ({}, 1))
        with self.assertRaises(TypeError):
            self.sandbox.run("1", outputs="*.png")

    def test_what_a_program_shows_comes_back(self):
        code = "display({'text/html': '<b>', 'image/png': b'PNG'}, raw=True)\n5"
        with self.sandbox.session() as session:
            self.assertEqual(
                session.run(code, display=True).display,
                [{"text/html": "<b>", "image/png": "UE5H"}],
            )
            self.assertEqual(session.run("5").display, [])

    def test_files_are_saved_below_a_folder(self):
        code = "import os; os.makedirs('d/e')\nopen('d/e/f', 'w').write('f')\nopen('g', 'w').write('g')"
        result = self.sandbox.run(code, outputs=["**"])
        with tempfile.TemporaryDirectory() as base:
            folder = Path(base).resolve() / "new" / "out"
            paths = result.save_files(folder)
            self.assertEqual(sorted(paths), [str(folder / "d/e/f"), str(folder / "g")])
            self.assertEqual((folder / "d/e/f").read_text(), "f")
            if sys.platform != "win32":
                self.assertEqual((folder / "g").stat().st_mode & 0o7777, 0o644)
            with self.assertRaisesRegex(SandboxError, "there is something of that name"):
                result.save_files(folder)
            (folder / "g").write_text("old")
            result.save_files(folder, overwrite=True)
            self.assertEqual((folder / "g").read_text(), "g")
            left = sorted(path.name for path in folder.rglob("*"))
            self.assertEqual(left, ["d", "e", "f", "g"])


def made(files):
    """A result with such files."""
    return Result(
        "ok", 0, None, None, "", "", None, None, False, None, False, False,
        {path: OutputFile(b"new", "") for path in files},
    )  # fmt: skip


class SavedFiles(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.base = Path(temporary.name).resolve()
        self.folder = self.base / "out"

    def refuse(self, files, why, **options):
        with self.assertRaisesRegex(SandboxError, why):
            made(files).save_files(self.folder, **options)

    def test_names_that_lead_elsewhere_are_refused_before_anything_is_written(self):
        down = "it is no path that leads down"
        for path, why in (
            ("../x", down), ("/etc/x", down), ("", down), ("a//b", down), ("a/./b", down), ("a/", down),
            ("..\\x", "Windows does not allow"), ("C:x", "Windows does not allow"),
            ("CON", "a device"), ("a/nul.txt", "a device"), ("com1 .x", "a device"), ("LPT\u00b9", "a device"),
            ("x.", "ends with"), ("x ", "ends with"), (" x", "begins"),
            ("a\0b", "not seen"), ("a\nb", "not seen"), ("\u202ex", "not seen"), ("\ud800", "not seen"),
            ("x" * 256, "255 bytes"),
        ):  # fmt: skip
            with self.subTest(path):
                self.refuse(["good", path], why)
        for paths in (["a", "A"], ["\u00e9", "e\u0301"], ["d/x", "D/y"], ["stra\u00dfe", "STRASSE"]):
            self.refuse(paths, "on some systems it is the same as")
        self.refuse(["a/b", "a"], "'a' is a file")
        self.assertEqual(list(self.base.rglob("*")), [])

    @on_unix
    def test_no_link_is_followed_and_nothing_is_replaced(self):
        outside = self.base / "outside"
        outside.mkdir()
        (outside / "kept").write_text("kept")
        self.folder.mkdir()
        (self.folder / "link").symlink_to(outside)
        (self.folder / "file").symlink_to(outside / "kept")
        (self.folder / "dangling").symlink_to(outside / "new")
        (self.folder / "folder").mkdir()
        for overwrite in (False, True):
            self.refuse(["link/x"], "a link or a file in the place of a folder", overwrite=overwrite)
            self.refuse(["file/x"], "a link or a file in the place of a folder", overwrite=overwrite)
            self.refuse(["folder"], "something of that name", overwrite=overwrite)
        for path in ("file", "dangling", "link"):
            self.refuse([path], "something of that name")
        made(["file", "dangling", "link"]).save_files(self.folder, overwrite=True)
        self.assertEqual((self.folder / "file").read_text(), "new")
        self.assertFalse((self.folder / "file").is_symlink())
        self.assertEqual(sorted(path.name for path in outside.iterdir()), ["kept"])
        self.assertEqual((outside / "kept").read_text(), "kept")
        # What leads to the folder itself is the caller's own.
        (self.base / "way").symlink_to(self.folder)
        made(["x"]).save_files(self.base / "way")
        self.assertEqual((self.folder / "x").read_text(), "new")

    def test_a_folder_that_is_none_is_named(self):
        self.folder.write_text("a file")
        self.refuse(["x"], "^Cannot write '.*out'")


class Limits(Real):
    def test_a_run_may_ask_for_less_time(self):
        result = self.sandbox.run("print('begun', flush=True)\n" + FOREVER, timeout=0.5)
        self.assertEqual(
            (result.status, result.exit_code, result.stdout), ("timeout", 124, "begun\n")
        )
        self.assertEqual(self.sandbox.run("6 * 7").output, 42)

    def test_a_run_may_ask_for_less_of_everything(self):
        self.assertEqual(self.sandbox.run(FOREVER, cpu=0.3).status, "cpu")
        self.assertEqual(
            self.sandbox.run("x = bytearray(10**8)", max_heap="64MiB").status, "memory"
        )
        result = self.sandbox.run("print('x' * 10_000)", max_output=1000)
        self.assertEqual((result.status, result.truncated), ("output", True))

    def test_a_run_that_asks_for_more_is_refused(self):
        with self.assertRaises(InvalidRequest) as caught:
            self.sandbox.run("1", timeout=7200)
        self.assertEqual(
            str(caught.exception),
            "timeout: expected at most 1h, the server's --timeout; got 7200000",
        )

    def test_durations_that_are_none_never_reach_the_server(self):
        for given in (-1, float("nan"), float("inf")):
            with self.assertRaises(ValueError) as caught:
                self.sandbox.run("1", timeout=given)
            self.assertEqual(
                str(caught.exception),
                f"timeout: expected a number of seconds, 0 or more; got {given!r}",
            )

    def test_words_that_are_one_string_never_reach_the_server(self):
        with self.assertRaises(TypeError) as caught:
            self.sandbox.run("1", args="-v")
        self.assertEqual(
            str(caught.exception), "args: expected a sequence of strings; got the string '-v'"
        )

    def test_half_a_character_is_refused_by_the_server(self):
        with self.assertRaises(InvalidRequest) as caught:
            self.sandbox.run("'\ud800'")
        self.assertEqual(
            str(caught.exception), "code: expected whole characters; got half of a surrogate pair"
        )

    def test_a_line_that_is_too_long_is_refused_and_no_other_call_is_hurt(self):
        with ThreadPoolExecutor(1) as pool:
            other = pool.submit(self.sandbox.run, "import time; time.sleep(1); 42")
            with self.assertRaises(InvalidRequest) as caught:
                self.sandbox.run("#" * 17 * 1024 * 1024)
            self.assertEqual(
                str(caught.exception), "Line is too long: expected at most 16MiB (--max-line)"
            )
            self.assertEqual(other.result().output, 42)

    def test_the_time_limit_is_not_given_as_an_option(self):
        with self.assertRaises(ValueError) as caught:
            Sandbox(COMMAND, options=["--timeout=5s"])
        self.assertEqual(
            str(caught.exception),
            "options: expected no --timeout there; give the argument `timeout` instead",
        )


class Streaming(Real):
    def test_output_is_heard_in_the_calling_thread_and_is_in_the_result_as_well(self):
        heard = []

        def hear(stream, text):
            heard.append((stream, text, threading.current_thread()))

        code = "import sys; print('one \u00e9'); print('two', file=sys.stderr); print('three')"
        result = self.sandbox.run(code, on_output=hear)
        said = {
            name: "".join(text for stream, text, _ in heard if stream == name)
            for name in ("stdout", "stderr")
        }
        self.assertEqual(said, {"stdout": "one \u00e9\nthree\n", "stderr": "two\n"})
        self.assertEqual((result.stdout, result.stderr), (said["stdout"], said["stderr"]))
        self.assertEqual({thread for _, _, thread in heard}, {threading.current_thread()})

    def test_what_the_listener_raises_stops_the_program_that_still_runs(self):
        def hear(stream, text):
            raise LookupError(text)

        with self.assertRaises(LookupError) as caught:
            self.sandbox.run(SAY_AND_STAY, on_output=hear)
        self.assertEqual(caught.exception.args, ("begun\n",))
        self.assertTrue(eventually(lambda: self.sandbox.ping()["load"]["running"] == 0))


class Sessions(Real):
    def test_a_session_keeps_its_state_and_no_other_sees_it(self):
        with self.sandbox.session() as one, self.sandbox.session() as other:
            one.run("x = 6")
            other.run("x = 7")
            self.assertEqual((one.run("x * x").output, other.run("x * x").output), (36, 49))

    def test_a_session_that_was_closed_begins_anew(self):
        with self.sandbox.session("chat") as session:
            session.run("x = 6")
        with self.sandbox.session("chat") as session:
            result = session.run("x")
            self.assertEqual(result.error, "NameError: name 'x' is not defined")
            self.assertFalse(result.session_lost)

    def test_a_limit_ends_a_session_and_the_next_result_says_so(self):
        with self.sandbox.session() as session:
            session.run("x = 6")
            ended = session.run("import signal\n" + FOREVER, timeout=0.3)
            self.assertEqual(
                (ended.status, ended.session_ended, ended.session_lost), ("timeout", True, False)
            )
            after = session.run("'x' in globals()")
            self.assertEqual(
                (after.output, after.session_ended, after.session_lost), (False, False, True)
            )
            self.assertFalse(session.run("1").session_lost)

    def test_a_session_streams_and_takes_the_options_of_a_run(self):
        heard = []
        with self.sandbox.session() as session:
            session.run(
                "import sys; print(sys.stdin.read())",
                stdin="in",
                on_output=lambda *event: heard.append(event),
            )
        self.assertEqual("".join(text for _, text in heard), "in\n")


class Ends(unittest.TestCase):
    def sandbox(self):
        sandbox = Sandbox(COMMAND, options=FEW, grace=LONG)
        self.addCleanup(sandbox.close)
        return sandbox

    def test_a_server_that_was_killed_is_started_again_and_its_sessions_are_lost(self):
        sandbox = self.sandbox()
        with sandbox.session() as session:
            session.run("x = 6")
            kill(sandbox)
            self.assertEqual(sandbox.run("6 * 7").output, 42)
            result = session.run("'x' in globals()")
            self.assertEqual((result.output, result.session_lost), (False, True))
            self.assertFalse(session.run("1").session_lost)

    def test_a_call_that_was_refused_does_not_use_up_the_word_that_a_session_was_lost(self):
        sandbox = self.sandbox()
        with sandbox.session() as session:
            session.run("x = 6")
            kill(sandbox)
            with self.assertRaises(InvalidRequest):
                session.run("1", timeout=3600)
            self.assertTrue(session.run("1").session_lost)

    @on_unix
    def test_calls_that_wait_when_the_server_is_killed_raise(self):
        sandbox = self.sandbox()
        begun = threading.Semaphore(0)
        with ThreadPoolExecutor(2) as pool:
            running = pool.submit(sandbox.run, SAY_AND_STAY, on_output=lambda *_: begun.release())
            begun.acquire()
            queued = pool.submit(sandbox.run, "1")
            self.assertTrue(eventually(lambda: sandbox.ping()["load"]["queued"] == 1))
            kill(sandbox)
            for call in (running, queued):
                with self.assertRaises(SandboxDied) as caught:
                    call.result(timeout=LONG)
                self.assertEqual(str(caught.exception), "The server ended with the signal 9")

    def test_closing_cancels_what_runs_and_leaves_no_process(self):
        sandbox = self.sandbox()
        begun = threading.Semaphore(0)
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(sandbox.run, SAY_AND_STAY, on_output=lambda *_: begun.release())
            begun.acquire()
            process = process_of(sandbox)
            sandbox.close()
            self.assertEqual(running.result(timeout=LONG).status, "cancelled")
        self.assertEqual(process.returncode, 0)
        sandbox.close()
        with self.assertRaises(SandboxError) as caught:
            sandbox.run("1")
        self.assertEqual(str(caught.exception), "The sandbox is closed: make another")

    def test_no_thread_is_left_after_the_end(self):
        before = threading.active_count()
        with self.sandbox() as sandbox:
            sandbox.run("1")
            self.assertGreater(threading.active_count(), before)
        self.assertEqual(threading.active_count(), before)

    def test_a_sandbox_that_nobody_holds_ends_its_server(self):
        sandbox = Sandbox(COMMAND, options=FEW, grace=LONG)
        sandbox.run("1")
        process = process_of(sandbox)
        del sandbox
        gc.collect()
        self.assertTrue(eventually(lambda: process.poll() is not None))
        self.assertEqual(process.returncode, 0)

    @on_unix
    def test_ctrl_c_stops_the_program_and_leaves_the_call_and_the_server_lives_on(self):
        done = python(
            f"""
            import os, signal, threading, time
            from pysandbox import Sandbox
            with Sandbox({COMMAND!r}, timeout=3600, options={FEW!r}, grace={LONG}) as sandbox:
                pid = sandbox._server._process.pid
                press = threading.Timer(0.2, lambda: os.killpg(0, signal.SIGINT))
                try:
                    sandbox.run({SAY_AND_STAY!r}, on_output=lambda *_: press.start())
                except KeyboardInterrupt:
                    print("interrupted")
                while sandbox.ping()["load"]["running"] > 0:
                    time.sleep(0.02)
                print(sandbox.run("6 * 7").output, sandbox._server._process.pid == pid)
            """,
            start_new_session=True,
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "interrupted\n42 True\n")

    @on_unix
    def test_an_interpreter_that_ends_takes_its_server_along(self):
        done = python(
            f"""
            import threading
            from pysandbox import Sandbox
            sandbox = Sandbox({COMMAND!r}, timeout=3600, options={FEW!r}, grace={LONG})
            begun = threading.Event()
            hear = lambda *_: begun.set()
            run = lambda: sandbox.run({SAY_AND_STAY!r}, on_output=hear)
            threading.Thread(target=run, daemon=True).start()
            begun.wait()
            print(sandbox._server._process.pid)
            """
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse(is_running(int(done.stdout)))

    @on_unix
    def test_an_interpreter_that_is_killed_takes_its_server_along(self):
        done = python(
            f"""
            import os, signal
            from pysandbox import Sandbox
            sandbox = Sandbox({COMMAND!r}, options={FEW!r}, grace={LONG})
            sandbox.run("1")
            print(sandbox._server._process.pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
            """
        )
        self.assertEqual(done.returncode, -signal.SIGKILL)
        self.assertTrue(eventually(lambda: not is_running(int(done.stdout))))

    @on_unix
    def test_a_forked_child_has_a_server_of_its_own(self):
        done = python(
            f"""
            import os, sys
            from pysandbox import Sandbox
            sandbox = Sandbox({COMMAND!r}, options={FEW!r}, grace={LONG})
            session = sandbox.session("s")
            session.run("x = 1")
            if os.fork() == 0:
                result = session.run("'x' in globals()")
                print("child", result.output, result.session_lost, flush=True)
                sys.exit(0)
            os.wait()
            print("parent", session.run("x").output)
            """,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(done.stdout, "child False True\nparent 1\n")

    @on_unix
    def test_a_forked_child_does_not_keep_the_server_of_its_parent_alive(self):
        done = python(
            f"""
            import os, signal, time
            from pysandbox import Sandbox
            sandbox = Sandbox({COMMAND!r}, options={FEW!r}, grace={LONG})
            sandbox.run("1")
            child = os.fork()
            if child == 0:
                os.closerange(0, 3)
                time.sleep({2 * LONG})
            print(child, sandbox._server._process.pid, flush=True)
            os.kill(os.getpid(), signal.SIGKILL)
            """
        )
        child, server = map(int, done.stdout.split())
        self.addCleanup(os.kill, child, signal.SIGKILL)
        self.assertTrue(eventually(lambda: not is_running(server)))
        self.assertTrue(is_running(child))

    def test_a_command_that_is_not_there_is_named(self):
        with self.assertRaises(SandboxError) as caught, Sandbox(["/no/such/pysandbox"]):
            pass
        self.assertRegex(
            str(caught.exception),
            r"^Cannot start '/no/such/pysandbox': [^;]+; "
            r"expected pysandbox on the PATH, or its path in `command`$",
        )

    def test_what_the_server_says_before_it_ends_is_in_the_error(self):
        sandbox = Sandbox(COMMAND, options=["--wrokers", "1"], grace=LONG)
        self.addCleanup(sandbox.close)
        with self.assertRaises(SandboxDied) as caught:
            sandbox.run("1")
        self.assertRegex(
            str(caught.exception),
            r"^The server ended with exit status 2, after it had said: pysandbox: .*'--wrokers'",
        )


# Whatever the Python of the tests has installed.
NOTHING_INSTALLED = "import sys, sysconfig; sysconfig.get_path = lambda *_: '/none'; sys.executable = ''"


@on_unix
class Finding(unittest.TestCase):
    """Where the command is looked for. Each test lays out an installation, in which the package says what it finds."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()

    def install(self, site, *commands):
        """Puts the module into a package below `site`, and a command at each path."""
        package = self.root / site / "pysandbox"
        package.mkdir(parents=True)
        (package / "__init__.py").write_bytes((HERE / "pysandbox.py").read_bytes())
        (package / "__main__.py").write_bytes((HERE / "package" / "__main__.py").read_bytes())
        for command in commands:
            path = self.root / command
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text('#!/bin/sh\necho "$0" "$@"\nexit 7\n')
            path.chmod(0o755)
        return self.root / site

    def run_python(self, site, *words, **env):
        environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(site), **env}
        return subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, env=environment, cwd=self.root
        )

    def found(self, site, before="", **env):
        script = f"{before}\nimport pysandbox; print(pysandbox.find_executable())"
        done = self.run_python(site, "-c", script, **env)
        self.assertEqual(done.stderr, "")
        return done.stdout.rstrip("\n")

    def test_a_prefix_has_its_commands_three_folders_up(self):
        site = self.install("lib/python3.12/site-packages", "bin/pysandbox")
        self.assertEqual(self.found(site), str(self.root / "bin" / "pysandbox"))

    def test_a_target_has_its_commands_beside_the_package(self):
        site = self.install("target", "target/bin/pysandbox")
        self.assertEqual(self.found(site), str(self.root / "target" / "bin" / "pysandbox"))

    def test_the_user_has_commands_too(self):
        site = self.install("elsewhere/a/b/c", "home/bin/pysandbox")
        home = str(self.root / "home")
        self.assertEqual(self.found(site, PYTHONUSERBASE=home), f"{home}/bin/pysandbox")

    def test_what_cannot_be_executed_is_not_found(self):
        site = self.install("lib/python3.12/site-packages", "bin/pysandbox")
        (self.root / "bin" / "pysandbox").chmod(0o644)
        self.assertEqual(self.found(site, NOTHING_INSTALLED), "pysandbox")

    def test_without_an_installation_the_path_decides(self):
        site = self.install("elsewhere/a/b/c")
        self.assertEqual(self.found(site, NOTHING_INSTALLED), "pysandbox")

    def test_python_m_becomes_the_command(self):
        site = self.install("lib/python3.12/site-packages", "bin/pysandbox")
        done = self.run_python(site, "-m", "pysandbox", "run", "--", "-x", "a b")
        command = self.root / "bin" / "pysandbox"
        self.assertEqual((done.stdout, done.returncode), (f"{command} run -- -x a b\n", 7))

    def test_python_m_says_what_to_do_where_there_is_no_command(self):
        script = f"{NOTHING_INSTALLED}\nimport runpy; runpy.run_module('pysandbox', run_name='__main__')"
        done = self.run_python(self.install("elsewhere/a/b/c"), "-c", script)
        self.assertEqual(
            (done.stdout, done.stderr, done.returncode),
            (
                "",
                "pysandbox: cannot start 'pysandbox': No such file or directory; "
                "try python -m pip install --force-reinstall pysandbox\n",
                125,
            ),
        )


class Faults(unittest.TestCase):
    """What a server may do that has gone wrong, done by a fake one."""

    def setUp(self):
        self.sandbox = Sandbox(FAKE, grace=LONG)
        self.addCleanup(self.sandbox.close)

    def assert_dies(self, code, message):
        with self.assertRaises(SandboxDied) as caught:
            self.sandbox.run(code)
        self.assertEqual(str(caught.exception), message)
        self.assertEqual(self.sandbox.run("answer").output, "answered")

    def test_a_server_that_ends_is_told_with_its_last_words(self):
        self.assert_dies(
            "end", "The server ended with exit status 3, after it had said: out of luck"
        )

    def test_a_server_that_ends_in_the_middle_of_a_line_has_not_answered(self):
        self.assert_dies("half a line", "The server ended with exit status 4")

    def test_a_server_that_writes_something_else_is_killed(self):
        found = "The server wrote a line that is no answer, and was killed:"
        self.assert_dies("garbage", f"{found} 'this is no answer\\n'")
        self.assert_dies("list", f"{found} '[1]\\n'")

    def test_a_server_that_is_busy_says_so(self):
        with self.assertRaises(SandboxBusy) as caught:
            self.sandbox.run("busy")
        self.assertEqual(str(caught.exception), "Too many requests wait")

    def test_an_answer_that_lacks_a_member_is_an_error(self):
        with self.assertRaises(SandboxError) as caught:
            self.sandbox.run("incomplete")
        self.assertEqual(
            str(caught.exception),
            "The server's answer is not one of this version's protocol: KeyError('exitCode')",
        )


class Deadlines(unittest.TestCase):
    """What a server may do that never ends, done by a fake one."""

    def setUp(self):
        self.sandbox = Sandbox(FAKE, timeout=0.2, grace=2)
        self.addCleanup(self.sandbox.close)

    def assert_dies(self, code, message):
        with self.assertRaises(SandboxDied) as caught:
            self.sandbox.run(code)
        self.assertEqual(str(caught.exception), message)

    def test_a_server_that_never_answers_a_request_is_killed(self):
        self.assert_dies("say nothing", "The server did not answer within 2.2 s, and was killed")

    def test_a_server_that_reads_no_more_is_killed_and_nobody_waits_to_write_to_it(self):
        with ThreadPoolExecutor(2) as pool:
            calls = [pool.submit(self.sandbox.run, code) for code in ("freeze", "x" * 10_000_000)]
            for call in calls:
                with self.assertRaises(SandboxDied) as caught:
                    call.result(timeout=LONG)
                self.assertEqual(
                    str(caught.exception),
                    "The server did not answer a ping within 2 s, and was killed",
                )

    def test_a_request_that_queues_has_all_the_time_that_it_needs(self):
        self.assertEqual(self.sandbox.run("queue").output, "late")

    def test_a_server_that_closes_its_output_is_killed(self):
        self.assert_dies("close stdout", "The server closed its standard output, and was killed")

    def test_a_server_that_does_not_end_is_killed_when_the_sandbox_is_closed(self):
        self.sandbox.run("stay")
        process = process_of(self.sandbox)
        self.sandbox.close()
        self.assertNotIn(process.returncode, (None, 0))


class Functions(unittest.TestCase):
    """Host functions: what a program calls, and what the client's functions make of it."""

    @classmethod
    def setUpClass(cls):
        cls.sandbox = Sandbox(COMMAND, timeout=60, options=["--workers", "2"])
        cls.addClassCleanup(cls.sandbox.close)

    def value(self, code, **functions):
        return self.sandbox.run(code, functions=functions).raise_for_status().output

    def test_plain_function(self):
        def search(query, limit=10):
            return [query] * limit

        self.assertEqual(self.value("search('x', limit=3)", search=search), ["x"] * 3)

    def test_async_functions_share_a_loop(self):
        loops = set()

        async def search(number):
            loops.add(asyncio.get_running_loop())
            await asyncio.sleep(0.01)
            return number * 2

        code = "import asyncio\nasync def main():\n    return await asyncio.gather(*map(search.aio, range(5)))\nawait main()"
        self.assertEqual(self.value(code, search=search), [0, 2, 4, 6, 8])
        self.assertEqual(self.value("search(1)", search=search), 2)
        self.assertEqual(len(loops), 1)

    def test_calls_run_at_once(self):
        barrier = threading.Barrier(8, timeout=LONG)

        def meet(number):
            barrier.wait()
            return number

        code = "import asyncio\nasync def main():\n    return await asyncio.gather(*map(meet.aio, range(8)))\nawait main()"
        self.assertEqual(self.value(code, meet=meet), list(range(8)))

    def test_other_requests_go_on(self):
        def outer():
            return self.sandbox.run("6 * 7").output

        self.assertEqual(self.value("outer()", outer=outer), 42)

    def test_own_session_is_busy(self):
        with self.sandbox.session() as session:

            def inner():
                session.run("1")

            result = session.run("inner()", functions={"inner": inner})
            self.assertEqual(result.error_detail.type, "host.CallError")
            self.assertTrue(result.error_detail.message.startswith("SandboxBusy: "))

    def test_exceptions(self):
        class HttpError(Exception):
            pass

        def fail(kind):
            if kind == "key":
                return {}["missing"]
            if kind == "http":
                raise HttpError("404")
            if kind == "exit":
                sys.exit("no")
            raise ValueError("bad")

        def error(kind):
            detail = self.sandbox.run(f"fail({kind!r})", functions={"fail": fail}).error_detail
            return detail.type, detail.message

        self.assertEqual(error("value"), ("ValueError", "bad"))
        self.assertEqual(error("key"), ("KeyError", "'missing'"))
        self.assertEqual(error("http"), ("host.CallError", "HttpError: 404"))
        self.assertEqual(error("exit"), ("host.CallError", "SystemExit: no"))

    def test_wrong_arguments(self):
        def search(query):
            return query

        detail = self.sandbox.run("search(1, 2)", functions={"search": search}).error_detail
        self.assertEqual(detail.type, "TypeError")
        self.assertIn("takes 1 positional argument but 2 were given", detail.message)

    def test_values_that_json_does_not_have(self):
        def error(value):
            detail = self.sandbox.run("f()", functions={"f": lambda: value}).error_detail
            return f"{detail.type}: {detail.message}"

        said = "f returned what JSON does not have:"
        self.assertEqual(
            error({1}), f"TypeError: {said} Object of type set is not JSON serializable"
        )
        self.assertTrue(error(float("nan")).startswith(f"ValueError: {said} Out of range"))
        self.assertTrue(error("x" * 2**22).startswith("ValueError: f returned 4194"))

    def test_numbers_are_exact(self):
        value = [3.0, 2**200, -0.0, "\U0001f600", "\ud800"]
        seen = []

        def keep(given):
            seen.append(given)
            return value

        code = "x = keep([3.0, 2**200])\n[repr(x), type(x[0]).__name__]"
        self.assertEqual(self.value(code, keep=keep), [repr(value), "float"])
        self.assertEqual(repr(seen), repr([[3.0, 2**200]]))

    def test_help(self):
        def search(query: str, limit: int = 10, *, tags: Optional[list[str]] = None, mode: Literal["a", "b"] = "a"):
            """Finds things.

            By words.
            """

        text = self.sandbox.run("help(search)", functions={"search": search}).stdout
        self.assertIn(
            "search(\n    query: str,\n    limit: int = 10,\n    tags: list[str] | None = None,\n"
            "    mode: Literal['a', 'b'] = 'a'\n)\n    Finds things.\n\n    By words.\n",
            text,
        )

    def test_descriptions(self):
        def untyped(a, b=(), *rest):
            pass

        def strange(a: "Missing"):  # noqa: F821
            pass

        def typed(a: dict, b: Union[int, str], c: bytes, d: float = 0.5):
            pass

        text = self.sandbox.run(
            "import inspect\nfor f in (untyped, strange, typed, anything, found):\n    print(f.__name__, inspect.signature(f))",
            functions={
                "untyped": untyped,
                "strange": strange,
                "typed": typed,
                "anything": lambda *a, **k: None,
                "found": max,
            },
        ).stdout
        self.assertEqual(
            text,
            "untyped (a, b=...)\nstrange (a)\ntyped (a: dict, b: int | str, c, d: float = 0.5)\n"
            "anything (*args, **kwargs)\nfound (*args, **kwargs)\n",
        )

    def test_what_is_no_function(self):
        with self.assertRaisesRegex(TypeError, "functions: expected a function as 'f'; got 7"):
            self.sandbox.run("f()", functions={"f": 7})
        with self.assertRaisesRegex(InvalidRequest, "functions 'class': expected a name"):
            self.sandbox.run("1", functions={"class": max})

    def test_bounds(self):
        release = threading.Event()
        self.addCleanup(release.set)
        late = self.sandbox.run("f()", functions={"f": release.wait}, call_timeout=0.05)
        self.assertEqual(late.error, "TimeoutError: f: no answer within 50ms (callTimeout)")
        release.set()
        most = self.sandbox.run("f()\nf()", functions={"f": lambda: None}, max_calls=1)
        self.assertEqual(
            most.error, "RuntimeError: f: expected at most 1 calls of one program (maxCalls)"
        )
        self.assertEqual(self.sandbox.run("4 + 5").output, 9)

    def test_time_that_a_function_takes_is_not_the_program_s(self):
        result = self.sandbox.run("f()\n'done'", functions={"f": lambda: time.sleep(2.5)}, timeout=2)
        self.assertEqual(result.output, "done")

    def test_context_of_the_caller(self):
        user = contextvars.ContextVar("user")
        user.set("ada")
        self.assertEqual(self.value("who()", who=user.get), "ada")

    def test_output_and_calls_come_in_order(self):
        heard = []
        self.sandbox.run(
            "print('one')\nf()\nprint('two')",
            functions={"f": lambda: heard.append("call")},
            on_output=lambda stream, text: heard.append(text),
        )
        self.assertEqual(heard, ["one\n", "call", "two\n"])

    def test_close_while_a_function_runs(self):
        begun, release = threading.Event(), threading.Event()
        self.addCleanup(release.set)

        def slow():
            begun.set()
            release.wait(LONG)

        sandbox = Sandbox(COMMAND)
        with ThreadPoolExecutor() as threads:
            running = threads.submit(sandbox.run, "slow()", functions={"slow": slow})
            self.assertTrue(begun.wait(LONG))
            sandbox.close()
            self.assertEqual(running.result(LONG).status, "cancelled")

    def test_the_server_dies_while_a_function_runs(self):
        sandbox = Sandbox(COMMAND)
        self.addCleanup(sandbox.close)
        with self.assertRaises(SandboxDied):
            sandbox.run("f()", functions={"f": lambda: kill(sandbox)})
        self.assertEqual(sandbox.run("1").output, 1)


class Maps(Real):
    def test_results_come_in_the_order_of_the_programs(self):
        programs = ["import time; time.sleep(0.3); 0", "1", {"code": "input()", "stdin": "2"}, "1 / 0"]
        results = list(self.sandbox.map(programs))
        self.assertEqual([result.output for result in results], [0, 1, "2", None])
        self.assertEqual(results[3].error, "ZeroDivisionError: division by zero")

    def test_the_options_are_those_of_every_program_that_says_nothing_else(self):
        programs = ["x", {"code": "x + 1"}, {"code": "x", "inputs": {"x": "own"}}]
        self.assertEqual([result.output for result in self.sandbox.map(programs, inputs={"x": 1})], [1, 2, "own"])

    def test_no_more_programs_are_taken_ahead_than_may_be(self):
        taken = []

        def programs():
            for number in range(6):
                taken.append(number)
                yield str(number)

        results = self.sandbox.map(programs(), buffersize=2)
        self.assertEqual(taken, [0, 1])
        self.assertEqual(next(results).output, 0)
        self.assertEqual(taken, [0, 1])
        self.assertEqual([result.output for result in results], [1, 2, 3, 4, 5])
        self.assertEqual(list(self.sandbox.map([])), [])

    def test_what_run_raises_ends_the_rest_or_stands_in_the_place_of_the_result(self):
        programs = ["1", {"code": "2", "timeout": 7200}, "3"]
        results = self.sandbox.map(programs)
        self.assertEqual(next(results).output, 1)
        with self.assertRaisesRegex(InvalidRequest, "^timeout: expected at most 1h, the server's --timeout"):
            next(results)
        self.assertEqual(list(results), [])
        first, second, third = self.sandbox.map(programs, return_exceptions=True)
        self.assertEqual((first.output, type(second), third.output), (1, InvalidRequest, 3))

    def test_what_is_no_program_is_refused(self):
        for given, message in [
            ({"stdin": ""}, "map: expected the member 'code' in each program that is a mapping"),
            ({"code": "1", "cores": 1}, "run() got an unexpected keyword argument 'cores'"),
        ]:
            with self.assertRaises(TypeError) as caught:
                list(self.sandbox.map([given]))
            self.assertEqual(str(caught.exception), message)
        with self.assertRaises(ValueError) as caught:
            self.sandbox.map([], buffersize=0)
        self.assertEqual(str(caught.exception), "buffersize: expected a whole number from 1; got 0")

    def test_functions_may_be_called_by_many_programs(self):
        async def double(number: int) -> int:
            await asyncio.sleep(0.01)
            return number * 2

        programs = [f"double({number})" for number in range(5)]
        results = self.sandbox.map(programs, functions={"double": double, "half": lambda number: number / 2})
        self.assertEqual([result.output for result in results], [0, 2, 4, 6, 8])

    def test_closing_the_iterator_stops_what_runs(self):
        results = self.sandbox.map(["1", FOREVER, FOREVER, FOREVER])
        self.assertEqual(next(results).output, 1)
        results.close()
        self.assertTrue(eventually(lambda: self.sandbox.ping()["load"]["running"] == 0))
        self.assertEqual(self.sandbox.ping()["load"]["queued"], 0)

    def test_a_server_that_dies_loses_no_result(self):
        with Sandbox(COMMAND, options=FEW, grace=LONG) as sandbox:
            results = sandbox.map(["1", FOREVER, "3"], buffersize=2, return_exceptions=True)
            self.assertEqual(next(results).output, 1)
            self.assertTrue(eventually(lambda: sandbox.ping()["load"]["running"] == 1))
            kill(sandbox)
            self.assertEqual([getattr(one, "output", type(one)) for one in results], [SandboxDied, 3])

    def test_closing_the_sandbox_ends_the_iterator(self):
        sandbox = Sandbox(COMMAND, options=FEW, timeout=0, grace=LONG)
        results = sandbox.map([FOREVER])
        self.assertTrue(eventually(lambda: sandbox.ping()["load"]["running"] == 1))
        threading.Thread(target=sandbox.close).start()
        with contextlib.suppress(SandboxDied):  # Or its server had the time to cancel it.
            self.assertEqual(next(results).status, "cancelled")


class Asyncio(unittest.TestCase):
    def drive(self, scenario):
        """Runs a coroutine function with a sandbox, with warnings of what was not awaited."""

        async def main():
            options = ["--workers", "2", "--max-heap", "128"]
            async with AsyncSandbox(COMMAND, timeout=3600, options=options, grace=LONG) as sandbox:
                await scenario(sandbox)

        asyncio.run(main(), debug=True)

    def test_tasks_run_programs_at_the_same_time(self):
        async def scenario(sandbox):
            results = await asyncio.gather(*(sandbox.run(f"{number} * 2") for number in range(4)))
            self.assertEqual([result.output for result in results], [0, 2, 4, 6])
            programs = ["1", {"code": "2", "timeout": 7200}, "3 / 0"]
            first, second, third = [one async for one in sandbox.map(programs, return_exceptions=True)]
            self.assertEqual((first.output, type(second)), (1, InvalidRequest))
            self.assertEqual(third.error, "ZeroDivisionError: division by zero")
            with self.assertRaises(InvalidRequest):
                async for _ in sandbox.map(programs):
                    pass
            async with sandbox.session() as session:
                await session.run("x = 6")
                self.assertEqual((await session.run("x * 7")).output, 42)
            self.assertEqual((await sandbox.ping())["load"]["sessions"], 0)

        self.drive(scenario)

    def test_a_cancelled_task_stops_its_program_in_the_server(self):
        async def scenario(sandbox):
            heard = asyncio.Event()
            loop = asyncio.get_running_loop()

            def on_output(stream, text):
                self.assertIs(asyncio.get_running_loop(), loop)
                self.assertEqual((stream, text), ("stdout", "begun\n"))
                heard.set()

            task = asyncio.ensure_future(sandbox.run(SAY_AND_STAY, on_output=on_output))
            await heard.wait()
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task
            while (await sandbox.ping())["counters"].get("cancelled") != 1:
                await asyncio.sleep(0.02)
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(sandbox.run(FOREVER), 0.3)
            self.assertEqual((await sandbox.run("1")).output, 1)
            while (await sandbox.ping())["load"]["running"] > 0:
                await asyncio.sleep(0.02)

        self.drive(scenario)

    def test_leaving_a_loop_stops_what_runs(self):
        async def scenario(sandbox):
            results = sandbox.map(["1", FOREVER, FOREVER, FOREVER])
            self.assertEqual((await results.__anext__()).output, 1)
            await results.aclose()
            while (await sandbox.ping())["load"]["running"] > 0:
                await asyncio.sleep(0.02)
            self.assertEqual((await sandbox.ping())["load"]["queued"], 0)

        self.drive(scenario)

    def test_async_functions_are_tasks_of_the_callers_loop_that_end_with_the_run(self):
        async def scenario(sandbox):
            loop, ended = asyncio.get_running_loop(), []

            async def fetch(name: str) -> str:
                self.assertIs(asyncio.get_running_loop(), loop)
                if name == "forever":
                    try:
                        await asyncio.sleep(LONG)
                    except asyncio.CancelledError:
                        ended.append(name)
                        raise
                return name.upper()

            functions = {"fetch": fetch, "plain": lambda: threading.current_thread().name}
            result = await sandbox.run("[fetch('a'), plain()]", functions=functions)
            self.assertEqual(result.output, ["A", "pysandbox-call"])
            code = "try: fetch('forever')\nexcept TimeoutError: pass"
            self.assertTrue((await sandbox.run(code, functions=functions, call_timeout=0.2)).ok)
            while not ended:
                await asyncio.sleep(0.02)

        self.drive(scenario)

    def test_a_server_that_dies_is_told_of_and_another_is_started(self):
        async def scenario(sandbox):
            task = asyncio.ensure_future(sandbox.run(FOREVER))
            while (await sandbox.ping())["load"]["running"] == 0:
                await asyncio.sleep(0.02)
            process_of(sandbox._sandbox).kill()
            with self.assertRaises(SandboxDied):
                await task
            self.assertEqual((await sandbox.run("1")).output, 1)

        self.drive(scenario)

    def test_a_server_that_does_not_answer_is_killed(self):
        async def main():
            async with AsyncSandbox(FAKE, timeout=0.1, grace=0.5) as sandbox:
                with self.assertRaisesRegex(SandboxDied, "did not answer a ping within 0.5 s, and was killed"):
                    await sandbox.run("freeze")

        asyncio.run(main())


if __name__ == "__main__":
    unittest.main()
