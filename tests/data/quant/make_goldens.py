#!/usr/bin/env python3
"""Writes blocks.bin and blocks.json: blocks of every type and the floats that they decode to.

The oracle is the PyPI package `gguf`. Each type has a few blocks with scales that are easy to get wrong (zero, negative,
subnormal, largest, infinite, NaN), and the hash of a sweep of 1,024 pseudo-random blocks, which meets every grid index.
The test makes the sweep's blocks itself with the same formula: byte i is the top byte of splitmix64(i).

    pip install gguf numpy && python3 tests/data/quant/make_goldens.py
"""
import json
import pathlib

import numpy as np
from gguf import GGMLQuantizationType as T, GGML_QUANT_SIZES, quants

HERE = pathlib.Path(__file__).parent
SWEEP_BLOCKS = 1024
# Upper bytes of the f16 scales of a block. (IQ1_M: the byte that holds sign and exponent of its scattered scale.)
SCALES = {
    "Q4_0": [1], "Q4_1": [1, 3], "Q5_0": [1], "Q5_1": [1, 3], "Q8_0": [1], "Q2_K": [81, 83], "Q3_K": [109],
    "Q4_K": [1, 3], "Q5_K": [1, 3], "Q6_K": [209], "IQ2_XXS": [1], "IQ2_XS": [1], "IQ2_S": [1], "IQ3_XXS": [1],
    "IQ3_S": [1], "IQ1_S": [1], "IQ1_M": [55], "IQ4_NL": [1], "IQ4_XS": [1], "TQ1_0": [53], "TQ2_0": [65],
    "MXFP4": [], "NVFP4": [], "BF16": [], "F16": [],
}
F16_EDGES = [0x0000, 0x8000, 0x0001, 0x83FF, 0xB800, 0x7BFF, 0x7C00, 0x7E01]
E8M0_EDGES = [0, 1, 2, 127, 254, 255, 120, 3]
UE4M3_EDGES = [0x00, 0x01, 0x07, 0x08, 0x38, 0x7E, 0x7F, 0x80]


def pseudo_random_bytes(n):
    with np.errstate(over="ignore"):
        z = np.arange(n, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(56)).astype(np.uint8)


def fnv1a(words):
    h = 0xCBF29CE484222325
    for w in words.tolist():
        h = ((h ^ w) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{h:016x}"


def decode(blocks, qtype):
    with np.errstate(all="ignore"):
        return quants.dequantize(blocks.reshape(1, -1), qtype).astype(np.float32).reshape(-1)


def edge_blocks(name, size, rng):
    blocks = rng.integers(0, 256, (8, size), dtype=np.uint8)
    for i in range(8):
        for k, at in enumerate(SCALES[name]):
            if name == "IQ1_M":
                for word in range(4):
                    blocks[i, 49 + 2 * word] = blocks[i, 49 + 2 * word] & 0x0F | (F16_EDGES[i] >> (4 * word) & 15) << 4
            else:
                bits = F16_EDGES[(i + k) % 8]
                blocks[i, at - 1:at + 1] = [bits & 255, bits >> 8]
        if name == "MXFP4":
            blocks[i, 0] = E8M0_EDGES[i]
        if name == "NVFP4":
            blocks[i, :4] = np.roll(UE4M3_EDGES, i)[:4]
    return blocks


def sweep_blocks(name, size):
    blocks = pseudo_random_bytes(SWEEP_BLOCKS * size).reshape(SWEEP_BLOCKS, size)
    for at in SCALES[name]:
        blocks[:, at] = blocks[:, at] & 0x8F | 0x20
    if name == "F16":  # no NaN: bit patterns of NaN are not compared
        blocks[:, 1] &= 0xBF
    if name == "BF16":
        blocks[:, 1] &= 0xBF
    return blocks


data = bytearray()
index = []
for name in SCALES:
    qtype = T[name]
    elements, size = GGML_QUANT_SIZES[qtype]
    edges = edge_blocks(name, size, np.random.default_rng(int(qtype)))
    values = decode(edges, qtype)
    sweep = decode(sweep_blocks(name, size), qtype)
    assert not np.isnan(sweep).any(), name
    index.append({
        "type": name, "id": int(qtype), "block": elements, "block_bytes": size, "n_blocks": len(edges),
        "blocks_at": len(data), "values_at": len(data) + edges.size, "scales": SCALES[name],
        "sweep_fnv1a": fnv1a(sweep.view(np.uint32)),
    })
    data += edges.tobytes() + values.tobytes()

(HERE / "blocks.bin").write_bytes(data)
rows = ",\n  ".join(json.dumps(row) for row in index)
(HERE / "blocks.json").write_text(f'{{"sweep_blocks": {SWEEP_BLOCKS}, "types": [\n  {rows}\n]}}\n')
print(len(data), "bytes")
