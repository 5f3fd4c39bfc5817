# expect: status=ok exit=0
# by: run|serve-stdio
# asks: files
# files: ["plain"]
# tries: links to the host's files, to the folder above, to themselves, and to folders that are links
# without: what is outside of the working directory, or a walk without end
# source: own
import os

os.symlink("/etc/passwd", "passwd")
os.symlink("..", "above")
os.symlink("/", "root")
os.symlink("loop", "loop")
os.symlink("/lib/python314.zip", "library")
with open("plain", "w") as file:
    file.write("plain")
