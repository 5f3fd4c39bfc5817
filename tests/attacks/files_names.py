# expect: status=ok exit=0
# asks: files
# files: ["A", "good"]
# answers: Windows allows no
# answers: it is the name of a device on Windows
# answers: on some systems it is the same as 'A'
# answers: it has a character that is not seen
# tries: files whose names lead out elsewhere, mean a device, are one on some systems, or are not seen
# without: files outside of the folder that takes them, or in the place of others
# source: own
names = ["good", "A", "a", "..\\outside", "C:evil", "CON", "nul.txt", "end.", "end ", "x:y", "\u202etxt.exe", "a\nb", "\x7f"]
for name in names:
    with open(name, "w") as file:
        file.write(name)
