"""`python -m pysandbox`: the command that was installed with this package."""

import os
import signal
import subprocess
import sys

from pysandbox import find_executable


def main() -> int:
    """Becomes the command; where a process cannot become another one, runs it, and returns its exit status."""
    command = [find_executable(), *sys.argv[1:]]
    try:
        if sys.platform == "win32":
            return _run(command)
        # Python ignores these, and what it starts would as well.
        for name in ("SIGPIPE", "SIGXFSZ"):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
        os.execvp(command[0], command)
    except OSError as error:
        again = "python -m pip install --force-reinstall pysandbox"
        print(f"pysandbox: cannot start '{command[0]}': {error.strerror}; try {again}", file=sys.stderr)
        return 125


def _run(command: list[str]) -> int:
    """Runs a command on the same console, whose Ctrl-C and Ctrl-Break both processes hear: it is the command's to act on."""
    for name in ("SIGINT", "SIGBREAK"):
        signal.signal(getattr(signal, name), lambda *_: None)
    with subprocess.Popen(command) as process:
        while True:
            try:
                code = process.wait(1)
                break
            except subprocess.TimeoutExpired:
                pass  # A wait without an end would keep Python from running its handlers.
    # Windows counts to 2**32, sys.exit to 2**31.
    return code - 2**32 if code >= 2**31 else code


if __name__ == "__main__":
    sys.exit(main())
