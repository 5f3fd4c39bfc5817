"""Files and folders: temporary ones, paths, walking, copying, archives, modes of opening, errors."""

import fileinput
import glob
import io
import mmap
import os
import pathlib
import shutil
import stat
import tempfile

with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "one.txt").write_text("één\ntwo\r\nthree", encoding="utf-8", newline="")
    (folder / "a" / "b" / "data.bin").write_bytes(bytes(range(256)) * 300)
    print(sorted(str(p.relative_to(folder)) for p in folder.rglob("*")), (folder / "a/one.txt").stat().st_size)
    with open(folder / "a" / "one.txt", encoding="utf-8") as file:
        print(file.readlines(), file.tell())
    with open(folder / "a" / "b" / "data.bin", "r+b") as file:
        file.seek(-3, os.SEEK_END)
        print(file.read(), file.seek(100), file.write(b"HELLO"), file.truncate(110))
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            print(view.find(b"HELLO"), len(view))
    shutil.copytree(folder / "a", folder / "copy")
    shutil.move(folder / "copy" / "one.txt", folder / "moved.md")
    os.replace(folder / "moved.md", folder / "renamed.md")
    os.symlink("renamed.md", folder / "link")
    print((folder / "link").read_text("utf-8")[:3], os.readlink(folder / "link"), (folder / "link").is_symlink())
    for path, folders, files in os.walk(folder):
        folders.sort()
        print(os.path.relpath(path, folder), folders, sorted(files))
    archive = shutil.make_archive(str(folder / "packed"), "gztar", folder / "a")
    shutil.unpack_archive(archive, folder / "unpacked")
    print(sorted(os.listdir(folder / "unpacked")), glob.glob("**/*.bin", root_dir=folder / "unpacked", recursive=True))
    os.chmod(folder / "renamed.md", 0o640)
    print(stat.filemode((folder / "renamed.md").stat().st_mode), (folder / "renamed.md").suffix)
    os.utime(folder / "renamed.md", (1, 2))
    print((folder / "renamed.md").stat().st_mtime, shutil.which("sh", path=name))
    with fileinput.input([folder / "renamed.md"], encoding="utf-8") as lines:
        print([(lines.filelineno(), line.rstrip()) for line in lines])
    for action in (
        lambda: open(folder / "missing"),
        lambda: open(folder),
        lambda: os.mkdir(folder / "a"),
        lambda: os.rmdir(folder / "a"),
        lambda: os.listdir(folder / "renamed.md"),
        lambda: open(folder / "new", "x").close() or open(folder / "new", "x"),
    ):
        try:
            action()
        except OSError as exc:
            print(type(exc).__name__, exc.strerror, os.path.basename(exc.filename) != "")
    with tempfile.NamedTemporaryFile(dir=name, suffix=".tmp") as file:
        print(os.path.exists(file.name), file.name.endswith(".tmp"))
    with tempfile.SpooledTemporaryFile(max_size=10) as file:
        file.write(b"x" * 20)
        file.seek(0)
        print(len(file.read()))
    first, second = os.pipe()
    os.write(second, b"through a pipe")
    os.close(second)
    with os.fdopen(first, "rb") as file:
        print(file.read())
print(os.path.exists(name), pathlib.PurePosixPath("/a/../b/./c.tar.gz").suffixes, os.path.normpath("/a/../b//c"))
print(pathlib.PureWindowsPath(r"C:\x\y.txt").as_posix(), io.StringIO("a\nb").readlines(), os.fspath(pathlib.Path("a", "b")))
