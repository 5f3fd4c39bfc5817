"""Integers larger than a machine word: addition, multiplication, powers, remainders."""


def kernel():
    a, b = 0, 1
    for _ in range(60_000):
        a, b = b, a + b
    power = pow(3, 2**4000 + 11, 10**300 + 7)
    factorial = 1
    for i in range(1, 7000):
        factorial *= i
    return a % 10**40, power % 10**40, len(str(factorial % 10**4000)), factorial % (2**127 - 1)
