"""Pickles, copies, weak references, descriptors, metaclasses and garbage."""

import copy
import copyreg
import gc
import io
import pickle
import weakref


class Node:
    def __init__(self, name, parent=None):
        self.name, self.parent, self.children = name, parent, []
        if parent:
            parent.children.append(self)

    def __repr__(self):
        return f"Node({self.name!r}, {len(self.children)})"


class Temperature:
    __slots__ = ("celsius",)

    def __init__(self, celsius):
        self.celsius = celsius

    def __getstate__(self):
        return {"c": self.celsius}

    def __setstate__(self, state):
        self.celsius = state["c"]


root = Node("root")
Node("leaf", root)
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    twin = pickle.loads(pickle.dumps(root, protocol))
    print(protocol, twin, twin.children[0].parent is twin, end="; ")
print()
print(pickle.loads(pickle.dumps(Temperature(21.5))).celsius, pickle.loads(b"\x80\x04K*."))
print(pickle.loads(pickle.dumps([1.5, {"k": (None, True)}, {1, 2}, b"x", 2**100, "é", range(3), ...])))
for broken in (lambda: pickle.loads(b"\x80\x04"), lambda: pickle.dumps(lambda: 0)):
    try:
        broken()
    except (EOFError, AttributeError, pickle.PicklingError) as exc:
        print(isinstance(exc, EOFError))


class Restricted(pickle.Unpickler):
    def find_class(self, module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is forbidden")


try:
    Restricted(io.BytesIO(pickle.dumps(root))).load()
except pickle.UnpicklingError as exc:
    print(exc)
deep = copy.deepcopy(root)
shallow = copy.copy(root)
print(deep.children[0] is root.children[0], shallow.children is root.children)
died = []
weak = weakref.ref(deep, lambda _: died.append("node"))
weakref.finalize(deep, died.append, "finalized")
cache = weakref.WeakValueDictionary(root=deep)
print(weak() is deep, list(cache))
del deep, twin
gc.collect()
print(weak(), sorted(died), len(cache))


class Positive:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner):
        return self if instance is None else getattr(instance, self.name)

    def __set__(self, instance, value):
        if value <= 0:
            raise ValueError(f"{self.name[1:]} must be positive, not {value}")
        setattr(instance, self.name, value)


class Registry(type):
    known = []

    def __new__(meta, name, bases, body, **options):
        cls = super().__new__(meta, name, bases, body)
        meta.known.append((name, options))
        return cls


class Plugin(metaclass=Registry, level=2):
    size = Positive()

    def __init_subclass__(cls, **options):
        super().__init_subclass__()
        cls.made = sorted(options)


class Child(Plugin):
    pass


child = Child()
child.size = 3
try:
    child.size = -1
except ValueError as exc:
    print(child.size, exc, Registry.known, Child.made, [c.__name__ for c in Child.__mro__])
copyreg.pickle(complex, lambda c: (complex, (c.real, c.imag)))
print(pickle.loads(pickle.dumps(1 + 2j)))
print(getattr(child, "nothing", "default"), type("Made", (Node,), {"x": 1}).x, callable(Node), vars(child))
