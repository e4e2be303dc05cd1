// The benchmark's models in memory, for tests.
#pragma once

#include "app/bench/synthetic_model.h"
#include "tests/support/random_blocks.h"

namespace snug::test {
using bench::BlockPool;
using bench::mix_type;
using bench::model_shape;
using bench::ModelShape;
using bench::synthetic_header;
}  // namespace snug::test
