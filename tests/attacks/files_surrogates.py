# expect: status=ok exit=0
# asks: files
# files: ["good"]
# answers: files beyond 10000, or with names that are longer than 1,024 bytes or not UTF-8
# tries: names that are no UTF-8
# without: names that nobody can decode, or two files under one name
# source: own
import os

for name in (b"\xff", b"\xfe", b"\xed\xa0\x80b"):
    with open(name, "wb") as file:
        file.write(name)
with open("\udc80", "w") as file:
    file.write("half")
with open("good", "w") as file:
    file.write(" ".join(sorted(ascii(name) for name in os.listdir())))
