// What a decode step reads: the bytes that bound its speed.
#pragma once

#include "engine/plan/plan.h"

namespace snug::plan {

/// Bytes that one token's step reads on all devices when `n_used` tokens are cached: every matrix once (of experts the
/// chosen ones, of embeddings a row) and the keys and values in sight. O(ops).
int64_t decode_read_bytes(const Plan& plan, int64_t n_used);

}  // namespace snug::plan
