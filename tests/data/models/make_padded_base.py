#!/usr/bin/env python3
"""Makes the base of the quantizing tests out of the starter model: the same function, rows that divide by 256.

    python3 make_padded_base.py STARTER.gguf OUT.gguf [--type f16|f32] [--seed N]
    python3 make_padded_base.py STARTER.gguf --check

SmolLM2-135M has rows of 576, which K- and IQ-types cannot hold. Here every row of 576 is padded with zeros to 768 and
the heads grow from 9 (3 for K and V) to 12 (4). A norm then divides by sqrt(sum / 768) instead of sqrt(sum / 576), so
its weights take sqrt(576/768) and its epsilon 576/768; what is added is zero everywhere, and the model's function is
unchanged: --check prints the largest |difference of log p| in float64 over a text, and fails above 1e-4.

The weights get a seeded dither of up to half a quantization step each way: without it they lie on the lattice of
their own Q4_1 blocks, and quantizing them to Q4_1 again would lose nothing. The dithered model is therefore a model
of its own; quality is measured against it, not against the starter. Needs numpy and gguf.
"""
import argparse
import json
import sys
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T

from oracle import Weights, forward, log_softmax

HEAD_DIM, N_EMBD, N_PADDED = 64, 576, 768
HEADS, PADDED_HEADS = (9, 3), (12, 4)
SHRINK = N_EMBD / N_PADDED


def step_of(tensor):
    """The distance between two neighbouring values of each element's block, [rows, columns]; 0 for F32."""
    sizes = {T.Q4_1: (32, 20), T.Q8_0: (32, 34)}
    if tensor.tensor_type == T.F32:
        return None
    per_block, size_bytes = sizes[tensor.tensor_type]
    blocks = np.ascontiguousarray(tensor.data).view(np.uint8).reshape(-1, size_bytes)
    scale = np.abs(blocks[:, :2].copy().view("<f2").astype(np.float64))
    shape = [int(n) for n in reversed(tensor.shape)]
    return np.repeat(scale, per_block, axis=1).reshape(shape)


class PaddedWeights(Weights):
    """The starter's weights, padded; dithered where a seed is given."""

    def __init__(self, path, seed=None):
        super().__init__(path)
        self._seed = seed
        if super().hparam("embedding_length") != N_EMBD or super().hparam("attention.head_count") != HEADS[0]:
            raise ValueError("this script knows the shapes of SmolLM2-135M only")

    def hparam(self, key, default=None):
        value = super().hparam(key, default)
        changed = {"embedding_length": N_PADDED, "attention.head_count": PADDED_HEADS[0],
                   "attention.head_count_kv": PADDED_HEADS[1]}
        if key in changed:
            return changed[key]
        return value * SHRINK if key == "attention.layer_norm_rms_epsilon" else value

    def get(self, name):
        values = super().get(name)
        if values is None:
            return None
        if values.ndim == 1:
            return np.pad(values * np.sqrt(SHRINK), (0, N_PADDED - N_EMBD), constant_values=np.sqrt(SHRINK))
        if self._seed is not None:
            # A generator a tensor, seeded by its name: the order of reading does not matter.
            rng = np.random.default_rng([self._seed, *name.encode()])
            values = values + rng.uniform(-0.5, 0.5, values.shape) * step_of(self._tensors[name])
        # The heads are rows of Q (and K, V) and columns of the output product: 576 and 192 become 768 and 256.
        padded = {N_EMBD: N_PADDED, HEADS[1] * HEAD_DIM: PADDED_HEADS[1] * HEAD_DIM}
        return np.pad(values, [(0, padded.get(n, n) - n) for n in values.shape])


def copy_metadata(w, out, file_type):
    changed = {f"{w.arch}.{key}": w.hparam(key) for key in (
        "embedding_length", "attention.head_count", "attention.head_count_kv", "attention.layer_norm_rms_epsilon")}
    changed |= {"general.file_type": file_type, "general.name": "SmolLM2 135M padded and dithered (a base for tests)"}
    for key, field in w._reader.fields.items():
        if key.startswith("GGUF.") or key in ("general.architecture", "general.quantization_version"):
            continue
        sub_type = field.types[-1] if len(field.types) > 1 else None
        out.add_key_value(key, changed.get(key, field.contents()), field.types[0], sub_type)


def write(w, path, kind):
    part = path.with_name(path.name + ".part")
    out = gguf.GGUFWriter(part, w.arch)
    copy_metadata(w, out, 1 if kind == "f16" else 0)
    for name in w.names():
        values = w.get(name)
        out.add_tensor(name, values.astype(np.float16 if kind == "f16" and values.ndim > 1 else np.float32))
    out.write_header_to_file()
    out.write_kv_data_to_file()
    out.write_tensors_to_file()
    out.close()
    part.rename(path)


def check(starter):
    story = next(g for g in json.loads((Path(__file__).parent / "real.json").read_text())
                 if g["model"] == "smollm2" and g["prompt"] == "story")
    before = log_softmax(forward(Weights(starter), story["tokens"]))
    after = log_softmax(forward(PaddedWeights(starter), story["tokens"]))
    worst = float(np.abs(after - before).max())
    dithered = log_softmax(forward(PaddedWeights(starter, seed=1), story["tokens"]))
    kl = float((np.exp(before) * (before - dithered)).sum(axis=-1).mean())
    print(f"padded: largest |difference of log p| {worst:.2e} over {len(story['tokens'])} tokens")
    print(f"dithered: KL from the starter {kl:.3f}")
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("starter")
    parser.add_argument("out", nargs="?")
    parser.add_argument("--type", choices=["f16", "f32"], default="f16")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.check:
        sys.exit(check(args.starter) > 1e-4)
    if not args.out:
        parser.error("OUT is missing")
    write(PaddedWeights(args.starter, args.seed), Path(args.out), args.type)


if __name__ == "__main__":
    main()
