// The model families: one file each, found by the architecture's name.
#pragma once

#include <span>
#include <string_view>

#include "engine/models/model_spec.h"
#include "engine/program/program.h"

namespace snug::models {

/// A family: how its architecture's metadata and tensors become a program.
struct Family {
  std::string_view architecture;
  /// Reads the keys of this family alone into the spec, or checks it; the shared keys are there already.
  Status (*refine)(const format::GgufHeader& header, ModelSpec& spec);
  /// Builds the program. Errors: missing_tensor, tensor_shape, unsupported.
  Result<program::Program> (*build)(const format::GgufHeader& header, const ModelSpec& spec);
};

/// Every family, by name.
std::span<const Family> families();
/// The family of an architecture; nullptr if there is none.
const Family* find_family(std::string_view architecture);

/// read_model_spec, build and program::validate in one.
struct Model {
  ModelSpec spec;
  program::Program program;
};
Result<Model> build_model(const format::GgufHeader& header);

}  // namespace snug::models
