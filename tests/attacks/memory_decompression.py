# expect: status=memory exit=137
# args: --max-heap 96
# stdout: "before\n"
# tries: a small archive that unpacks to gigabytes
# without: more memory than the cap
# source: own
import zlib

print("before")
packer = zlib.compressobj(9)
bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(512)) + packer.flush()
zlib.decompress(bomb)
