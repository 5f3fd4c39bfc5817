# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: fills in-sandbox files, which live outside of Python's memory
# without: more memory than the cap
# source: own
print("before")
with open("bomb", "wb") as file:
    while True:
        file.write(b"x" * 4 * 1024 * 1024)
