"""Keys from passwords, by the vectors of RFC 6070 and RFC 7914."""

import hashlib

print(hashlib.pbkdf2_hmac("sha1", b"password", b"salt", 2).hex())
print(hashlib.pbkdf2_hmac("sha256", b"passwd", b"salt", 1, 64).hex())
