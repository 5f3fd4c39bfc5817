# by: run
# expect: status=ok exit=0
# stdout: "fewer than the limit: True {'EMFILE'}\nagain True\n"
# tries: opens descriptors until there are no more, of files, pipes and sockets: the sandbox's own must go on to work
# without: descriptors of the host's process, and the wire between jail and host without one
# source: own
import errno
import os
import socket

MOST = 4096
held = []
reasons = set()
for make in (lambda: [os.open("/dev/null", os.O_RDONLY)], lambda: os.pipe(), lambda: [socket.socket().detach()]):
    try:
        while len(held) <= MOST:
            held += make()
    except OSError as error:
        reasons.add(errno.errorcode[error.errno])
print("fewer than the limit:", len(held) < MOST, reasons)
for descriptor in held:
    os.close(descriptor)
print("again", open("/dev/null").read() == "")
