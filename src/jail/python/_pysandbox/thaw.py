"""Undoes what the memory image froze: entropy, clocks, environment, names, terminal."""

import os
import sys

EXECUTABLE = "/usr/bin/python3"


def thaw(message: dict) -> None:
    """Makes this copy of the image differ from every other copy of it, and fit its request."""
    _environment(message["env"])
    _arguments(message)
    _entropy()
    _terminal(message)


def _environment(env: dict) -> None:
    # The image was made with the environment that a program without any finds.
    if env:
        os.environ.update(env)


def _arguments(message: dict) -> None:
    kind, name, args = message["kind"], message["name"], message["args"]
    sys.argv = [name, *args]
    sys.executable = EXECUTABLE
    given = {"code": ["-c"], "module": ["-m", name], "stdin": ["-"], "file": [name]}[kind]
    sys.orig_argv = [EXECUTABLE, *given, *args]
    # As in CPython: the script's folder, the working directory for -m, and '' where there is no file.
    first = ""
    if kind == "file":
        first = os.path.dirname(os.path.abspath(name))
    elif kind == "module":
        sys.argv[0] = "-m"
        first = os.getcwd()
    sys.path.insert(0, first)


def _entropy() -> None:
    """Everything that drew randomness or the time when it was imported draws it again."""
    modules = sys.modules
    if random := modules.get("random"):
        random.seed()
    if uuid := modules.get("uuid"):
        uuid._node = None
        uuid._last_timestamp = None
        uuid._last_timestamp_v7 = None
        uuid._last_counter_v7 = 0
    if tempfile := modules.get("tempfile"):
        tempfile._name_sequence = None
        tempfile.tempdir = None
    if logging := modules.get("logging"):
        logging._startTime = modules["time"].time_ns()


def _terminal(message: dict) -> None:
    """Tells programs of the terminal behind their streams. The streams themselves are the image's: unbuffered
    as by `python -u`, so that what is printed has left the sandbox before `print` returns."""
    terminals = message["terminals"]
    if terminals["stdout"] or terminals["stderr"]:
        os.environ.setdefault("COLUMNS", str(terminals["columns"]))
        os.environ.setdefault("LINES", str(terminals["rows"]))
    if colorize := sys.modules.get("_colorize"):
        if not message["colour"]:
            colorize.can_colorize = lambda *, file=None: False
        elif terminals["stderr"]:
            os.environ.setdefault("TERM", "xterm-256color")
