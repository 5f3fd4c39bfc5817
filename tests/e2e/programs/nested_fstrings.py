# Python: 3.12
"""F-strings inside f-strings with the same quotes, type parameters, and the `type` statement."""

words = ["a", "b"]
width = 12
print(f"{f"{f"{1 + 1}"}"}", f"{"-".join(f"<{w!r:>{5}}>" for w in words)}")
print(f"{width=} {3.14159:{width}.{3}f}|{'x':^{width}}|{{literal}} {words!s:>20}")
print(f"""{
    width  # a comment
    * 2
}""", f"{(lambda x: x * 2)(21)}", f"{'\n'.join(words)!r}")


class Box[T]:
    def __init__(self, item: T) -> None:
        self.item = item

    def map[U](self, f) -> "Box[U]":
        return Box(f(self.item))


def first[T: (int, str)](items: list[T], /) -> T:
    return items[0]


type Tree[T] = T | list[Tree[T]]
print(Box(3).map(str).item, first([1, 2]), Tree.__type_params__, first.__type_params__, Box.__parameters__)
print([x := 5, x**2], {**{"a": 1}, "b": 2} | {"c": 3}, (lambda *a, k=1, **kw: (a, k, kw))(1, 2, k=3, z=4))
