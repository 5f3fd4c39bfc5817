# by: run
# expect: status=ok exit=0
# stdout: "/etc/passwd: FileNotFoundError\n/etc/hostname: FileNotFoundError\n/proc/self/environ: FileNotFoundError\n/proc/self/maps: FileNotFoundError\n/proc/1/cmdline: FileNotFoundError\n/dev/mem: FileNotFoundError\n/dev/sda: FileNotFoundError\n/sys/class/net: FileNotFoundError\n/root/.bashrc: FileNotFoundError\nC:\\Windows\\win.ini: FileNotFoundError\nhost-secret.txt: FileNotFoundError\n../host-secret.txt: FileNotFoundError\n/: []\n/proc: ['fd']\n"
# tries: opens files of the host under their own names
# without: the text of one of the files
# source: CVE-2026-24002 (Grist): https://nhimg.org/articles/grist-pyodide-sandbox-escape-shows-how-data-planes-fail/
# source: https://github.com/microsoft/thinkingbox-data/pull/22 (thinkingbox: host files through mounts)
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
