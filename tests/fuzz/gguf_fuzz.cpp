// GGUF headers: whatever the bytes, a refusal or a header whose tensors all lie inside the file. Accepted headers are
// also written and read again: both must agree.
#include <cstdint>
#include <cstdlib>

#include "engine/format/gguf.h"
#include "engine/format/gguf_writer.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace snug::format;
  const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
  // The header of a file whose data is not here, as on the Hub: data may be claimed that the input need not hold.
  constexpr int64_t kFileBytes = int64_t{1} << 40;
  for (const int64_t file_bytes : {static_cast<int64_t>(size), kFileBytes}) {
    const auto header = parse_gguf_header(bytes, file_bytes);
    if (!header) {
      const auto needed = needed_bytes(header.error());
      require(!needed || (*needed > static_cast<int64_t>(size) && *needed <= file_bytes));
      continue;
    }
    for (const TensorInfo& tensor : header->tensors) {
      require(tensor.offset_bytes >= header->data_offset);
      require(tensor.size_bytes > 0 && tensor.size_bytes <= file_bytes - tensor.offset_bytes);
    }
    GgufPlan plan{header->version, header->metadata, header->tensors};
    const auto total = lay_out_gguf(plan);
    require(total.has_value());
    const auto written = encode_gguf_header(plan);
    require(written.has_value());
    const auto again = parse_gguf_header(std::as_bytes(std::span(*written)), *total);
    require(again.has_value() && again->tensors == plan.tensors);
    // Not by ==: a NaN in the metadata is not equal to itself. Bytes are.
    const auto rewritten = encode_gguf_header({again->version, again->metadata, again->tensors});
    require(rewritten.has_value() && *rewritten == *written);
  }
  return 0;
}
