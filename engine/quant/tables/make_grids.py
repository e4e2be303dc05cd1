#!/usr/bin/env python3
"""Writes the lattice tables of the IQ types as C++ headers beside this script.

The points are facts of the file format; they are taken from the PyPI package `gguf`. Codes are packed into 16 bits a
point: eight of two bits (IQ1, IQ2) or four of three bits (IQ3), the first element lowest.

    pip install gguf numpy && python3 engine/quant/tables/make_grids.py
"""
import pathlib

import numpy as np
from gguf import quants

HERE = pathlib.Path(__file__).parent
GRIDS = [
    ("iq2_xxs_grid", quants.IQ2_XXS, 2, "IQ2_XXS: 256 points of eight codes for 8, 25, 43"),
    ("iq2_xs_grid", quants.IQ2_XS, 2, "IQ2_XS: 512 points of eight codes for 8, 25, 43"),
    ("iq2_s_grid", quants.IQ2_S, 2, "IQ2_S: 1024 points of eight codes for 8, 25, 43"),
    ("iq3_xxs_grid", quants.IQ3_XXS, 3, "IQ3_XXS: 256 points of four codes for 4, 12, 20, 28, 36, 44, 52, 62"),
    ("iq3_s_grid", quants.IQ3_S, 3, "IQ3_S: 512 points of four codes for 1, 3, 5, 7, 9, 11, 13, 15"),
    ("iq1_grid", quants.IQ1_S, 2, "IQ1_S and IQ1_M: 2048 points of eight codes for -1, 0, 1"),
]

for name, cls, bits, what in GRIDS:
    cls.init_grid()
    values = cls.grid.reshape(cls.grid_shape)
    code_of = {float(v): i for i, v in enumerate(cls.grid_map)}
    words = [sum(code_of[float(v)] << (bits * j) for j, v in enumerate(point)) for point in values]
    lines = []
    for i in range(0, len(words), 16):
        lines.append("           " + ", ".join(f"0x{w:04x}" for w in words[i:i + 16]))
    text = f"""// Made by make_grids.py; do not edit. Lattice of {what}.
// clang-format off
#pragma once

#include <cstdint>

#include "engine/quant/host_device.h"

namespace snug::quant {{

/// {bits} bits a code, the first element lowest.
SNUG_TABLE(uint16_t, {name},
""" + ",\n".join(lines) + """)

}  // namespace snug::quant
"""
    (HERE / f"{name}.h").write_text(text)
