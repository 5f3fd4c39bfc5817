"""What a program finds in the sandbox: Python, and nothing of the machine around it."""

import os
import socket
import sqlite3
import statistics
import subprocess

ATTEMPTS = {
    "compute a median": lambda: statistics.median([3, 1, 4, 1, 5]),
    "query a database": lambda: sqlite3.connect(":memory:").execute("select 6 * 7").fetchone(),
    "read a host file": lambda: open("/etc/passwd").read(),
    "read $PATH": lambda: os.environ["PATH"],
    "open a connection": lambda: socket.create_connection(("example.org", 80)),
    "start a process": lambda: subprocess.run(["whoami"]),
    "allocate 1 GB": lambda: bytearray(10**9),
}

for what, attempt in ATTEMPTS.items():
    try:
        outcome = repr(attempt())
    except Exception as error:
        outcome = f"{type(error).__name__} {error}".strip()
    print(f"{what:20}{outcome}")
