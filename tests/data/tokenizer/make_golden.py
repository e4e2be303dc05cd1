#!/usr/bin/env python3
"""Writes the goldens beside it with the `tokenizers` library as oracle. Usage: pip install tokenizers==0.23.3, then run it.

- texts.json: strings for the pre-tokenizers. - pieces.json: for each pre-tokenizer the hash of each string's cuts.
- bpe_*.json, spm_*.json: small vocabularies trained here, strings and their ids.
"""
import json
import pathlib

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

import oracle

HERE = pathlib.Path(__file__).parent
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]


def fnv1a(numbers):
    """64-bit FNV-1a over the numbers as decimal text with commas, as 16 hex digits."""
    value = 0xCBF29CE484222325
    for byte in ",".join(map(str, numbers)).encode():
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return "%016x" % value


def cuts(pre, text):
    """Ends of the pieces in bytes: after ByteLevel one character is one byte."""
    ends, at = [], 0
    for piece, _ in pre.pre_tokenize_str(text):
        at += len(piece)
        ends.append(at)
    assert at == len(text.encode()), (text, at)
    return ends


def write(name, value):
    (HERE / name).write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def trained_bpe(pre):
    tokenizer = Tokenizer(models.BPE(ignore_merges=pre in oracle.IGNORES_MERGES))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(oracle.PRE[pre])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=900, special_tokens=SPECIALS, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(oracle.texts(3000, 7), trainer)
    tokenizer.add_tokens([AddedToken("<tool>", normalized=False), AddedToken("   ", normalized=False)])
    return tokenizer


def vocab_of(tokenizer, pre):
    state = json.loads(tokenizer.to_str())
    ids = tokenizer.get_vocab(with_added_tokens=True)
    tokens = sorted(ids, key=ids.get)
    types = [1] * len(tokens)
    for added in state["added_tokens"]:
        types[added["id"]] = 3 if added["special"] else 4
    merges = [" ".join(m) for m in state["model"]["merges"]]
    return {"model": "gpt2", "pre": pre, "tokens": tokens, "types": types, "merges": merges}


def main():
    strings = oracle.texts(500, 1)
    write("texts.json", strings)
    pieces = {}
    for name, steps in oracle.PRE.items():
        if name == "falcon":
            continue  # its last steps cut inside characters; no merge crosses there, which bpe_falcon.json proves
        pre = pre_tokenizers.Sequence(steps)
        pieces[name] = [fnv1a(cuts(pre, text)) for text in strings]
    write("pieces.json", pieces)
    for pre in ("smollm", "llama-bpe", "qwen2", "falcon"):
        tokenizer = trained_bpe(pre)
        cases = oracle.cases(tokenizer, oracle.texts(250, 2, SPECIALS + ["<tool>"]))
        write("bpe_%s.json" % pre, {"vocab": vocab_of(tokenizer, pre), "parse_special": True, "cases": cases})


main()
