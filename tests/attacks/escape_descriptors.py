# expect: status=ok exit=0
# stdout: "0 b''\n1 OSError\n2 OSError\nothers: []\n/dev/stdin b''\n/dev/fd/0 FileNotFoundError\n/proc/self/fd/0 PermissionError\n/proc/self/fd/3 OSError\n/dev/tty b''\n/proc/self/fdinfo/0 FileNotFoundError\ncopies: b'' b''\nseek: OSError\nterminal: OSError\n"
# tries: reads every descriptor directly, by number, by name and by duplicate: the frames of the wire between jail and host
# tries: pass through the descriptor 0 of its own process
# without: bytes that the program was never sent, such as its own source in a frame
# source: own
import fcntl
import os

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

def read(descriptor: int) -> bytes:
    return os.read(descriptor, 1 << 16)


for descriptor in (0, 1, 2):
    try:
        print(descriptor, read(descriptor))
    except OSError as error:
        print(descriptor, type(error).__name__)
# Above them, the program has opened nothing.
others = []
for descriptor in range(3, 256):
    try:
        others.append((descriptor, read(descriptor)))
    except OSError:
        pass
print("others:", others)
for name in ["/dev/stdin", "/dev/fd/0", "/proc/self/fd/0", "/proc/self/fd/3", "/dev/tty", "/proc/self/fdinfo/0"]:
    try:
        with open(name, "rb", buffering=0) as file:
            print(name, file.read(1 << 16))
    except OSError as error:
        print(name, type(error).__name__)
print("copies:", read(os.dup(0)), read(fcntl.fcntl(0, fcntl.F_DUPFD, 1000)))
attempt("seek", lambda: os.lseek(0, 0, os.SEEK_SET))
attempt("terminal", lambda: os.ttyname(0))
