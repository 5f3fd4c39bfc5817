# expect: status=ok exit=0
# tries: opens files of the host under their own names
# source: Grist CVE-2026-24002: NODEFS mounts and host paths
import os

def attempt(name, action) -> None:
    """Prints how the action was refused; whatever it returns instead is an escape."""
    try:
        found = action()
    except BaseException as error:
        print(f"{name}: {type(error).__name__}")
    else:
        print(f"ESCAPED {name}: {found!r:.200}")


PATHS = ["/etc/passwd", "/etc/hostname", "/proc/self/environ", "/proc/self/maps", "/proc/1/cmdline",
         "/dev/mem", "/dev/sda", "/sys/class/net", "/root/.bashrc", "C:\\Windows\\win.ini",
         "host-secret.txt", "../host-secret.txt"]
for path in PATHS:
    attempt(path, lambda: open(path, "rb").read())
print("/:", sorted(set(os.listdir("/")) - {"dev", "home", "lib", "proc", "tmp", "usr", "etc", "var", "mnt"}))
print("/proc:", os.listdir("/proc/self"))
