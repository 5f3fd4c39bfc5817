"""Flips of pancakes over all orders of nine: lists, slices and integers."""

from itertools import permutations


def flips(order):
    count = 0
    order = list(order)
    while (first := order[0]) != 0:
        order[: first + 1] = order[first::-1]
        count += 1
    return count


def kernel(size=9):
    checksum, most = 0, 0
    for sign, order in enumerate(permutations(range(size))):
        count = flips(order)
        most = max(most, count)
        checksum += -count if sign % 2 else count
    return checksum, most
