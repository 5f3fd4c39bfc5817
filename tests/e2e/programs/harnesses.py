"""What published harnesses do around the programs that they judge: timers, swallowed streams, and most of `os` taken away."""

import builtins
import contextlib
import faulthandler
import io
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from unittest.mock import mock_open, patch


class TimeoutException(Exception):
    pass


class WriteOnlyStringIO(io.StringIO):
    """What is written into it cannot be read."""

    def read(self, *args, **kwargs):
        raise OSError

    def readline(self, *args, **kwargs):
        raise OSError

    def readable(self, *args, **kwargs):
        return False


class redirect_stdin(contextlib._RedirectStream):
    _stream = "stdin"


@contextlib.contextmanager
def swallow_io():
    stream = WriteOnlyStringIO()
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream), redirect_stdin(stream):
        yield


@contextlib.contextmanager
def time_limit(seconds):
    def signal_handler(signum, frame):
        raise TimeoutException("Timed out!")

    signal.setitimer(signal.ITIMER_REAL, seconds)
    signal.signal(signal.SIGALRM, signal_handler)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


@contextlib.contextmanager
def create_tempdir():
    with tempfile.TemporaryDirectory() as folder:
        before = os.getcwd()
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(before)


def reliability_guard(maximum_memory_bytes=None):
    if maximum_memory_bytes is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (maximum_memory_bytes, maximum_memory_bytes))
    faulthandler.disable()
    builtins.exit = None
    builtins.quit = None
    os.environ["OMP_NUM_THREADS"] = "1"
    for name in (
        "kill system putenv remove removedirs rmdir fchdir setuid fork forkpty killpg rename renames truncate replace "
        "unlink fchmod fchown chmod chown chroot lchflags lchmod lchown getcwd chdir"
    ).split():
        setattr(os, name, None)
    shutil.rmtree = shutil.move = shutil.chown = None
    subprocess.Popen = None
    __builtins__.help = None
    for name in ("ipdb", "joblib", "resource", "psutil", "tkinter"):
        sys.modules[name] = None


def check_program(program, timeout=0.2):
    """One program with its checks, in its own folder."""
    rmtree, rmdir, chdir, getcwd, unlink = shutil.rmtree, os.rmdir, os.chdir, os.getcwd, os.unlink
    saved = {name: getattr(os, name) for name in dir(os) if not name.startswith("__")}
    with create_tempdir():
        reliability_guard()
        try:
            with swallow_io(), time_limit(timeout):
                exec(program, {})
            result = "passed"
        except TimeoutException:
            result = "timed out"
        except BaseException as exc:
            result = f"failed: {type(exc).__name__} {exc}"
        vars(os).update(saved)
        shutil.rmtree, os.rmdir, os.chdir, os.getcwd, os.unlink = rmtree, rmdir, chdir, getcwd, unlink
    return result


class Capturing(list):
    def __enter__(self):
        self._stdout = sys.stdout
        sys.stdout = self._stringio = io.StringIO()
        self._stringio.close = lambda x: 1
        return self

    def __exit__(self, *args):
        self.append(self._stringio.getvalue())
        del self._stringio
        sys.stdout = self._stdout


class MockStdinWithBuffer:
    def __init__(self, text):
        self.text = text
        self._stringio = io.StringIO(text)
        self.buffer = io.BytesIO(text.encode())

    def read(self, *args):
        return self.text

    def readline(self, *args):
        return self._stringio.readline(*args)

    def readlines(self, *args):
        return self.text.split("\n")

    def __getattr__(self, name):
        return getattr(self._stringio, name)


def call_with_input(function, text):
    lines = iter(text.split("\n"))

    @patch("builtins.open", mock_open(read_data=text))
    @patch("sys.stdin", MockStdinWithBuffer(text))
    @patch("sys.stdin.readline", lambda *args: next(lines))
    @patch("sys.stdin.readlines", lambda *args: text.split("\n"))
    @patch("sys.stdin.read", lambda *args: text)
    def inner():
        try:
            return function()
        except SystemExit:
            pass

    return inner()


def run_standard_input(code, inputs, seconds=1):
    """Each input for a program that reads and prints, under an alarm."""
    def timeout_handler(signum, frame):
        raise TimeoutException

    signal.signal(signal.SIGALRM, timeout_handler)
    namespace = {"__name__": "__main__"}
    exec("def wrapped_function():\n" + "".join(f"    {line}\n" for line in code.split("\n")), namespace)
    results = []
    for text in inputs:
        signal.alarm(seconds)
        faulthandler.enable()
        with Capturing() as captured:
            try:
                call_with_input(namespace["wrapped_function"], text)
            except TimeoutException:
                results.append("Time Limit Exceeded")
                continue
            except Exception as exc:
                results.append(f"Runtime Error: {exc!r}")
                continue
            finally:
                signal.alarm(0)
                faulthandler.disable()
        results.append(captured[0])
    return results


print(check_program("def double(n):\n    return 2 * n\nassert double(2) == 4"))
print(check_program("print('swallowed')\nassert 1 == 2, 'no'"))
print(check_program("while True:\n    pass"))
print(check_program("while True:\n    try:\n        import time; time.sleep(10)\n    except ValueError:\n        pass"))
print(check_program("input()"))
print(check_program("import os\nos.system('ls')"))
print(check_program("open('note', 'w').write('x')\nassert open('note').read() == 'x'"))
print(check_program("raise SystemExit(3)"))
print(os.path.exists("note"))
code = """import sys
n = int(input())
if n < 0:
    while True: pass
if n > 99:
    sys.exit()
print(n * 2, *map(int, sys.stdin.readline().split()))"""
print(run_standard_input(code, ["1\n2 3\n", "-1", "x", "100"]))
print(run_standard_input("import sys\nprint(sys.stdin.buffer.read(), open(0).read())", ["text"]))
reliability_guard()
print(os.system, platform.python_implementation())
