# Begins each bundle: writes FILES into the working directory, and says how tests ended.
import base64
import os
import sys

for _path, _content in FILES.items():
    if _folder := os.path.dirname(_path):
        os.makedirs(_folder, exist_ok=True)
    with open(_path, "wb") as _file:
        _file.write(base64.b64decode(_content))
sys.path.insert(0, os.getcwd())

_stdout = sys.stdout
_wrong = 0


def tell(outcome, name, detail=""):
    """Writes the line of one test: for the runner, which finds it by its mark."""
    global _wrong
    _wrong += outcome == "fail"
    detail = detail.replace("\n", " ")[:300].encode("ascii", "backslashreplace").decode()
    print(f"##test\t{outcome}\t{name}\t{detail}", file=_stdout, flush=True)


def end():
    """Ends the program as its tests did."""
    if _wrong:
        sys.exit(f"{_wrong} tests failed")


