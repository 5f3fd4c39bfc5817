# expect: status=error exit=1
# stdout: "before\n"
# tries: replaces json.dumps so that the end announces success, then fails
# without: a success with a result of its own
# source: own
import json

FORGED = '{"exitCode":0,"memoryError":false,"claimed":{"result":"FORGED","resultRepr":"FORGED","error":null}}'
json.dumps = lambda *args, **options: FORGED
print("before")
raise ValueError("the real end")
