# expect: status=memory exit=137
# args: --max-heap 64
# stdout: "before\n"
# tries: a small archive that unpacks to gigabytes
# without: more memory than the cap
# source: own
import zlib

print("before")
packer = zlib.compressobj(9, zlib.DEFLATED, -15)
# Nothing of a block refers to what is before it: it may stand as often as one likes.
block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
zlib.decompress(block * 4096 + packer.flush(), -15)
