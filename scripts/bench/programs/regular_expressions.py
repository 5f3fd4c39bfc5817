"""Regular expressions: searching, groups, substitution."""

import re


def kernel(rounds=35):
    lines = [
        f"2026-{i % 12 + 1:02d}-{i % 28 + 1:02d}T10:{i % 60:02d}:00Z host{i % 13} GET /path/{i}?q={i * 7} {200 + i % 5}"
        for i in range(1500)
    ]
    text = "\n".join(lines)
    pattern = re.compile(r"^(\d{4})-(\d\d)-(\d\d)T\S+ (\w+) (GET|POST) (\S+?)(?:\?(\S*))? (\d{3})$", re.M)
    found = 0
    for _ in range(rounds):
        found += sum(len(match.group(6)) for match in pattern.finditer(text))
        found += len(re.sub(r"(\w+)=(\d+)", r"\2=\1", text))
        found += len(re.findall(r"(?i)(?:host[0-9]|path)/?\d*", text))
        found += len(re.split(r"[ /?=&]+", text))
    return found
