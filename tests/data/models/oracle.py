#!/usr/bin/env python3
"""An independent forward pass: what the logits of a GGUF model are, in float64.

Tests hold the engine against what this prints, so it shares nothing with the engine: it is written
from the papers and from the semantics of the `transformers` library, one whole sequence at a time,
without a KV cache, and every product and sum is float64. Weights come through the `gguf` package.

    python3 oracle.py MODEL.gguf 1 5 9 ...      # logits of the last token: the ten best

Families: llama, qwen2, qwen3, gemma3. Needs numpy and gguf.

Papers: RMSNorm 1910.07467, RoPE 2104.09864, GQA 2305.13245, SwiGLU 2002.05202, Gemma 3 2503.19786.
"""
import sys
from dataclasses import dataclass

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize


class Weights:
    """A GGUF file: metadata by key, tensors as float64 in the order [rows, columns].

    `keep` holds every tensor once it is read: eight bytes a parameter, for repeated passes.
    """

    def __init__(self, path, keep=False):
        self._reader = GGUFReader(path)
        self._kept = {} if keep else None
        self._tensors = {t.name: t for t in self._reader.tensors}
        self.arch = self.meta("general.architecture")

    def meta(self, key, default=None):
        field = self._reader.fields.get(key)
        return default if field is None else field.contents()

    def hparam(self, key, default=None):
        return self.meta(f"{self.arch}.{key}", default)

    def has(self, name):
        return name in self._tensors

    def get(self, name):
        """The tensor, or None where the file has none of that name (a bias, say)."""
        t = self._tensors.get(name)
        if t is None:
            return None
        if self._kept is not None and name in self._kept:
            return self._kept[name]
        shape = [int(n) for n in reversed(t.shape)]
        values = dequantize(t.data, t.tensor_type).astype(np.float64).reshape(shape)
        if self._kept is not None:
            self._kept[name] = values
        return values

    def names(self):
        return list(self._tensors)


@dataclass
class Spec:
    """The hyper-parameters that the forward pass needs."""

    n_layer: int
    n_embd: int
    n_head: int
    n_head_kv: int
    head_dim: int
    rope_dim: int
    rope_base: float
    rope_base_window: float
    rope_scale: float  # positions of full layers are divided by it ("linear" scaling)
    rope_adjacent: bool  # llama files pair (2i, 2i+1); the others (i, i + rope_dim/2)
    eps: float
    window: int  # 0: every layer sees everything
    window_pattern: int  # every n-th layer is full
    gemma: bool

    @staticmethod
    def of(w):
        if w.arch not in ("llama", "qwen2", "qwen3", "gemma3"):
            raise ValueError(f"the oracle does not know the family {w.arch}")
        n_embd, n_head = w.hparam("embedding_length"), w.hparam("attention.head_count")
        head_dim = w.hparam("attention.key_length", n_embd // n_head)
        gemma = w.arch == "gemma3"
        base = w.hparam("rope.freq_base", 1e6 if gemma else 1e4)
        scaling = w.hparam("rope.scaling.type", "none")
        if scaling not in ("none", "linear"):
            raise ValueError(f"the oracle does not know RoPE scaling {scaling}")
        return Spec(
            n_layer=w.hparam("block_count"), n_embd=n_embd, n_head=n_head,
            n_head_kv=w.hparam("attention.head_count_kv", n_head), head_dim=head_dim,
            rope_dim=w.hparam("rope.dimension_count", head_dim), rope_base=base,
            rope_base_window=w.hparam("rope.freq_base_swa", 1e4) if gemma else base,
            rope_scale=w.hparam("rope.scaling.factor", 1.0) if scaling == "linear" else 1.0,
            rope_adjacent=w.arch == "llama", eps=w.hparam("attention.layer_norm_rms_epsilon"),
            window=(w.hparam("attention.sliding_window", 0) or 0) if gemma else 0,
            window_pattern=6, gemma=gemma)

    def is_window_layer(self, layer):
        return self.window > 0 and (layer + 1) % self.window_pattern != 0


def rms_norm(x, weight, eps):
    """x / sqrt(mean(x^2) + eps) * weight over the last axis. Gemma's "1 + w" is already in the file's w."""
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + eps) * weight


def linear(x, weight, bias=None):
    y = x @ weight.T
    return y if bias is None else y + bias


