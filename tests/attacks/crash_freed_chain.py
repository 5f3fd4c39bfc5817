# expect: status=ok exit=0
# stdout: "freed\nalive\n"
# tries: chains of a million objects, freed at once, which the engine's stack has to survive
# without: a fatal error of the engine, or the process gone
# source: own
class Node:
    def __init__(self, following: object) -> None:
        self.following = following


chain: object = None
for _ in range(400_000):
    chain = Node(chain)
for _ in range(1_000_000):
    chain = (chain,)
for _ in range(300_000):
    chain = {1: chain}
del chain
print("freed")
print("alive")
