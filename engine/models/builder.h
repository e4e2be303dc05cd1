// The pieces that families share: finds tensors by name, declares weights and slots, and appends composites.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <unordered_map>

#include "engine/models/model_spec.h"
#include "engine/program/program.h"

namespace snug::models {

/// Collects one program. A tensor that is missing makes the builder fail once, at finish(), naming the first one.
class Builder {
 public:
  Builder(const format::GgufHeader& header, const ModelSpec& spec);

  /// A required tensor's weight; kNone after a failure.
  program::WeightId weight(const std::string& name, program::WeightUse use);
  /// The weight if the file has the tensor, else kNone.
  program::WeightId optional_weight(const std::string& name, program::WeightUse use);
  program::WeightId matrix(const std::string& name) { return weight(name, program::WeightUse::matrix); }
  program::WeightId vector(const std::string& name) { return weight(name, program::WeightUse::vector); }
  program::WeightId optional_vector(const std::string& name) {
    return optional_weight(name, program::WeightUse::vector);
  }
  [[nodiscard]] bool has(const std::string& name) const { return by_name_.contains(name); }

  program::SlotId slot(std::string name, int64_t width, program::RowSpace rows = program::RowSpace::all);

  /// Declares the layer's KV in the group of its kind, making the group when it is the first.
  program::KvLayerId kv_layer(int32_t layer);

  /// token_embd, its use decided by whether the file has a head of its own. Adds Embed into x.
  void embed(program::SlotId x);
  /// Marks where a layer begins. Call once a layer, in order.
  void begin_layer() { program_.layer_starts.push_back(static_cast<int32_t>(program_.ops.size())); }

  /// blk.N.attn_*: NormQkvRope, Attend, ProjAdd. Biases and head norms are taken where the file has them.
  struct AttentionOptions {
    program::RopeParams::Pairing pairing = program::RopeParams::Pairing::adjacent;
    bool use_rope = true;
    std::string post_norm = {};  ///< tensor stem of a norm on the output ("post_attention_norm"), empty without
  };
  void attention(int32_t layer, program::SlotId x, const AttentionOptions& options);

  /// blk.N.ffn_*: NormGateUp, ProjAdd.
  void feed_forward(int32_t layer, program::SlotId x, program::ActKind act, const std::string& post_norm = {});
  /// blk.N.ffn_*_exps: MoeGateUp, MoeDownCombine.
  void experts(int32_t layer, program::SlotId x, program::Route::Gate gate);

  /// output_norm and the head (its own, or the embedding). Ends the last layer.
  void head(program::SlotId x);

  /// The finished program, or the first failure. Errors: missing_tensor, unsupported.
  Result<program::Program> finish();

  /// Rope of a layer as the spec says, with rope_freqs.weight where the file has it.
  program::RopeParams rope(int32_t layer, program::RopeParams::Pairing pairing);

 private:
  static std::string block(int32_t layer, std::string_view stem) {
    return fmt::format("blk.{}.{}.weight", layer, stem);
  }

  const format::GgufHeader& header_;
  const ModelSpec& spec_;
  std::unordered_map<std::string, int32_t> by_name_;         ///< tensor index
  std::unordered_map<std::string, program::WeightId> made_;  ///< weights declared so far
  std::unordered_map<std::string, program::SlotId> slots_;
  program::Program program_;
  std::optional<Error> failure_;
};

/// The plain decoder that llama and qwen are: each layer attention and a SiLU feed-forward, or experts where the spec
/// has them. What else a file brings (biases, head norms) is taken where it is. Errors: as Builder::finish.
Result<program::Program> build_plain_decoder(const format::GgufHeader& header, const ModelSpec& spec,
                                             program::RopeParams::Pairing pairing);

}  // namespace snug::models
