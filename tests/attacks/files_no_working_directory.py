# expect: status=ok exit=0
# asks: files
# files: []
# tries: puts a link to the root in the place of its working directory
# without: all files of the sandbox, the library among them
# source: own
import os

with open("made", "w") as file:
    file.write("made")
os.chdir("/")
os.rename("/home/sandbox", "/home/elsewhere")
os.symlink("/", "/home/sandbox")
