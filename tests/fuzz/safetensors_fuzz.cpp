// Safetensors headers: whatever the JSON, a refusal or tensors that fill the data without hole or overlap.
#include <cstdint>
#include <cstdlib>

#include "engine/format/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace snug::format;
  const std::span json(reinterpret_cast<const std::byte*>(data), size);
  for (const int64_t data_bytes : {int64_t{0}, int64_t{4}, int64_t{64}}) {
    const int64_t file_bytes = 8 + static_cast<int64_t>(size) + data_bytes;
    const auto header = parse_safetensors_header(json, file_bytes);
    if (!header) continue;
    int64_t end = header->header_bytes;
    for (const SafetensorsTensor& tensor : header->tensors) {
      if (tensor.offset_bytes != end) std::abort();
      end += tensor.size_bytes;
    }
    if (end != file_bytes) std::abort();
  }
  return 0;
}
