"""The warm-up: runs what a first program needs, so that the engine has compiled it when one comes. Leaves nothing behind."""

import contextvars
import linecache
import sys

from . import bounds, finish, left_names, program, restore

# What programs do, most common things first. Their output goes nowhere.
STEPS = (
    b"print('text', 2.5)\n4 + 5",
    b"""
def divide(number):
    return 1 // number
divide(0)
""",
    b"""
import math, json, re
class Point:
    def __init__(self, x, y=2):
        self.x, self.y = x, y
    def __repr__(self):
        return f"Point({self.x!r}, {self.y:>4})"
def total(*values, **named):
    return sum(v for v in values) + len(named)
items = sorted({str(n): n ** 2 for n in range(5)}.items(), key=lambda item: -item[1])
text = "".join(f"{k}={v:.2f}, " for k, v in items).upper().split(",")[0]
print(text, Point(1), total(1, 2.5, a=3), math.sqrt(2), [n % 3 for n in range(4)])
print(json.dumps({"a": [1, 2.5, None, True, "x"]}), re.findall(r"\\d+", "1 22"))
try:
    {}["missing"]
except KeyError as error:
    text = repr(error)
len(text)
""",
)
# The first once more, for a copy of this process: it has all that was compiled, and takes the memory that programs write to.
STEPS += STEPS[:1]

if len(STEPS) != bounds.WARM_UP_STEPS:
    raise AssertionError(f"WARM_UP_STEPS is {bounds.WARM_UP_STEPS}, expected {len(STEPS)}")

_REQUEST = {"kind": "program", "program": {"kind": "code"}, "describe": True, "setting": {"keep": False, "display": False}}


def warm_up(step: int) -> dict:
    """Runs one of the steps like a request of a host's, and returns the answer."""
    restore.reseed()
    main = sys.modules["__main__"]
    kept = {name: vars(sys)[name] for name in finish.GONE if name in vars(sys)}
    space = program.Space()
    answer = program.run(_REQUEST, STEPS[step], space)
    finish.flush()
    kept.update((name, vars(sys)[name]) for name in left_names.STREAMS)
    finish.clear(finish.mark_of(space.main), space.let_go)
    # In a copy of the context: the variables of an environment that was warmed up stay what they are.
    contextvars.copy_context().run(left_names.take_back, finish.flush_between)
    left_names.close_files()
    vars(sys).update(kept)
    linecache.cache.pop(program.CODE_NAME, None)
    for name in ("last_exc", "last_value", "last_type", "last_traceback"):
        vars(sys).pop(name, None)
    sys.modules["__main__"] = main
    return answer
