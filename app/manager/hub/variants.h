// The files of a repository as a person thinks of them: quantizations with all their parts, and what goes with them.
#pragma once

#include "app/manager/hub/client.h"

namespace snug::hub {

/// One quantization: a file, or all shards of a split one.
struct Variant {
  std::string quantization;     ///< "Q4_K_M", "UD-Q4_K_XL", "F16"; the file's stem where its name holds none
  std::vector<RepoFile> files;  ///< in order of shards
  int64_t size_bytes = 0;       ///< of all files
  double nominal_bits = 0;      ///< per weight, by the name of the type; 0: not known
  bool complete = true;         ///< every shard is there
  bool imatrix = false;         ///< by its name
};

struct RepoGroups {
  std::vector<Variant> variants;      ///< smallest first
  std::vector<RepoFile> companions;   ///< mmproj and other projectors, draft heads
  std::vector<RepoFile> safetensors;  ///< weights that would have to be quantized first
};

RepoGroups group_files(const std::vector<RepoFile>& files);

/// The variant that a word names: its quantization in any case, or a part of the file's name that only one has.
/// Errors: not_found (with what there is), bad_input (several).
Result<const Variant*> find_variant(const RepoGroups& groups, std::string_view word);

/// Nominal bits per weight of a quantization's name ("Q4_K_M": 4.85); 0 if it is not known.
double nominal_bits(std::string_view quantization);

}  // namespace snug::hub
