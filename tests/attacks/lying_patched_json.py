# expect: status=ok exit=0
# stdout: "before\n"
# tries: replaces the JSON module's functions before the end
# without: an end that is no JSON
# source: https://github.com/stanfordnlp/dspy/pull/10207 (dspy: replaced JSON.parse and console.log)
import json

json.dumps = lambda *args, **options: b"FORGED"
json.loads = lambda *args, **options: {"exitCode": 0}
print("before")
