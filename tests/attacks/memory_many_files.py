# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: very many small files: names and nodes count as well
# without: more memory than the cap
# source: own
print("before")
number = 0
while True:
    with open(f"file-{number}", "wb") as file:
        file.write(b"x" * 4096)
    number += 1
