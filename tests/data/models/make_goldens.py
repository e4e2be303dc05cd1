#!/usr/bin/env python3
"""Writes the golden logits of the tiny models beside them: NAME.logits.npy and one line each in goldens.json.

    python3 make_goldens.py

The logits are the oracle's float64 values rounded to float32, shape [n_tokens, n_vocab], positions 0, 1, 2, ...
A test passes where its NMSE against them is at most the "nmse" of goldens.json.
"""
import json
from pathlib import Path

import numpy as np

import make_tiny
from oracle import Weights, forward, softmax

HERE = Path(__file__).parent
N_TOKENS = 24


def prompt(seed, n_vocab):
    """Seeded ids; one stands twice in a row and one comes back later, so that attention has something to find."""
    tokens = np.random.default_rng(1000 + seed).integers(0, n_vocab, N_TOKENS)
    tokens[9] = tokens[8]
    tokens[20] = tokens[3]
    return [int(t) for t in tokens]


def main():
    goldens = []
    for name, config in make_tiny.MODELS.items():
        weights = Weights(str(HERE / f"{name}.gguf"))
        tokens = prompt(config["seed"], len(weights.meta("tokenizer.ggml.tokens")))
        logits = forward(weights, tokens)
        np.save(HERE / f"{name}.logits.npy", logits.astype(np.float32))
        goldens.append(dict(model=f"{name}.gguf", logits=f"{name}.logits.npy", tokens=tokens, nmse=1e-6))
        top = softmax(logits).max(axis=-1)
        print(f"{name}: std {logits.std():.2f}, best token's probability {top.min():.3f} to {top.max():.3f}")
    text = ",\n".join(" " + json.dumps(g) for g in goldens)
    (HERE / "goldens.json").write_text(f"[\n{text}\n]\n")


if __name__ == "__main__":
    main()
