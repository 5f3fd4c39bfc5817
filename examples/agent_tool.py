"""What a model might write when asked: which words are the most frequent in this text?"""

import collections
import re

TEXT = "the quick brown fox jumps over the lazy dog; the dog sleeps, the fox does not"

words = collections.Counter(re.findall(r"\w+", TEXT))
for word, count in words.most_common(3):
    print(f"{count}  {word}")
