#!/usr/bin/env python3
"""Writes the goldens beside it with the `tokenizers` and `sentencepiece` libraries as oracles.

Usage: pip install tokenizers==0.23.3 sentencepiece protobuf gguf, then: make_golden.py [STARTER.gguf]

- texts.json: strings for the pre-tokenizers. - pieces.json: for each pre-tokenizer the hash of each string's cuts.
- bpe_*.json, spm_*.json: small vocabularies trained here, strings and their ids.
- starter.hashes: strings and the hash of the ids that the starter model gives them (only with its file).
"""
import json
import pathlib
import sys

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


def trained_spm(user_defined):
    """A SentencePiece BPE vocabulary with byte fallback: (tokens, types, scores)."""
    import io

    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as proto

    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(oracle.texts(3000, 7)), model_writer=out, model_type="bpe", vocab_size=1200,
        byte_fallback=True, character_coverage=0.98, normalization_rule_name="identity", remove_extra_whitespaces=False,
        user_defined_symbols=user_defined, control_symbols=["<|im_end|>"], minloglevel=2)
    model = proto.ModelProto()
    model.ParseFromString(out.getvalue())
    # GGUF writes a user's tokens with plain spaces.
    tokens = [p.piece.replace("\u2581", " ") if p.type == 4 else p.piece for p in model.pieces]
    return tokens, [p.type for p in model.pieces], [p.score for p in model.pieces]


def write_spm(name, prefix):
    # With a prefix, sentencepiece puts it before a user's token and only once; `tokenizers` and llama.cpp put one before
    # each stretch of text between such tokens, and models run by them were tried that way. So: no user's tokens there.
    tokens, types, scores = trained_spm([] if prefix else ["<tool>", "\u2581\u2581\u2581"])
    made = oracle.sentence_piece(tokens, types, scores, prefix)
    cases = []
    for text in oracle.texts(250, 3, ["<tool>", "<|im_end|>", "<0x0A>", "</s>"]):
        if "\0" in text:  # ends a string inside sentencepiece
            continue
        ids = made.encode(text)
        # sentencepiece's own decode also strips the prefix; U+2581 in the text comes back as a space.
        cases.append([text, ids] + ([text.replace("\u2581", " ")] if "\u2581" in text else []))
    vocab = {"model": "llama", "pre": "default", "tokens": tokens, "types": types, "scores": scores, "unk": 0, "bos": 1, "eos": 2,
             "add_space_prefix": prefix}
    write(name, {"vocab": vocab, "parse_special": False, "cases": cases})


def write_starter(path):
    """Hashes of the ids that the starter model's tokenizer gives: tests compare them where the model is installed."""
    import gguf

    fields = gguf.GGUFReader(path).fields
    tokens, types, merges = (fields["tokenizer.ggml." + key].contents() for key in ("tokens", "token_type", "merges"))
    strings = oracle.texts(500, 4, [t for t, k in zip(tokens, types) if k == 3])
    made = oracle.byte_bpe(tokens, types, merges, "smollm")
    hashes = [fnv1a(e.ids) for e in made.encode_batch(strings, add_special_tokens=False)]
    write("starter.hashes", {"texts": strings, "ids": hashes})


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
    write_spm("spm_prefix.json", True)
    write_spm("spm_plain.json", False)
    if len(sys.argv) > 1:
        write_starter(sys.argv[1])


main()
