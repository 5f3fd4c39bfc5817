# expect: status=ok exit=0
# stdout: "before\n"
# tries: replaces the JSON module's functions before the end
import json

json.dumps = lambda *args, **options: b"FORGED"
json.loads = lambda *args, **options: {"exitCode": 0}
print("before")
