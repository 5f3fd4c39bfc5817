# expect: status=error exit=1
# stdout: "before\n"
# tries: a marshalled object nested too deeply
# without: a fatal error of the engine, or the process gone
# source: own
import marshal

print("before", flush=True)
marshal.loads(b"(\x01\x00\x00\x00" * 1_000_000)
