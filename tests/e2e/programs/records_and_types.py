"""Dataclasses, enumerations, named tuples, generics, protocols and structural pattern matching."""

from collections import ChainMap, Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import asdict, dataclass, field, replace
from enum import Enum, Flag, IntEnum, StrEnum, auto
from functools import cached_property, lru_cache, partial, reduce, singledispatch, total_ordering
from typing import Generic, NamedTuple, Protocol, TypedDict, TypeVar, get_type_hints, runtime_checkable

T = TypeVar("T")


class Suit(StrEnum):
    HEARTS = auto()
    SPADES = auto()


class Rights(Flag):
    READ = 1
    WRITE = 2
    BOTH = READ | WRITE


@dataclass(order=True, frozen=True)
class Card:
    rank: int
    suit: Suit = Suit.SPADES
    notes: tuple[str, ...] = field(default=(), compare=False)


@dataclass
class Stack(Generic[T]):
    items: list[T] = field(default_factory=list)

    def push(self, item: T) -> "Stack[T]":
        self.items.append(item)
        return self


class Point(NamedTuple):
    x: float
    y: float = 0.0


class Movie(TypedDict, total=False):
    title: str
    year: int


@runtime_checkable
class Sized(Protocol):
    def __len__(self) -> int: ...


def describe(thing):
    match thing:
        case Card(rank=rank, suit=Suit.HEARTS) if rank > 10:
            return f"high heart {rank}"
        case Card():
            return "card"
        case Point(x, 0.0):
            return f"on the axis at {x}"
        case {"title": str(title), **rest}:
            return f"movie {title} {rest}"
        case [first, *_, last]:
            return f"from {first} to {last}"
        case int() | float() as number:
            return f"number {number}"
        case None:
            return "nothing"
        case _:
            return "?"


hand = sorted([Card(12, Suit.HEARTS), Card(3), Card(7, Suit.HEARTS)])
print(hand, asdict(hand[0]), replace(hand[0], rank=4))
try:
    hand[0].rank = 1
except AttributeError as exc:
    print(type(exc).__name__, exc)
print(Stack[int]().push(1).push(2), Stack[int], get_type_hints(Point), Movie(title="M"), isinstance([], Sized))
print(Suit("hearts"), list(Suit), Rights.READ | Rights.WRITE, Rights(2) in Rights.BOTH, IntEnum("Level", "LOW HIGH").HIGH + 1)
for thing in (hand[-1], hand[0], Point(2.5), {"title": "Alien", "year": 1979}, [1, 2, 3], 4.5, None, "text"):
    print(describe(thing))
Pair = namedtuple("Pair", "left right", defaults=[0])
print(Pair(1), Pair(1)._replace(right=5), Counter("mississippi").most_common(2), deque(range(5), maxlen=3))
print(ChainMap({"a": 1}, {"a": 2, "b": 3})["b"], OrderedDict(a=1).popitem(), dict(defaultdict(list, {"k": [1]})))


@singledispatch
def kind(value):
    return "object"


@kind.register
def _(value: int):
    return "int"


@lru_cache
def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@total_ordering
class Version:
    def __init__(self, text):
        self.parts = tuple(map(int, text.split(".")))

    def __eq__(self, other):
        return self.parts == other.parts

    def __lt__(self, other):
        return self.parts < other.parts

    @cached_property
    def major(self):
        return self.parts[0]


print(kind(1), kind("x"), fibonacci(90), fibonacci.cache_info(), Version("1.10") >= Version("1.9"), Version("3.1").major)
print(reduce(lambda a, b: a * b, range(1, 6)), partial(int, base=2)("1010"), Enum("Colour", ["RED"]).RED)
