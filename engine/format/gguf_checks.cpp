#include "engine/format/gguf_checks.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

#include "engine/base/checked.h"

namespace snug::format {
namespace {

constexpr size_t kStrictNameBytes = 64;  // ggml keeps names in char[64], the last a NUL

void add_lint(GgufHeader& header, std::string code, std::string message) {
  header.lint.push_back({std::move(code), std::move(message)});
}

Status check_names(const GgufHeader& header) {
  std::unordered_set<std::string_view> seen;
  seen.reserve(header.tensors.size());
  for (const TensorInfo& tensor : header.tensors) {
    if (!seen.insert(tensor.name).second) {
      return fail(Error{Code::duplicate_tensor, printable(tensor.name)}.with("tensor", printable(tensor.name)));
    }
  }
  return {};
}

Status check_overlap(const GgufHeader& header) {
  std::vector<const TensorInfo*> by_offset;
  by_offset.reserve(header.tensors.size());
  for (const TensorInfo& tensor : header.tensors) by_offset.push_back(&tensor);
  std::sort(by_offset.begin(), by_offset.end(),
            [](const TensorInfo* a, const TensorInfo* b) { return a->offset_bytes < b->offset_bytes; });
  for (size_t i = 1; i < by_offset.size(); ++i) {
    const TensorInfo& first = *by_offset[i - 1];
    const TensorInfo& second = *by_offset[i];
    if (first.offset_bytes + first.size_bytes <= second.offset_bytes) continue;
    const std::string detail = "tensors " + printable(first.name) + " and " + printable(second.name) + " overlap" +
                               contested_id_hint(first.type);
    return fail(Error{Code::file_malformed, detail}
                    .with("tensor", printable(first.name))
                    .with("offset_bytes", std::to_string(second.offset_bytes)));
  }
  return {};
}

/// ggml wants tensors in the order of their data, without holes.
void lint_order(GgufHeader& header) {
  int64_t expected = header.data_offset;
  for (const TensorInfo& tensor : header.tensors) {
    if (tensor.offset_bytes != expected) {
      add_lint(header, "tensor_order",
               "tensor " + printable(tensor.name) + " is at byte " + std::to_string(tensor.offset_bytes) +
                   " where llama.cpp expects byte " + std::to_string(expected) + ", and would refuse the file");
      return;
    }
    expected = round_up(tensor.offset_bytes + tensor.size_bytes, header.alignment);
  }
}

void lint_end(GgufHeader& header) {
  if (header.tensors.empty()) return;
  int64_t end = 0;
  for (const TensorInfo& tensor : header.tensors) end = std::max(end, tensor.offset_bytes + tensor.size_bytes);
  const int64_t padded = round_up(end, header.alignment);
  if (padded > header.file_bytes) {
    add_lint(header, "final_padding", "the padding after the last tensor is missing; llama.cpp may refuse the file");
  } else if (padded < header.file_bytes) {
    add_lint(header, "trailing_bytes",
             std::to_string(header.file_bytes - padded) + " bytes after the last tensor belong to nothing");
  }
}

void lint_tensors(GgufHeader& header) {
  for (const TensorInfo& tensor : header.tensors) {
    if (tensor.name.size() >= kStrictNameBytes) {
      add_lint(header, "name_too_long",
               "the name of tensor " + printable(tensor.name, 80) + " is longer than llama.cpp allows");
      break;
    }
  }
  for (const TensorInfo& tensor : header.tensors) {
    if (tensor.unknown_type >= 0) {
      add_lint(header, quant::is_withdrawn(tensor.unknown_type) ? "obsolete_type" : "unknown_type",
               "tensor " + printable(tensor.name) + " has type " + std::to_string(tensor.unknown_type) +
                   ", which Snug does not know, so the model cannot run here");
      break;
    }
  }
  for (const TensorInfo& tensor : header.tensors) {
    if (quant::type_info(tensor.type).activation_only) {
      add_lint(header, "activation_type",
               "tensor " + printable(tensor.name) + " has type " + std::string(quant::type_info(tensor.type).name) +
                   ", which is no type for weights");
      break;
    }
  }
}

}  // namespace

std::string contested_id_hint(quant::DType type) {
  if (type != quant::DType::NVFP4) return {};
  return "; type 40 is NVFP4 here, another program may have used the number for smaller blocks of its own";
}

Status check_tensors(GgufHeader& header) {
  SNUG_CHECK_OK(check_names(header));
  SNUG_CHECK_OK(check_overlap(header));
  if (header.alignment % 8 != 0) {
    add_lint(header, "alignment", "the alignment of " + std::to_string(header.alignment) + " is not a multiple of 8");
  }
  if (!header.metadata.contains("general.architecture") && !header.metadata.contains("split.no")) {
    add_lint(header, "no_architecture", "general.architecture is missing, so nothing can tell what the file is");
  }
  lint_order(header);
  lint_end(header);
  lint_tensors(header);
  return {};
}

}  // namespace snug::format
