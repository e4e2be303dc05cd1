"""Vocabularies of the tiny models: a trained byte-level BPE and a SentencePiece-like one, both small.

Deterministic: the same text gives the same vocabulary on every machine.
"""
import re
from collections import Counter

TEXT = (
    "The quick brown fox jumps over the lazy dog. She sells sea shells by the sea shore, and the shells that she "
    "sells are sea shells for sure. There is nothing in the world that cannot be said in words of one or two "
    "syllables; there are other things in the other world that have no words at all. The capital of France is Paris. "
    "In the beginning the machine was small, and the small machine was slow. Then it was faster, and then it was the "
    "fastest of them all: it knew what would fit before anything was loaded. Counting 1, 2, 3, 4, 5 and 10, 20, 30.\n"
    "Every evening the keeper of the lighthouse climbed one hundred and forty steps with a lantern, wrote the weather "
    "into a heavy book, and looked toward the harbour. Some nights brought fishing boats, other nights only gulls. "
    "Questions deserve answers: what, where, when, which, why and how? Please explain quickly, using simple language; "
    "provide three examples, then summarise everything within fifty words.\n"
    "def main():\n    for i in range(10):\n        print(i)\n    return 0\n")

NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6


def byte_alphabet():
    """GPT-2's printable stand-in for each byte: itself where printable, else U+0100 and up."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    stand_in, extra = {}, 0
    for b in range(256):
        stand_in[b] = chr(b) if b in printable else chr(256 + extra)
        extra += b not in printable
    return stand_in


def train_bpe(n_merges):
    """The `n_merges` most frequent pairs of TEXT, one after another; ties by spelling."""
    alphabet = byte_alphabet()
    words = Counter(re.findall(r" ?[A-Za-z]+| ?[0-9]| ?[^\sA-Za-z0-9]+|\s+", TEXT))
    words = {tuple(alphabet[b] for b in w.encode()): n for w, n in words.items()}
    merges = []
    while len(merges) < n_merges:
        pairs = Counter()
        for word, n in words.items():
            for pair in zip(word, word[1:]):
                pairs[pair] += n
        best = min(pairs, key=lambda p: (-pairs[p], p))
        merges.append(best)
        words = {merge(word, best): n for word, n in words.items()}
    return merges


def merge(word, pair):
    out, i = [], 0
    while i < len(word):
        joined = word[i : i + 2] == pair
        out.append(word[i] + word[i + 1] if joined else word[i])
        i += 2 if joined else 1
    return tuple(out)


def byte_level(n_vocab, specials):
    """(tokens, types, merges) of a GPT-2 style vocabulary: bytes, merges, then the specials."""
    merges = train_bpe(n_vocab - 256 - len(specials))
    tokens = list(byte_alphabet().values()) + [a + b for a, b in merges] + specials
    assert len(set(tokens)) == n_vocab
    types = [NORMAL] * (n_vocab - len(specials)) + [CONTROL] * len(specials)
    return tokens, types, [f"{a} {b}" for a, b in merges]


def sentencepiece(n_vocab, specials):
    """(tokens, types, scores): specials, 256 byte tokens, then pieces whose score falls with their index."""
    tokens = specials + [f"<0x{b:02X}>" for b in range(256)]
    types = [UNKNOWN if t == "<unk>" else CONTROL for t in specials] + [BYTE] * 256
    letters = ["\u2581"] + sorted(set(re.sub(r"[^a-z.,]", "", TEXT)))
    n_pieces = n_vocab - len(tokens) - len(letters)
    merges = [(a + b).replace("\u0120", "\u2581") for a, b in train_bpe(200)]
    usable = set(letters)
    pieces = []
    for piece in merges:  # in order of training, so both halves of a piece come before it
        if len(pieces) < n_pieces and all(c in usable for c in piece):
            pieces.append(piece)
    tokens += pieces + letters
    types += [NORMAL] * (len(pieces) + len(letters))
    scores = [0.0] * (len(specials) + 256) + [-float(i) for i in range(len(pieces) + len(letters))]
    assert len(tokens) == len(set(tokens)) == n_vocab
    return tokens, types, scores
