#!/usr/bin/env python3
"""Checks oracle.py against the transformers library on the tiny models: prints the NMSE of each.

    python3 check_oracle.py        # exit status 1 if one is above 1e-9

Needs torch and transformers, so this runs by hand when the oracle changes, never in the test command.
transformers computes the RoPE angles in float32 whatever the model's type: that is the difference that remains.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
import transformers

from oracle import Spec, Weights, forward, nmse

HERE = Path(__file__).parent
NAMES = {
    "attn_norm": "input_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm", "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj", "ffn_norm": "post_attention_layernorm",
}
GEMMA_NAMES = NAMES | {"post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
                       "post_ffw_norm": "post_feedforward_layernorm"}
TOP = {"token_embd": "model.embed_tokens", "output_norm": "model.norm", "output": "lm_head"}
CLASSES = {"llama": ("LlamaConfig", "LlamaForCausalLM"), "qwen2": ("Qwen2Config", "Qwen2ForCausalLM"),
           "qwen3": ("Qwen3Config", "Qwen3ForCausalLM"), "gemma3": ("Gemma3TextConfig", "Gemma3ForCausalLM")}


def halves_from_pairs(weight, n_heads):
    """Undoes the row order that GGUF files of the llama family have: pairs (2i, 2i+1) become (i, i + dim/2)."""
    rows = weight.reshape(n_heads, -1, 2, *weight.shape[1:])
    return rows.swapaxes(1, 2).reshape(weight.shape)


def state_dict(w, s):
    state = {}
    for name in w.names():
        if name == "rope_freqs.weight":
            continue
        parts, value = name.split("."), w.get(name)
        if parts[0] == "blk":
            key = f"model.layers.{parts[1]}.{(GEMMA_NAMES if s.gemma else NAMES)[parts[2]]}.{parts[3]}"
        else:
            key = f"{TOP[parts[0]]}.{parts[1]}"
        if s.rope_adjacent and parts[-2] in ("attn_q", "attn_k"):
            value = halves_from_pairs(value, s.n_head if parts[-2] == "attn_q" else s.n_head_kv)
        if s.gemma and parts[-2].endswith("norm"):
            value = value - 1.0
        state[key] = torch.from_numpy(value.copy())
    return state


def rope_parameters(w, s):
    full = {"rope_type": "default", "rope_theta": s.rope_base}
    if w.has("rope_freqs.weight"):
        full |= {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                 "original_max_position_embeddings": 64}
    if not s.gemma:
        return full
    if s.rope_scale != 1.0:
        full |= {"rope_type": "linear", "factor": s.rope_scale}
    return {"full_attention": full,
            "sliding_attention": {"rope_type": "default", "rope_theta": s.rope_base_window}}


def reference_model(w):
    s = Spec.of(w)
    config_name, model_name = CLASSES[w.arch]
    embedding = w.get("token_embd.weight")
    extra = {}
    if s.gemma:
        kinds = ["sliding_attention" if s.is_window_layer(i) else "full_attention" for i in range(s.n_layer)]
        extra = dict(sliding_window=s.window, layer_types=kinds, query_pre_attn_scalar=s.head_dim,
                     hidden_activation="gelu_pytorch_tanh")
    config = getattr(transformers, config_name)(
        vocab_size=embedding.shape[0], hidden_size=s.n_embd, num_hidden_layers=s.n_layer,
        intermediate_size=w.hparam("feed_forward_length"), num_attention_heads=s.n_head,
        num_key_value_heads=s.n_head_kv, head_dim=s.head_dim, rms_norm_eps=s.eps, max_position_embeddings=256,
        rope_parameters=rope_parameters(w, s), tie_word_embeddings=not w.has("output.weight"),
        attn_implementation="eager", **extra)
    model = getattr(transformers, model_name)(config).double().eval()
    missing, unexpected = model.load_state_dict(state_dict(w, s), strict=False)
    assert not unexpected, unexpected
    assert all(m == "lm_head.weight" for m in missing), missing
    return model


def main():
    worst = 0.0
    for golden in json.loads((HERE / "goldens.json").read_text()):
        w = Weights(str(HERE / golden["model"]))
        tokens = golden["tokens"]
        with torch.no_grad():
            theirs = reference_model(w)(torch.tensor([tokens])).logits[0].double().numpy()
        error = nmse(forward(w, tokens), theirs)
        stored = nmse(np.load(HERE / golden["logits"]), theirs)
        print(f"{golden['model']}: NMSE {error:.1e} (stored golden {stored:.1e})")
        worst = max(worst, error, stored)
    sys.exit(worst > 1e-9)


if __name__ == "__main__":
    main()
