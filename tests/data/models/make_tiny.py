#!/usr/bin/env python3
"""Writes the tiny models of the tests: true shapes and names of each family, random weights, a few 100 KB each.

    python3 make_tiny.py [OUTDIR]        # default: this folder

Seeded: the same files every time (numpy's PCG64). Needs numpy and gguf. The weights are scaled so that every
part matters: attention is neither flat nor one-hot, each layer moves the residual by about its own size.
"""
import sys
from pathlib import Path

import gguf
import numpy as np
from gguf.quants import dequantize, quantize

import tiny_vocab

T = gguf.GGMLQuantizationType
CHATML = ("{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
          "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")
GEMMA_TURNS = ("{{ bos_token }}{% for message in messages %}<start_of_turn>"
               "{{ 'model' if message['role'] == 'assistant' else message['role'] }}\n"
               "{{ message['content'] | trim }}<end_of_turn>\n{% endfor %}"
               "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}")

MODELS = {
    "tiny-llama-f32": dict(arch="llama", seed=1, types=[T.F32], n_layer=2, n_embd=64, n_ff=96, n_head=4, n_head_kv=2),
    "tiny-llama3-f16": dict(arch="llama", seed=2, types=[T.F16], n_layer=2, n_embd=64, n_ff=128, n_head=4, n_head_kv=1,
                            untied=True, rope_base=500000.0, llama3_rope=True),
    "tiny-qwen2-bf16": dict(arch="qwen2", seed=3, types=[T.BF16], n_layer=2, n_embd=96, n_ff=96, n_head=3, n_head_kv=1,
                            rope_base=1000000.0, qkv_bias=True),
    "tiny-qwen3-f16": dict(arch="qwen3", seed=4, types=[T.F16], n_layer=3, n_embd=64, n_ff=96, n_head=4, n_head_kv=2,
                           head_dim=32, rope_base=1000000.0, qk_norm=True),
    "tiny-gemma3-f16": dict(arch="gemma3", seed=5, types=[T.F16], n_layer=6, n_embd=64, n_ff=32, n_head=4, n_head_kv=1,
                            head_dim=32, n_vocab=320, rope_base=1000000.0, qk_norm=True, window=8, rope_linear=8.0),
    # One file for each group of block types, every matrix of another type.
    "tiny-llama-blocks32": dict(arch="llama", seed=6, types=[T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.IQ4_NL, T.MXFP4],
                                n_layer=2, n_embd=128, n_ff=160, n_head=4, n_head_kv=2, embd_type=T.Q8_0),
    "tiny-llama-kquants": dict(arch="llama", seed=7, types=[T.Q2_K, T.Q3_K, T.Q4_K, T.Q5_K, T.Q6_K, T.IQ4_XS, T.Q4_K],
                               n_layer=1, n_embd=256, n_ff=256, n_head=4, n_head_kv=2, embd_type=T.Q6_K),
    "tiny-llama-iquants": dict(arch="llama", seed=8, types=[T.IQ2_XXS, T.IQ2_XS, T.IQ2_S, T.IQ3_XXS, T.IQ3_S, T.IQ1_S,
                                                            T.TQ2_0, T.TQ1_0, T.IQ1_M],
                               n_layer=2, n_embd=256, n_ff=256, n_head=4, n_head_kv=2, embd_type=T.Q4_0),
}

# Where a block's f16 scale stands, and its f16 minimum with the ratio that centres the values on zero.
SCALE_AT = {T.Q2_K: 80, T.Q3_K: 108, T.Q4_K: 0, T.Q5_K: 0, T.Q6_K: 208, T.IQ4_XS: 0, T.IQ2_XXS: 0, T.IQ2_XS: 0,
            T.IQ2_S: 0, T.IQ3_XXS: 0, T.IQ3_S: 0, T.IQ1_S: 0, T.TQ1_0: 52, T.TQ2_0: 64, T.IQ4_NL: 0}
MINIMUM_AT = {T.Q2_K: (82, 1.5), T.Q4_K: (2, 7.5), T.Q5_K: (2, 15.5)}


