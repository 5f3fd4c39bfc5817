"""Talks over standard input: input(), then lines, then the rest as bytes."""

import sys

name = input("Name? ")
age = int(input("Age? "))
print(f"{name!r} will be {age + 1}")
print("next:", repr(sys.stdin.readline()))
for number, line in zip(range(2), sys.stdin):
    print(number, line.rstrip("\n"))
print("rest:", sys.stdin.read().splitlines())
print("end:", repr(sys.stdin.read()), sys.stdin.isatty())
try:
    input("More? ")
except EOFError as exc:
    print(type(exc).__name__, exc)
