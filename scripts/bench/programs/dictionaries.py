"""Dictionaries and sorting: counting, grouping, merging, sorting by key."""

from collections import Counter, defaultdict


def kernel(size=120_000):
    number, numbers = 12345, []
    for _ in range(size):
        number = (number * 1103515245 + 12345) % 2147483648
        numbers.append(number)
    counts = Counter(n % 1009 for n in numbers)
    groups = defaultdict(list)
    for n in numbers:
        groups[n % 251].append(n)
    merged = {key: sorted(values)[:3] for key, values in sorted(groups.items())}
    ranking = sorted(numbers, key=lambda n: (n % 1000, -n))
    lookup = {n: i for i, n in enumerate(ranking)}
    return counts.most_common(20), list(merged.items())[:20], sum(lookup[n] for n in numbers[::7])
