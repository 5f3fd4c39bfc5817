# expect: status=ok exit=0
# stdout: "TIOCSTI 0: OSError\nTIOCSTI 1: OSError\nTIOCSTI 2: OSError\nTIOCLINUX 0: OSError\nTIOCLINUX 1: OSError\nTIOCLINUX 2: OSError\nTIOCSCTTY 0: OSError\nTIOCSCTTY 1: OSError\nTIOCSCTTY 2: OSError\nTIOCSPGRP 0: OSError\nTIOCSPGRP 1: OSError\nTIOCSPGRP 2: OSError\ntcgetattr: error\nTIOCSTI /dev/tty: OSError\n"
# tries: pushes characters into the terminal of whoever called it, as if the user had typed them, and takes the terminal over
# without: a command of its own at the user's prompt after it has ended
# source: own
import fcntl
import os
import termios

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

TIOCSTI, TIOCLINUX, TIOCSCTTY, TIOCSPGRP = 0x5412, 0x541C, 0x540E, 0x5410
for name, number, argument in [
    ("TIOCSTI", TIOCSTI, b"x"),
    ("TIOCLINUX", TIOCLINUX, b"\x02"),
    ("TIOCSCTTY", TIOCSCTTY, 1),
    ("TIOCSPGRP", TIOCSPGRP, b"\0\0\0\0"),
]:
    for descriptor in (0, 1, 2):
        attempt(f"{name} {descriptor}", lambda: fcntl.ioctl(descriptor, number, argument))
attempt("tcgetattr", lambda: termios.tcgetattr(0))
device = os.open("/dev/tty", os.O_RDWR)
attempt("TIOCSTI /dev/tty", lambda: fcntl.ioctl(device, TIOCSTI, b"x"))
