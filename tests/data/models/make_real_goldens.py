#!/usr/bin/env python3
"""Writes real.json and real-*.npy: what two real models say, computed by the float64 oracle.

    python3 make_real_goldens.py SMOLLM2.gguf GEMMA.gguf      # as packaging/fetch-starter [--gemma] prints them

For each model and prompt: the token ids, the negative log likelihood of each next token of the prompt (nats), the
five best tokens after it with their log probabilities, and the 16 tokens that greedy decoding adds, each with the
distance in logits to the second best (a test may diverge where that is tiny). For one prompt of each model the last
position's logits are kept whole: float32, every `stride`-th token of the vocabulary, no larger than 300 KB.
"""
import json
import re
import sys
from pathlib import Path

import numpy as np

from oracle import Weights, forward, log_softmax
from tiny_vocab import byte_alphabet

HERE = Path(__file__).parent
N_GREEDY = 16
STORY = ("Every evening the keeper of the lighthouse climbed the stairs with a lantern, wrote the weather into a heavy "
         "book, and looked toward the harbour. Some nights brought fishing boats, other nights only gulls. When the fog "
         "came, he rang the bell until morning, and the ships that heard it turned away from the rocks.")
CHAT = ("<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
        "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n")
MODELS = [
    dict(name="smollm2", stride=1, prompts={"capital": "The capital of France is", "story": STORY, "chat": CHAT}),
    dict(name="gemma3", stride=4, prompts={"capital": "The capital of France is", "story": STORY}),
]


def merge_best(parts, rank):
    """Joins the neighbouring pair of lowest rank until none has one."""
    while len(parts) > 1:
        ranks = [rank(parts[i], parts[i + 1]) for i in range(len(parts) - 1)]
        best = min(range(len(ranks)), key=lambda i: ranks[i])
        if ranks[best] == float("inf"):
            break
        parts[best : best + 2] = [parts[best] + parts[best + 1]]
    return parts


def tokenize(w, text):
    """Ids of plain English text with ChatML marks: enough of each tokenizer for the prompts above, and no more."""
    tokens = w.meta("tokenizer.ggml.tokens")
    ids = {t: i for i, t in enumerate(tokens)}
    if w.meta("tokenizer.ggml.model") == "llama":
        scores = w.meta("tokenizer.ggml.scores")
        rank = lambda a, b: -scores[ids[a + b]] if a + b in ids else float("inf")  # noqa: E731
        parts = merge_best(list(text.replace(" ", "\u2581")), rank)
        return [w.meta("tokenizer.ggml.bos_token_id")] + [ids[p] for p in parts]
    merges = {tuple(m.split(" ")): i for i, m in enumerate(w.meta("tokenizer.ggml.merges"))}
    alphabet, out = byte_alphabet(), []
    for piece in re.split(r"(<\|im_(?:start|end)\|>)", text):
        if piece in ids:
            out.append(ids[piece])
            continue
        for word in re.findall(r" ?[A-Za-z]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+", piece):
            parts = merge_best([alphabet[b] for b in word.encode()],
                               lambda a, b: merges.get((a, b), float("inf")))
            out += [ids[p] for p in parts]
    return out


def greedy(w, tokens):
    """The N_GREEDY tokens that follow, and how far each stood above the second best."""
    tokens, added, gaps = list(tokens), [], []
    for _ in range(N_GREEDY):
        logits = forward(w, tokens, last_only=True)[0]
        second, first = np.argsort(logits)[-2:]
        added.append(int(first))
        gaps.append(round(float(logits[first] - logits[second]), 4))
        tokens.append(int(first))
        if first == w.meta("tokenizer.ggml.eos_token_id"):
            break
    return added, gaps


def golden(w, model, prompt_name, text):
    tokens = tokenize(w, text)
    logits = forward(w, tokens)
    logp = log_softmax(logits)
    best = np.argsort(-logp[-1])[:5]
    added, gaps = greedy(w, tokens)
    entry = dict(prompt=prompt_name, text=text, tokens=tokens,
                 nll=[round(float(-logp[i, t]), 6) for i, t in enumerate(tokens[1:])],
                 top=[[int(t), round(float(logp[-1, t]), 6)] for t in best], greedy=added, greedy_gap=gaps)
    if prompt_name == "capital":
        entry["logits"], entry["stride"] = f"real-{model['name']}.npy", model["stride"]
        np.save(HERE / entry["logits"], logits[-1:, :: model["stride"]].astype(np.float32))
    vocab = w.meta("tokenizer.ggml.tokens")
    print(f"{model['name']} {prompt_name}: perplexity {np.exp(np.mean(entry['nll'])):.3f},",
          repr("".join(vocab[t] for t in added).replace("\u0120", " ").replace("\u2581", " ")))
    return entry


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    out = []
    for model, path in zip(MODELS, sys.argv[1:]):
        w = Weights(path, keep=True)
        out += [dict(model=model["name"], file=Path(path).name, **golden(w, model, name, text))
                for name, text in model["prompts"].items()]
    lines = ",\n".join(" " + json.dumps(entry) for entry in out)
    (HERE / "real.json").write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main()
