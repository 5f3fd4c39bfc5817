"""The largest singular value of an infinite matrix, cut off: calls, comprehensions and floats."""


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def dot(a, b):
    # Not `sum`, which rounds better since Python 3.12.
    total = 0.0
    for x, y in zip(a, b):
        total += x * y
    return total


def times(vector, transposed):
    size = range(len(vector))
    if transposed:
        return [dot([element(j, i) for j in size], vector) for i in size]
    return [dot([element(i, j) for j in size], vector) for i in size]


def kernel(size=250):
    u = [1.0] * size
    for _ in range(5):
        v = times(times(u, False), True)
        u = times(times(v, False), True)
    return dot(u, v) / dot(v, v)
