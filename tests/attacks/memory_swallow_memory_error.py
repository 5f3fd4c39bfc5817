# expect: status=timeout exit=124
# args: --max-heap 64 --timeout 600ms
# stdout: "before\n"
# tries: catches MemoryError for ever: the cap holds and the clock decides
# without: more memory than the cap
# source: own
print("before")
kept = []
while True:
    try:
        kept.append(bytearray(1024 * 1024))
    except MemoryError:
        pass
