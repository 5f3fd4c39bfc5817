/** What a process that is forked into jails runs before: programs as they come, so that forks find what these need compiled. */

/** What every program does: one of statements, and an expression alone, which is compiled in another way. */
export const SIMPLEST = ["print('text', 2.5)\n4 + 5", "4 + 5"];

/** What programs do, and enough of it: what is not compiled when a fork is made, each fork compiles anew. Each has less than 4 KB. */
export const TYPICAL = [
  "def divide(number):\n    return 1 // number\ndivide(0)",
  `
import collections, dataclasses, functools, itertools, json, math, random, re, typing
@dataclasses.dataclass
class Point:
    x: int
    y: float = 2.0
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)
def primes(n):
    sieve = [True] * n
    for i in range(2, n):
        if sieve[i]:
            for j in range(i * i, n, i):
                sieve[j] = False
    return [i for i in range(2, n) if sieve[i]]
text = json.dumps([{"n": n, "text": f"{n:>4} {n / 3:.2f}"} for n in range(50)])
words = collections.Counter(re.findall(r"[a-z]+|\\d+", text))
items = sorted(((k, v) for k, v in words.items()), key=lambda item: (-item[1], item[0]))
fib(14), len(primes(1000)), json.loads(text)[3], Point(1), items[:3], sum(map(math.sqrt, range(99)))
`,
  `
import abc, contextlib, enum, functools, string
from typing import Dict, List, Optional, Tuple
class Shape(abc.ABC):
    kinds: List[str] = []
    def __init_subclass__(cls, **options):
        Shape.kinds.append(cls.__name__)
    @property
    @abc.abstractmethod
    def area(self) -> float: ...
    def __lt__(self, other): return self.area < other.area
    def __repr__(self): return f"{type(self).__name__}({self.area:.1f})"
class Square(Shape):
    def __init__(self, side: float) -> None:
        super().__init__()
        self.side = side
    area = property(lambda self: self.side ** 2)
class Colour(enum.Enum):
    RED = 1
    BLUE = 2
@functools.lru_cache(maxsize=None)
def ways(n: int) -> int:
    return 1 if n < 2 else ways(n - 1) + ways(n - 2)
def pairs(numbers: List[float], least: float) -> Optional[Tuple[int, int]]:
    for i, a in enumerate(numbers):
        for j, b in enumerate(numbers):
            if i != j and abs(a - b) < least:
                return i, j
    return None
def flatten(value):
    if isinstance(value, (list, tuple)):
        for one in value:
            yield from flatten(one)
    else:
        yield value
@contextlib.contextmanager
def noted(notes: Dict[str, int], name: str):
    notes[name] = notes.get(name, 0) + 1
    try:
        yield notes
    finally:
        notes[name] -= 1
def kind(value):
    match value:
        case {"a": a, **rest}: return a, rest
        case [first, *_]: return first
        case str() | None: return "text"
        case _: return None
def counter():
    count = 0
    def step():
        nonlocal count
        count += 1
        return count
    return step
assert pairs([1.0, 2.8, 3.0, 4.0], 0.3) == (1, 2), "pairs"
assert pairs([], 1) is None and not (1 > 2) and 3 in [1, 2, 3]
step, total, notes = counter(), 0, {}
while total < 10:
    if (total := total + step()) % 2 == 0: continue
else:
    total <<= 1
for number in (0, "x", None, [], {}):
    try:
        [1, 2][number] if number != {} else {}["key"]
    except (TypeError, ValueError) as error:
        str(error), repr(error)
    except LookupError:
        pass
    finally:
        total += 1
with noted(notes, "name"):
    text = " The quick,  brown fox\\n".strip().lower().replace(",", "").split()
    words = {word: len(word) for word in text if word.isalpha()}
    unique = {letter.upper() for letter in "".join(text)} - set(string.digits) | {"\\u00c9"}
print(sorted([Square(2), Square(1.5)], reverse=True), words, sorted(unique), list(flatten([1, [2, (3,)]])), notes)
print([kind(value) for value in ({"a": 1, "b": 2}, [1], "x", 5)], ways(30), Shape.kinds, Colour(1).name, Colour["BLUE"], sep="; ")
`,
  `
import bisect, collections, datetime, functools, hashlib, heapq, itertools, operator
text, total = "the quick brown fox".split(), 12
grid = [[i * j for j in range(4)] for i in range(4)]
grid[0], (head, *tail) = grid[1][::-1], [*map(sum, zip(*grid))]
heap = [5, 1, 4]
heapq.heapify(heap); heapq.heappush(heap, 2); heapq.heappop(heap)
queue = collections.deque([1, 2], maxlen=5); queue.append(3); queue.popleft()
table = collections.defaultdict(list)
for key, group in itertools.groupby(sorted(text, key=len), key=len): table[key].extend(group)
day = datetime.date(2026, 1, 31) + datetime.timedelta(days=1)
print("%s %5.2f %d %x" % ("a", 1 / 3, 7, 255), "{:>8}|{:<4}".format("x", 1), f"{2 ** 70:,} {total!r:>6} {day:%Y-%m-%d} {3.0:e}")
any(x > 1 for x in queue), all(queue), max(table, key=table.get), min(3, 1), round(2.567, 2), divmod(-7, 2), 7 // 2, ~5 & 3 ^ 1 | 8
functools.reduce(operator.mul, range(1, 20)), bisect.bisect([1, 3], 2), hash("x"), int("ff", 16), bin(10), chr(233), b"ab".hex()
hashlib.sha256(b"x").hexdigest(), list(itertools.permutations("abc"))[:2], globals().get("x"), getattr(day, "y", 0)
"1,2".partition(","), "a-b".rsplit("-", 1), "x".join(["a", "b"]), "abc"[::-1].title().find("b"), "7".zfill(3), "\\u00e9".encode(), sorted("hello", reverse=True)
`,
  // What crosses from Python to JavaScript, whose optimized code only other threads make: there are none in a fork.
  `
import os, sys, time
for n in range(2000):
    print(n)
    print(n, "text", file=sys.stderr, flush=True)
for n in range(200):
    time.time(), time.perf_counter(), os.urandom(8), os.getcwd()
for n in range(100):
    with open("file", "w") as file:
        file.write("text")
    with open("file") as file:
        file.read()
    os.stat("file")
os.remove("file")
`,
];