def rope(x, positions, base, dim, adjacent, scale=1.0, factors=None):
    """Rotates the first `dim` of each head of x [n_tokens, n_heads, head_dim].

    The angle of pair i is pos / scale * base^(-2i/dim) / factors[i].
    """
    i = np.arange(dim // 2, dtype=np.float64)
    freq = base ** (-2.0 * i / dim)
    if factors is not None:
        freq = freq / factors
    angle = (positions[:, None] / scale) * freq[None, :]
    cos, sin = np.cos(angle)[:, None, :], np.sin(angle)[:, None, :]
    y = x.copy()
    if adjacent:
        a, b = x[..., 0:dim:2], x[..., 1:dim:2]
        y[..., 0:dim:2], y[..., 1:dim:2] = a * cos - b * sin, a * sin + b * cos
    else:
        a, b = x[..., : dim // 2], x[..., dim // 2 : dim]
        y[..., : dim // 2], y[..., dim // 2 : dim] = a * cos - b * sin, a * sin + b * cos
    return y


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def log_softmax(x):
    m = x.max(axis=-1, keepdims=True)
    return x - m - np.log(np.exp(x - m).sum(axis=-1, keepdims=True))


def attend(q, k, v, scale, window):
    """Causal attention, q [n, heads, d], k and v [n, kv_heads, d]; a window counts the token itself."""
    n, n_head, _ = q.shape
    group = n_head // k.shape[1]
    at = np.arange(n)
    hidden = at[None, :] > at[:, None]
    if window > 0:
        hidden |= at[:, None] - at[None, :] >= window
    out = np.empty((n, n_head, v.shape[2]))
    for h in range(n_head):
        scores = q[:, h] @ k[:, h // group].T * scale
        out[:, h] = softmax(np.where(hidden, -np.inf, scores)) @ v[:, h // group]
    return out.reshape(n, -1)


def silu(x):
    return x / (1.0 + np.exp(-x))


def gelu_tanh(x):
    return 0.5 * x * (1.0 + np.tanh(np.sqrt(2.0 / np.pi) * (x + 0.044715 * x**3)))


def attention(w, s, layer, x, positions):
    p = f"blk.{layer}."
    n = x.shape[0]
    x = rms_norm(x, w.get(p + "attn_norm.weight"), s.eps)
    q, k, v = (
        linear(x, w.get(p + f"attn_{c}.weight"), w.get(p + f"attn_{c}.bias")).reshape(n, heads, -1)
        for c, heads in (("q", s.n_head), ("k", s.n_head_kv), ("v", s.n_head_kv)))
    if w.has(p + "attn_q_norm.weight"):
        q = rms_norm(q, w.get(p + "attn_q_norm.weight"), s.eps)
        k = rms_norm(k, w.get(p + "attn_k_norm.weight"), s.eps)
    window = s.is_window_layer(layer)
    base, scale = (s.rope_base_window, 1.0) if window else (s.rope_base, s.rope_scale)
    factors = w.get("rope_freqs.weight")
    q, k = (rope(t, positions, base, s.rope_dim, s.rope_adjacent, scale, factors) for t in (q, k))
    y = attend(q, k, v, s.head_dim**-0.5, s.window if window else 0)
    y = linear(y, w.get(p + "attn_output.weight"), w.get(p + "attn_output.bias"))
    return rms_norm(y, w.get(p + "post_attention_norm.weight"), s.eps) if s.gemma else y


def feed_forward(w, s, layer, x):
    p = f"blk.{layer}."
    x = rms_norm(x, w.get(p + "ffn_norm.weight"), s.eps)
    act = gelu_tanh if s.gemma else silu
    h = act(linear(x, w.get(p + "ffn_gate.weight"))) * linear(x, w.get(p + "ffn_up.weight"))
    y = linear(h, w.get(p + "ffn_down.weight"))
    return rms_norm(y, w.get(p + "post_ffw_norm.weight"), s.eps) if s.gemma else y


def forward(w, tokens, last_only=False):
    """Logits [n_tokens, n_vocab] (or [1, n_vocab]) of `tokens` at positions 0, 1, 2, ..."""
    s = Spec.of(w)
    embedding = w.get("token_embd.weight")
    x = embedding[np.asarray(tokens)]
    if s.gemma:
        x = x * np.sqrt(float(s.n_embd))
    positions = np.arange(len(tokens), dtype=np.float64)
    for layer in range(s.n_layer):
        x = x + attention(w, s, layer, x, positions)
        x = x + feed_forward(w, s, layer, x)
    if last_only:
        x = x[-1:]
    x = rms_norm(x, w.get("output_norm.weight"), s.eps)
    return linear(x, w.get("output.weight") if w.has("output.weight") else embedding)


def nmse(a, b):
    """Squared error of a against b, as a share of b's squares."""
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    return float(((a - b) ** 2).sum() / (b**2).sum())


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    logp = log_softmax(forward(Weights(sys.argv[1]), [int(t) for t in sys.argv[2:]], last_only=True))[0]
    for token in np.argsort(-logp)[:10]:
        print(f"{token:7d}  {logp[token]:.6f}")


if __name__ == "__main__":
    main()
