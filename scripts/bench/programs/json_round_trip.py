"""JSON: the C encoder and decoder on nested records."""

import json


def kernel(rounds=70):
    records = [
        {"id": i, "name": f"user {i}", "tags": ["a", "b", str(i % 7)], "score": i / 7, "ok": i % 2 == 0}
        for i in range(1500)
    ]
    for _ in range(rounds):
        text = json.dumps({"records": records}, sort_keys=True)
        records = json.loads(text)["records"]
    return len(text), text[:200]
