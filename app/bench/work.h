// Bytes and operations of a step, counted from the planned program.
#pragma once

#include "app/bench/bench.h"
#include "engine/plan/plan.h"

namespace snug::bench {

/// Pure. Embeddings count one row; of experts, those that a token uses.
Work count_work(const plan::Plan& plan);

}  // namespace snug::bench
