# Typical code of a model's tool call: parses a text, counts, and returns JSON. The last line is its value.
import json
import re
from collections import Counter, defaultdict

LOG = "\n".join(
    f"2026-01-{1 + n % 28:02} {('GET', 'POST')[n % 2]} /items/{n % 7} "
    f"{200 if n % 9 else 500} {n * 37 % 250}ms"
    for n in range(200)
)
LINE = re.compile(r"(?P<day>\S+) (?P<method>\S+) (?P<path>/\w+/\d+) (?P<status>\d{3}) (?P<ms>\d+)ms")

statuses = Counter()
times = defaultdict(list)
for match in LINE.finditer(LOG):
    statuses[match["status"]] += 1
    times[match["path"]].append(int(match["ms"]))

slowest = {
    path: {"requests": len(found), "mean": round(sum(found) / len(found), 1), "most": max(found)}
    for path, found in sorted(times.items(), key=lambda item: -sum(item[1]))[:3]
}
json.dumps({"statuses": dict(statuses), "slowest": slowest})
