# expect: status=ok exit=0
# stdout: "FileNotFoundError\ndone\nNameError\n"
# tries: shows something though nobody has asked, by the device, by one of its own making, and by the function
# without: a host that holds what nobody wants
# source: own
import os


def attempt(action):
    try:
        action()
        print("done")
    except Exception as exc:
        print(type(exc).__name__)


attempt(lambda: os.open("/dev/display", os.O_WRONLY))
attempt(lambda: open("/dev/display", "w").write('{"text/plain":"x"}\n'))
attempt(lambda: display(1))
