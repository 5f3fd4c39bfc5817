# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: one allocation after the other
# without: more memory than the cap
# source: own
print("before")
kept = []
while True:
    kept.append(bytearray(8 * 1024 * 1024))
