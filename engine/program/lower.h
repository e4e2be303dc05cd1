// Composites written as primitives: what they mean, and the path of a backend that does not fuse them.
#pragma once

#include <functional>

#include "engine/program/program.h"

namespace snug::program {

/// Whether the device that will run op `index` runs that composite as it stands (else it is lowered).
using Fuses = std::function<bool(int32_t index, const Program& program)>;

/// The same program with every composite that `fuses` refuses expanded to primitives, in place and in order.
/// New slots are f32 and appended to the slot list; a temporary is shared by all ops that need the same name and width.
Program lower(const Program& program, const Fuses& fuses);
/// Lowers everything: what `reference` runs, and the contract of each composite.
Program lower_all(const Program& program);

}  // namespace snug::program
