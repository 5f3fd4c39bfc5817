# expect: status=error exit=1
# stdout: "before\n"
# tries: a marshalled object nested too deeply
import marshal

print("before", flush=True)
marshal.loads(b"(\x01\x00\x00\x00" * 1_000_000)
