"""Restores what is frozen in the memory image and has to differ: entropy, clocks, environment, arguments, terminal."""

import io
import os
import sys

EXECUTABLE = "/usr/bin/python3"


# Generators of packages that were seeded when the image was frozen, and memory in which others have nothing but random bytes.
generators: list = []
chances: list[memoryview] = []


def prepare_first(request: dict) -> None:
    """Makes this copy of the image differ from every other copy of it, and fit its first request."""
    setting = request["setting"]
    _environment(setting["env"])
    _arguments(request)
    reseed()
    _terminal(setting)


def prepare_next(setting: dict) -> None:
    """Fits an interpreter in which programs have run to its next request."""
    _swallow_interrupt()
    _environment(setting["env"])
    if setting["args"]:
        sys.argv = [*_first(getattr(sys, "argv", None)), *setting["args"]]
    if setting["seed"] is not None:
        reseed(False)
    if setting["renewInput"]:
        _renew_stdin()


def _first(argv: object) -> list:
    return argv[:1] if isinstance(argv, list) else [""]


def _swallow_interrupt() -> None:
    """An interrupt that came when its program had ended is not for the next."""
    try:
        for _ in range(2):
            pass
    except KeyboardInterrupt:
        pass


def _renew_stdin() -> None:
    """What an earlier program has left of its input is not for the next. A stream that a program has replaced ours
    with stays as it is."""
    try:
        ours = sys.__stdin__
        fresh = io.TextIOWrapper(
            io.BufferedReader(io.FileIO(0, closefd=False)), ours.encoding, ours.errors
        )
        fresh.mode = "r"
    except (AttributeError, OSError, TypeError, ValueError):
        return  # It has closed its input, thrown the stream away, or put something else in its place.
    sys.__stdin__ = fresh
    if getattr(sys, "stdin", None) is ours:
        sys.stdin = fresh


def _environment(env: dict) -> None:
    # The image was made with the environment that a program without any finds.
    if env:
        os.environ.update(env)


def _arguments(request: dict) -> None:
    args = request["setting"]["args"]
    # As in CPython: the script's folder, the working directory for -m, and '' where there is no file.
    given, folder = [], ""
    origin = request.get("program", {"kind": "prompt"})
    match origin["kind"]:
        case "code":
            given = ["-c"]
        case "stdin":
            given = ["-"]
        case "file":
            given = [origin["path"]]
            folder = os.path.dirname(os.path.abspath(origin["path"]))
        case "folder":
            given = [origin["path"]]
            folder = os.path.abspath(origin["path"])
        case "module":
            given = ["-m", origin["module"]]
            folder = os.getcwd()
    sys.argv = [given[0] if given else "", *args]
    sys.executable = EXECUTABLE
    sys.orig_argv = [EXECUTABLE, *given, *args]
    sys.path.insert(0, folder)
    # Modules that were given are in the working directory, wherever the script stands.
    if request["setting"]["filesIn"] and folder not in ("", os.getcwd()):
        sys.path.insert(1, os.getcwd())


def reseed(is_first: bool = True) -> None:
    """Makes everything anew that drew from entropy or from a clock when it was imported.

    Before the first program, generators of an image have drawn nothing: for some, that saves calling much code.
    """
    modules = sys.modules
    if random := modules.get("random"):
        random.seed()
    for generator in generators:
        generator.seed()
    if chances and is_first:
        for chance in chances:
            chance[:] = os.urandom(len(chance))
    elif mtrand := modules.get("numpy.random.mtrand"):
        mtrand._rand.seed()
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


def _terminal(setting: dict) -> None:
    """Tells programs of the terminal behind their streams. The streams themselves are the image's: what is printed waits only in
    a flood, where JavaScript can take it (`stdout_buffer.ts`)."""
    terminals = setting["terminals"]
    if terminals["stdout"] or terminals["stderr"]:
        os.environ.setdefault("COLUMNS", str(terminals["columns"]))
        os.environ.setdefault("LINES", str(terminals["rows"]))
    if colorize := sys.modules.get("_colorize"):
        if not setting["colour"]:
            colorize.can_colorize = lambda *, file=None: False
        elif terminals["stderr"]:
            os.environ.setdefault("TERM", "xterm-256color")
