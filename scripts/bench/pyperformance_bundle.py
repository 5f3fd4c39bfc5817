# The beginning of a single script that carries a benchmark and its files: FILES (path to base64), ARGUMENTS, LOOPS and
# IS_WATCHED are defined above this. The sandbox reads no file of the host, so everything is in the script.
import base64
import os
import runpy
import sys
import tempfile

with tempfile.TemporaryDirectory() as folder:
    # Relative names from here on: the folder has another name each time.
    os.chdir(folder)
    for name, content in FILES.items():
        os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
        with open(name, "wb") as file:
            file.write(base64.b64decode(content))
    sys.path.insert(0, "")
    import pyperf

    script = "run_benchmark.py"
    pyperf.BENCHMARK_FILE, pyperf.LOOPS, pyperf.IS_WATCHED = script, LOOPS, IS_WATCHED
    sys.argv = [script, *ARGUMENTS]
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        os.chdir("/")
