# expect: status=ok exit=0
# stdout: "extension: AttributeError\nload_extension: OperationalError\nreadfile: OperationalError\nwritefile: OperationalError\nedit: OperationalError\nopen: OperationalError\nattach: OperationalError\ncopied into the sandbox: True\n"
# tries: SQLite's ways out: extensions, attached files of the host, copies into files, functions of its shell
# without: a row of a database of the host, or a file on it
# source: own
import os
import sqlite3

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

def query(text: str):
    with sqlite3.connect(":memory:") as database:
        return database.execute(text).fetchall()


def extension(path: str):
    database = sqlite3.connect(":memory:")
    database.enable_load_extension(True)
    database.load_extension(path)
    return "loaded"


attempt("extension", lambda: extension("/lib/x86_64-linux-gnu/libc.so.6"))
attempt("load_extension", lambda: query("SELECT load_extension('/lib/x86_64-linux-gnu/libc.so.6')"))
attempt("readfile", lambda: query("SELECT readfile('/etc/passwd')"))
attempt("writefile", lambda: query("SELECT writefile('/tmp/x', 'y')"))
attempt("edit", lambda: query("SELECT edit('x', 'id')"))
attempt("open", lambda: sqlite3.connect("file:/etc/passwd?mode=ro", uri=True).execute("SELECT 1"))
attempt("attach", lambda: query("ATTACH 'file:/var/lib/host.db?mode=ro' AS host"))
sqlite3.connect(":memory:").execute("VACUUM INTO '/tmp/copy.db'")
print("copied into the sandbox:", os.path.exists("/tmp/copy.db"))
