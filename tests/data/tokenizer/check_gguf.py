#!/usr/bin/env python3
"""Writes fixtures for a GGUF file's tokenizer, from which tokenizer_test reads when SNUG_TOKENIZER_FIXTURES names their folder.

Usage: check_gguf.py FILE.gguf KIND COUNT OUT.json [--specials]. Needs: pip install tokenizers gguf sentencepiece protobuf.
KIND: a key of oracle.PRE (byte-level BPE against `tokenizers`), "spm" (against `sentencepiece`), "spm-bpe" (against
`tokenizers` with the merges that transformers derives), or "inp" (FILE.gguf.inp and .out beside the file).
With --specials the texts hold special tokens and both sides parse them; without, texts hold none that is special.
"""
import json
import sys

import gguf

import oracle


def spm_cases(made, texts):
    # Decoding is compared as text: SentencePiece takes the prefix away, as the detokenizer does.
    return [[t, made.encode(t)] + ([made.decode(made.encode(t))] if made.decode(made.encode(t)) != t else []) for t in texts]


def inp_cases(path):
    with open(path + ".inp", encoding="utf-8", newline="") as file:
        texts = file.read().split("\n__ggml_vocab_test__\n")
    with open(path + ".out", encoding="utf-8") as file:
        ids = [[int(i) for i in line.split()] for line in file.read().split("\n")]
    return [[t, i] for t, i in zip(texts, ids)]


def main():
    path, kind, count, out_path = sys.argv[1:5]
    specials = "--specials" in sys.argv
    reader = gguf.GGUFReader(path)

    def field(key, default=None):
        found = reader.fields.get("tokenizer.ggml." + key)
        return found.contents() if found else default

    tokens, types = field("tokens"), field("token_type")
    texts = oracle.texts(int(count), 20261124, [t for t, k in zip(tokens, types) if k == 3][:40] if specials else ())
    prefix = bool(field("add_space_prefix", True))
    if kind == "inp":
        cases = inp_cases(path)
    elif kind == "spm":
        # NUL ends a string inside sentencepiece's normalizer.
        cases = spm_cases(oracle.sentence_piece(tokens, types, field("scores"), prefix), [t for t in texts if "\0" not in t])
    elif kind == "spm-bpe":
        made = oracle.sentence_piece_as_bpe(tokens, types, field("scores"), prefix)
        # A literal U+2581 comes back as the space that it stands for.
        cases = [[t, e.ids, t.replace("\u2581", " ")] for t, e in zip(texts, made.encode_batch(texts, add_special_tokens=False))]
    else:
        cases = oracle.cases(oracle.byte_bpe(tokens, types, field("merges"), kind), texts)
    with open(out_path, "w", encoding="utf-8") as out:
        json.dump({"gguf": path, "parse_special": specials, "cases": cases}, out, ensure_ascii=False)


main()
