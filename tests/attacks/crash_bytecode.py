# expect: status=crashed exit=139|status=error exit=1
# stdout: "before\n"
# tries: runs bytecode that no compiler made
# without: a crash of the host's process
# source: own
def victim() -> None:
    pass


print("before", flush=True)
victim.__code__ = victim.__code__.replace(co_code=bytes([100, 255, 83, 0] * 4))
victim()
