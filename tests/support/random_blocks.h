// The benchmark's random blocks, for tests.
#pragma once

#include "app/bench/random_blocks.h"

namespace snug::test {
using bench::fill_block;
using bench::half_fields;
using bench::Random;
using bench::random_matrix;
}  // namespace snug::test
