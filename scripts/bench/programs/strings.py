"""Text: formatting, joining, splitting, replacing and case."""


def kernel(rounds=150):
    lengths = []
    for number in range(rounds):
        lines = [f"{i:05d};{i * number:x};name {i % 97}" for i in range(2000)]
        text = "\n".join(lines)
        text = text.replace("name", "Größe").upper()
        words = [word for line in text.splitlines() for word in line.split(";")]
        grown = ""
        for word in words[:3000]:
            grown += word.title().strip()
        lengths.append((len(text), len(words), len(grown), text.count("7")))
    return lengths
