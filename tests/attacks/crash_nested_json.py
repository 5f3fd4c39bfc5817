# expect: status=error exit=1
# stdout: "before\n"
# tries: 200,000 opening brackets for the JSON parser
# without: a fatal error of the engine, or the process gone
# source: own
import json

print("before", flush=True)
json.loads("[" * 200_000)
