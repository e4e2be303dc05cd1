"""GGUF headers of true shape for files that exist nowhere: a llama of given sizes in one quantization.

Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""
import struct

# name -> (ggml type id, elements of a block, bytes of a block, general.file_type)
TYPES = {
    "F32": (0, 1, 4, 0), "F16": (1, 1, 2, 1), "Q4_0": (2, 32, 18, 2), "Q4_1": (3, 32, 20, 3), "Q5_0": (6, 32, 22, 8),
    "Q5_1": (7, 32, 24, 9), "Q8_0": (8, 32, 34, 7), "Q2_K": (10, 256, 84, 10), "Q3_K_S": (11, 256, 110, 11),
    "Q3_K_M": (11, 256, 110, 12), "Q3_K_L": (11, 256, 110, 13), "Q4_K_S": (12, 256, 144, 14),
    "Q4_K_M": (12, 256, 144, 15), "Q5_K_S": (13, 256, 176, 16), "Q5_K_M": (13, 256, 176, 17),
    "Q6_K": (14, 256, 210, 18), "IQ4_XS": (23, 256, 136, 30), "IQ4_NL": (20, 32, 18, 25), "BF16": (30, 1, 2, 32),
    "IQ3_S": (21, 256, 110, 26), "IQ2_S": (22, 256, 82, 28), "IQ3_XXS": (18, 256, 98, 23),
}
U32, F32, BOOL, STRING, ARRAY = 4, 6, 7, 8, 9


def _string(text):
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value):
    if isinstance(value, bool):
        return struct.pack("<IB", BOOL, value)
    if isinstance(value, int):
        return struct.pack("<II", U32, value)
    if isinstance(value, float):
        return struct.pack("<If", F32, value)
    if isinstance(value, str):
        return struct.pack("<I", STRING) + _string(value)
    kind = U32 if isinstance(value[0], int) else STRING
    body = struct.pack(f"<{len(value)}I", *value) if kind == U32 else b"".join(_string(v) for v in value)
    return struct.pack("<IIQ", ARRAY, kind, len(value)) + body


def llama(quantization, n_layers=16, n_embd=2048, n_heads=32, n_kv_heads=8, n_ff=8192, n_vocab=128256, n_merges=None, n_ctx=131072):
    """(header with its padding, size of the whole file)."""
    kv = {
        "general.architecture": "llama", "general.name": f"Made up {n_layers} layers", "general.license": "apache-2.0",
        "llama.block_count": n_layers, "llama.context_length": n_ctx, "llama.embedding_length": n_embd,
        "llama.feed_forward_length": n_ff, "llama.attention.head_count": n_heads,
        "llama.attention.head_count_kv": n_kv_heads, "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": n_embd // n_heads, "llama.rope.freq_base": 500000.0, "llama.vocab_size": n_vocab,
        "tokenizer.ggml.model": "gpt2", "tokenizer.ggml.pre": "llama-bpe",
        "tokenizer.ggml.tokens": [f"token-{i:06d}" for i in range(n_vocab)],
        "tokenizer.ggml.token_type": [1] * n_vocab,
        "tokenizer.ggml.merges": [f"t{i:06d} u{i:06d}" for i in range(n_merges if n_merges is not None else 2 * n_vocab)],
        "general.file_type": TYPES[quantization][3], "general.quantization_version": 2,
    }
    kv_dim = n_embd // n_heads * n_kv_heads
    tensors = [("token_embd.weight", quantization, (n_embd, n_vocab))]
    for i in range(n_layers):
        for name, shape in (("attn_q", (n_embd, n_embd)), ("attn_k", (n_embd, kv_dim)), ("attn_v", (n_embd, kv_dim)),
                            ("attn_output", (n_embd, n_embd)), ("ffn_gate", (n_embd, n_ff)), ("ffn_up", (n_embd, n_ff)),
                            ("ffn_down", (n_ff, n_embd))):
            tensors.append((f"blk.{i}.{name}.weight", quantization, shape))
        tensors += [(f"blk.{i}.attn_norm.weight", "F32", (n_embd,)), (f"blk.{i}.ffn_norm.weight", "F32", (n_embd,))]
    tensors += [("output_norm.weight", "F32", (n_embd,)), ("output.weight", quantization, (n_embd, n_vocab))]

    out = [b"GGUF", struct.pack("<IQQ", 3, len(tensors), len(kv))]
    out += [_string(key) + _value(value) for key, value in kv.items()]
    offset = 0
    for name, kind, shape in tensors:
        type_id, per_block, block_bytes, _ = TYPES[kind]
        out.append(_string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, type_id, offset))
        elements = 1
        for n in shape:
            elements *= n
        offset += -(-(elements // per_block * block_bytes) // 32) * 32
    header = b"".join(out)
    header += bytes(-len(header) % 32)
    return header, len(header) + offset