def with_scale(blocks, kind, scale):
    def put(at, values):
        blocks[:, at : at + 2] = values.astype("<f2").view(np.uint8).reshape(-1, 2)

    if kind == T.IQ1_M:  # the f16 scale is spread over the top nibbles of four words
        words = blocks[:, 48:56].copy().view("<u2").reshape(-1, 4)
        bits = scale.astype("<f2").view("<u2")
        for i in range(4):
            words[:, i] = (words[:, i] & 0x0FFF) | (((bits >> (4 * i)) & 15) << 12)
        blocks[:, 48:56] = words.view(np.uint8).reshape(-1, 8)
    elif kind == T.MXFP4:
        blocks[:, 0] = np.clip(np.round(np.log2(scale)) + 128, 1, 254).astype(np.uint8)
    else:
        put(SCALE_AT[kind], scale)
        if kind in MINIMUM_AT:
            at, ratio = MINIMUM_AT[kind]
            put(at, scale * ratio)
    return blocks


def random_blocks(rng, kind, rows, columns, std):
    """Rows of a block type that gguf cannot quantize to: random codes, scales set for `std`."""
    block, size = gguf.GGML_QUANT_SIZES[kind]
    n = rows * columns // block
    codes = rng.integers(0, 256, (n, size), dtype=np.uint8)
    if kind == T.TQ1_0:  # its bytes are ceil(v * 256 / 243) for v in 0..242, four-digit ones a multiple of 3
        codes[:, :48] = (codes[:, :48].astype(int) % 243 * 256 + 242) // 243
        codes[:, 48:52] = (codes[:, 48:52].astype(int) % 81 * 3 * 256 + 242) // 243
    unit = np.std(dequantize(with_scale(codes, kind, np.ones(n)).reshape(rows, -1), kind).astype(np.float64))
    scale = std / unit * rng.uniform(0.7, 1.3, n)
    return with_scale(codes, kind, scale).reshape(rows, -1)


class ModelWriter:
    def __init__(self, path, name, c):
        self.c, self.rng = c, np.random.default_rng(c["seed"])
        self.types, self.n_matrices = c["types"], 0
        self.out = gguf.GGUFWriter(path, c["arch"])
        self.out.add_name(name)
        self.out.add_license("apache-2.0")

    def vector(self, name, values):
        self.out.add_tensor(name, values.astype(np.float32))

    def norm(self, name, n):
        self.vector(name, 1.0 + 0.25 * self.rng.standard_normal(n))

    def matrix(self, name, rows, columns, gain=1.0, kind=None):
        """A random matrix whose product with a unit-variance vector has a standard deviation of `gain`."""
        if kind is None:
            kind = self.types[self.n_matrices % len(self.types)]
            self.n_matrices += 1
        std = gain / np.sqrt(columns)
        if kind in SCALE_AT or kind in (T.IQ1_M, T.MXFP4):
            data = random_blocks(self.rng, kind, rows, columns, std)
            self.out.add_tensor(name, data, raw_dtype=kind)
            return
        values = (std * self.rng.standard_normal((rows, columns))).astype(np.float32)
        if kind == T.F32:
            self.out.add_tensor(name, values)
        elif kind == T.F16:
            self.out.add_tensor(name, values.astype(np.float16))
        else:
            self.out.add_tensor(name, quantize(values, kind), raw_dtype=kind)

    def close(self):
        self.out.write_header_to_file()
        self.out.write_kv_data_to_file()
        self.out.write_tensors_to_file()
        self.out.close()


def add_hparams(out, c, head_dim):
    out.add_context_length(256)
    out.add_embedding_length(c["n_embd"])
    out.add_block_count(c["n_layer"])
    out.add_feed_forward_length(c["n_ff"])
    out.add_head_count(c["n_head"])
    out.add_head_count_kv(c["n_head_kv"])
    out.add_layer_norm_rms_eps(1e-6 if c["arch"] != "llama" else 1e-5)
    out.add_rope_freq_base(c.get("rope_base", 10000.0))
    if "head_dim" in c:
        out.add_key_length(head_dim)
        out.add_value_length(head_dim)
    else:
        out.add_rope_dimension_count(head_dim)
    if "window" in c:
        out.add_sliding_window(c["window"])
    if "rope_linear" in c:
        out.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        out.add_rope_scaling_factor(c["rope_linear"])


