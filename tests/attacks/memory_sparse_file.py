# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: a file made huge without a byte written
# without: more memory than the cap
# source: own
print("before")
with open("bomb", "wb") as file:
    file.truncate(2**31 - 1)
