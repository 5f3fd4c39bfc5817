"""Digests, codecs, compression and binary layouts."""

import array
import base64
import binascii
import bz2
import codecs
import gzip
import hashlib
import hmac
import io
import lzma
import struct
import tarfile
import unicodedata
import zipfile
import zlib

data = b"The quick brown fox jumps over the lazy dog" * 100
for name in ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s"):
    print(name, hashlib.new(name, data).hexdigest())
print(hashlib.shake_128(data).hexdigest(8), hashlib.file_digest(io.BytesIO(data), "sha256").hexdigest()[:16])
print(hmac.new(b"key", data, "sha256").hexdigest(), hmac.compare_digest("a", "a"))
print(zlib.crc32(data), zlib.adler32(data), binascii.crc_hqx(data, 0))
for module in (zlib, gzip, bz2, lzma):
    packed = module.compress(data)
    print(module.__name__, module.decompress(packed) == data, len(packed) < len(data) // 10)
print(zlib.decompress(bytes.fromhex("789ccb48cdc9c957c800910019910449")))
for broken in (lambda: zlib.decompress(b"x"), lambda: gzip.decompress(b"\x1f\x8bxx"), lambda: lzma.decompress(b"x" * 20)):
    try:
        broken()
    except Exception as exc:
        print(type(exc).__name__, exc)
archive = io.BytesIO()
with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("a.txt", "A" * 50)
    z.writestr(zipfile.ZipInfo("d/b.txt"), "B")
with zipfile.ZipFile(archive) as z:
    print(z.namelist(), z.read("d/b.txt"), z.testzip(), z.getinfo("a.txt").file_size)
archive = io.BytesIO()
with tarfile.open(fileobj=archive, mode="w:xz") as t:
    entry = tarfile.TarInfo("c.txt")
    entry.size = 3
    t.addfile(entry, io.BytesIO(b"ccc"))
archive.seek(0)
with tarfile.open(fileobj=archive) as t:
    print(t.getnames(), t.extractfile("c.txt").read())
print(base64.b64encode(b"\xff\xfe?"), base64.urlsafe_b64encode(b"\xff\xfe?"), base64.b32encode(b"hi"), base64.a85encode(b"hello"), base64.b85decode(b"Xk~0{Zv"))
print(struct.pack(">HiQ?d3s", 513, -2, 2**40, True, 1.5, b"abc").hex(), struct.unpack("<hI", b"\xff\xff\x01\0\0\0"), struct.calcsize("<bhiq"))
numbers = array.array("h", [1, -2, 300])
numbers.byteswap()
print(numbers, array.array("d", [0.5]).tobytes().hex(), memoryview(bytearray(b"abcdef"))[1:5:2].tobytes())
print(unicodedata.name("ß"), unicodedata.normalize("NFD", "é").encode(), unicodedata.category("٣"), int("٣"))
print("naïve €".encode("utf-16-le").hex(), b"\xe9\x80".decode("latin-1"), codecs.encode("Hello", "rot13"), "x\udc80".encode("utf-8", "surrogateescape"))
for name in ("cp1252", "utf-7", "punycode", "idna"):
    print(name, "münchen".encode(name), "münchen".encode(name).decode(name))
for name in ("shift_jis", "euc_kr", "big5", "gb18030"):
    print(name, "中".encode(name), b"\xff\xff".decode(name, "replace"), "ü".encode(name, "xmlcharrefreplace"))
try:
    b"\xff".decode()
except UnicodeDecodeError as exc:
    print(exc)
