# refused: a memory image cannot keep what it has left: it has left '/home/sandbox/findings.json', which no later program finds; it has left '/home/sandbox/memory', which no later program finds
# slow: making an environment takes a second; forged_frames.py is its like
# tries: gives files with the names of what the host takes
# without: a memory of the program's choice as the image
# source: own
import pure

for name in "memory", "findings.json":
    with open(name, "w") as file:
        file.write("forged")
