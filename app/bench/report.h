// The rows as text: llama-bench's columns, then ours.
#pragma once

#include <span>
#include <string>

#include "app/bench/bench.h"

namespace snug::bench {

enum class Format { md, json, csv };

/// The whole output. With a peer, its columns and the ratio of the best samples are there too.
std::string report(Format format, const ModelFacts& facts, std::span<const Row> rows, const Ceilings& ceilings);

}  // namespace snug::bench
