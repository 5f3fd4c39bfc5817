"""Undoes what the memory image froze: entropy, clocks, environment, names, terminal."""

import io
import os
import sys

EXECUTABLE = "/usr/bin/python3"


def thaw(message: dict) -> None:
    """Makes this copy of the image differ from every other copy of it, and fit its request."""
    _environment(message["env"])
    _arguments(message)
    draw_again()
    _terminal(message)


def thaw_again(message: dict) -> None:
    """Fits an interpreter in which programs have run to its next request."""
    _swallow_interrupt()
    _environment(message["env"])
    if message["args"]:
        sys.argv[1:] = message["args"]
    if message["seed"] is not None:
        draw_again()
    if message["renewInput"]:
        _renew_stdin()


def _swallow_interrupt() -> None:
    """One that came when its program had ended is not for the next."""
    try:
        for _ in range(2):
            pass
    except KeyboardInterrupt:
        pass


def _renew_stdin() -> None:
    """What an earlier program has left of its input is not for the next. A stream that a program has put in the
    place of ours is its own to keep."""
    ours = sys.__stdin__
    try:
        fresh = io.TextIOWrapper(
            io.BufferedReader(io.FileIO(0, closefd=False)), ours.encoding, ours.errors
        )
        fresh.mode = "r"
    except (AttributeError, OSError):
        return  # It has closed its input, or thrown the stream away.
    sys.__stdin__ = fresh
    if sys.stdin is ours:
        sys.stdin = fresh


def _environment(env: dict) -> None:
    # The image was made with the environment that a program without any finds.
    if env:
        os.environ.update(env)


def _arguments(message: dict) -> None:
    kind, name, args = message["kind"], message["name"], message["args"]
    sys.argv = [name if kind in ("code", "module", "stdin", "file") else "", *args]
    sys.executable = EXECUTABLE
    options = {"code": ["-c"], "module": ["-m", name], "stdin": ["-"], "file": [name]}
    given = options.get(kind, [])
    sys.orig_argv = [EXECUTABLE, *given, *args]
    # As in CPython: the script's folder, the working directory for -m, and '' where there is no file.
    first = ""
    if kind == "file":
        first = os.path.dirname(os.path.abspath(name))
    elif kind == "module":
        sys.argv[0] = "-m"
        first = os.getcwd()
    sys.path.insert(0, first)


def draw_again() -> None:
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
