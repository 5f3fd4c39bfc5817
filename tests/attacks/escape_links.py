# expect: status=ok exit=0
# stdout: "'absolute': FileNotFoundError\n'relative': FileNotFoundError\n'through/passwd': FileNotFoundError\n'loop': OSError\n'../../../../../../../../../../etc/passwd': FileNotFoundError\n'/proc/self/root/etc/passwd': FileNotFoundError\n'/proc/self/cwd/host-secret.txt': FileNotFoundError\n'/proc/1/root/etc/passwd': FileNotFoundError\n'/dev/fd/../../etc/passwd': FileNotFoundError\n'//etc/passwd': FileNotFoundError\n'/./etc/./passwd': FileNotFoundError\n'\\\\etc\\\\passwd': FileNotFoundError\n'/etc/passwd\\x00.txt': ValueError\n'/etc/passwd/': FileNotFoundError\n'~/.ssh/id_rsa': FileNotFoundError\n'file:///etc/passwd': FileNotFoundError\n'\\\\\\\\?\\\\C:\\\\Windows\\\\win.ini': FileNotFoundError\nhard link: AttributeError\nchroot: PermissionError\nabove the root: True\n"
# tries: leaves the in-memory file system by links, by parents of the root, by /proc and by names with odd bytes
# without: a folder of the host
# source: https://github.com/vercel-labs/just-bash/blob/main/THREAT_MODEL.md (links, traversal, null bytes, /proc)
import os

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")

os.symlink("/etc/passwd", "absolute")
os.symlink("../" * 64 + "etc/passwd", "relative")
os.symlink("/proc/self/cwd/../../etc", "through")
os.symlink("loop", "loop")
for path in ["absolute", "relative", "through/passwd", "loop", "../" * 200 + "etc/passwd", "/proc/self/root/etc/passwd",
             "/proc/self/cwd/host-secret.txt", "/proc/1/root/etc/passwd", "/dev/fd/../../etc/passwd", "//etc/passwd",
             "/./etc/./passwd", "\\etc\\passwd", "/etc/passwd\0.txt", "/etc/passwd/", "~/.ssh/id_rsa",
             "file:///etc/passwd", "\\\\?\\C:\\Windows\\win.ini"]:
    attempt(repr(path[-40:]), lambda: open(path, "rb").read())
attempt("hard link", lambda: os.link("/etc/passwd", "hard"))
attempt("chroot", lambda: os.chroot("/proc/1/root"))
os.chdir("/")
os.chdir("../../..")
print("above the root:", sorted(os.listdir("..")) == sorted(os.listdir("/")))
