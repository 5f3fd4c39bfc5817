# expect: status=error exit=1
# stdout: "before\n"
# tries: replaces sys.stdout and sys.stderr by objects that raise
# without: a success
# source: own
import sys


class Broken:
    closed = False

    def __getattr__(self, name: str):
        raise SystemExit(0)

    def write(self, text: str):
        raise SystemExit(0)

    def flush(self):
        raise SystemExit(0)


print("before")
sys.stdout = sys.stderr = Broken()
raise ValueError("the real end")
