# expect: status=memory exit=137
# args: --max-heap 64 --timeout 60s
# stdout: "before\n"
# tries: very many suspended generators
# without: more memory than the cap
# source: own
def waiting():
    yield


print("before")
kept = []
while True:
    generator = waiting()
    next(generator)
    kept.append(generator)