def add_tokenizer(out, arch, n_vocab):
    if arch == "gemma3":
        tokens, types, scores = tiny_vocab.sentencepiece(
            n_vocab, ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"])
        out.add_tokenizer_model("llama")
        out.add_tokenizer_pre("default")
        out.add_token_scores(scores)
        ids = dict(bos=2, eos=1, pad=0)
        out.add_unk_token_id(3)
        out.add_eot_token_id(5)
        out.add_add_space_prefix(False)
        out.add_chat_template(GEMMA_TURNS)
    else:
        tokens, types, merges = tiny_vocab.byte_level(n_vocab, ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|bos|>"])
        out.add_tokenizer_model("gpt2")
        out.add_tokenizer_pre("llama-bpe" if arch == "llama" else "qwen2")
        out.add_token_merges(merges)
        ids = dict(bos=n_vocab - 1, eos=n_vocab - 2, pad=n_vocab - 4)
        out.add_chat_template(CHATML)
    out.add_token_list(tokens)
    out.add_token_types(types)
    out.add_bos_token_id(ids["bos"])
    out.add_eos_token_id(ids["eos"])
    out.add_pad_token_id(ids["pad"])
    out.add_add_bos_token(arch in ("llama", "gemma3"))


def llama3_factors(base, dim, factor=8.0, low=1.0, high=4.0, original_context=64):
    """Llama 3.1's frequency divisors: 1 for fast pairs, `factor` for slow ones, a ramp between.

    The original context is 64 instead of 8192, so that a short prompt feels all three.
    """
    wavelength = 2 * np.pi * base ** (2.0 * np.arange(dim // 2) / dim)
    smooth = np.clip((original_context / wavelength - low) / (high - low), 0.0, 1.0)
    return 1.0 / ((1.0 - smooth) / factor + smooth)


def make(path, name, c):
    d, n_vocab = c["n_embd"], c.get("n_vocab", 512)
    head_dim = c.get("head_dim", d // c["n_head"])
    q, kv, gemma = c["n_head"] * head_dim, c["n_head_kv"] * head_dim, c["arch"] == "gemma3"
    m = ModelWriter(path, name, c)
    add_hparams(m.out, c, head_dim)
    add_tokenizer(m.out, c["arch"], n_vocab)
    embd_type = c.get("embd_type", c["types"][0])
    m.matrix("token_embd.weight", n_vocab, d, 1.5 if gemma else 4.0, embd_type)
    for layer in range(c["n_layer"]):
        p = f"blk.{layer}."
        m.norm(p + "attn_norm.weight", d)
        for part, rows, gain in (("q", q, 1.6), ("k", kv, 1.6), ("v", kv, 1.0)):
            m.matrix(p + f"attn_{part}.weight", rows, d, gain)
            if c.get("qkv_bias"):
                m.vector(p + f"attn_{part}.bias", 0.4 * m.rng.standard_normal(rows))
        if c.get("qk_norm"):
            m.norm(p + "attn_q_norm.weight", head_dim)
            m.norm(p + "attn_k_norm.weight", head_dim)
        m.matrix(p + "attn_output.weight", d, q, 1.5)
        if gemma:
            m.norm(p + "post_attention_norm.weight", d)
        m.norm(p + "ffn_norm.weight", d)
        m.matrix(p + "ffn_gate.weight", c["n_ff"], d, 1.2)
        m.matrix(p + "ffn_up.weight", c["n_ff"], d, 1.2)
        m.matrix(p + "ffn_down.weight", d, c["n_ff"], 1.5)
        if gemma:
            m.norm(p + "post_ffw_norm.weight", d)
    m.norm("output_norm.weight", d)
    if c.get("llama3_rope"):
        m.vector("rope_freqs.weight", llama3_factors(c["rope_base"], head_dim))
    if c.get("untied"):
        m.matrix("output.weight", n_vocab, d, 4.0)
    m.close()


def main():
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    out.mkdir(parents=True, exist_ok=True)
    for name, config in MODELS.items():
        path = out / f"{name}.gguf"
        make(path, name, config)
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
