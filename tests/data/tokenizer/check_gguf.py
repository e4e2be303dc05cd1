#!/usr/bin/env python3
"""Writes a fixture for a GGUF file's tokenizer: generated texts and the ids that the `tokenizers` library gives them.

Usage: pip install tokenizers gguf, then: check_gguf.py FILE.gguf PRE N OUT.json [--specials]
then SNUG_TOKENIZER_FIXTURES=folder-of-OUT tokenizer_test. PRE is a key of oracle.PRE or "spm".
With --specials the texts hold special tokens and both sides parse them; without, texts hold none that is special.
"""
import json
import sys

import gguf

import oracle


def main():
    path, pre, count, out_path = sys.argv[1:5]
    specials = "--specials" in sys.argv
    reader = gguf.GGUFReader(path)

    def field(key):
        return reader.fields[key].contents()

    tokens = field("tokenizer.ggml.tokens")
    types = field("tokenizer.ggml.token_type")
    if pre == "spm":
        made = oracle.sentence_piece(tokens, types, field("tokenizer.ggml.scores"), True)
    else:
        made = oracle.byte_bpe(tokens, types, field("tokenizer.ggml.merges"), pre)
    names = [t for t, k in zip(tokens, types) if k == 3][:40]
    texts = oracle.texts(int(count), 20261124, names if specials else ())
    cases = oracle.cases(made, texts)
    with open(out_path, "w", encoding="utf-8") as out:
        json.dump({"gguf": path, "parse_special": specials, "cases": cases}, out, ensure_ascii=False)


main()
