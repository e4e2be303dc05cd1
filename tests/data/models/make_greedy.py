#!/usr/bin/env python3
"""Writes greedy.json: what llama.cpp answers greedily with the starter model, for tests/integration/real.

    pip install xllamacpp
    python3 tests/data/models/make_greedy.py PATH/SmolLM2-135M-Instruct.Q4_1.gguf

Each row: a text, llama.cpp's ids of it, and the 16 ids that it chooses as the most likely one after another (KV in
f16, its own int8 products). Stops early where the model ends its answer.
"""
import json
import pathlib
import sys

import xllamacpp

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "bench"))
from libllama import Llama  # noqa: E402

N_TOKENS = 16
TEXTS = [
    "The capital of France is",
    "Water boils at",
    "def fibonacci(n):\n",
    "Once upon a time, in a small village by the sea,",
    "The three primary colours are",
    "To bake bread you need flour, water,",
    "In 1969, the first man",
    "import numpy as np\n\n",
    "Dear Sir or Madam,\n\nI am writing to",
    "Photosynthesis is the process by which",
    "The opposite of hot is",
    "1, 2, 3, 4, 5,",
    "La capitale de l'Espagne est",
    "She opened the old wooden box and found",
    "An algorithm that sorts a list works by",
    "The moon orbits",
    "Question: What is the largest planet?\nAnswer:",
    "To be, or not to be,",
    "The recipe calls for two cups of",
    "<html>\n<head>\n<title>",
]


def main():
    llama = Llama(sys.argv[1], 256, 2)
    rows = []
    for text in TEXTS:
        llama.clear()
        tokens = llama.tokenize(text, False)
        llama.decode(tokens)
        greedy = []
        while len(greedy) < N_TOKENS:
            logits = llama.logits()[:llama.n_vocab]
            best = max(range(llama.n_vocab), key=logits.__getitem__)
            greedy.append(best)
            if llama.is_eog(best):
                break
            llama.decode([best])
        rows.append({"text": text, "tokens": tokens, "greedy": greedy})
    version = xllamacpp.__version__
    head = {"file": pathlib.Path(sys.argv[1]).name, "peer": f"llama.cpp from xllamacpp {version}"}
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    (HERE / "greedy.json").write_text(json.dumps(head)[:-1] + ',\n "rows": [\n' + lines + "\n ]}\n")


if __name__ == "__main__":
    main()
