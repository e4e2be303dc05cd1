#include "app/manager/fit/header_cache.h"

#include "app/manager/folders/atomic_file.h"
#include "app/manager/hub/url.h"
#include "engine/format/gguf_writer.h"

namespace snug::fit {
namespace {

constexpr size_t kLargeArray = 1024;
constexpr size_t kMostBytes = 16 << 20;

}  // namespace

std::optional<format::GgufHeader> HeaderCache::find(const std::string& sha256, int64_t file_bytes) const {
  if (folder_.empty() || !hub::is_hex(sha256, 64)) return std::nullopt;
  const auto bytes = folders::read_whole(folder_ / (sha256 + ".header"), kMostBytes);
  if (!bytes) return std::nullopt;
  // Without its large arrays the header is shorter, so the size that its offsets need is not the file's.
  auto header = format::parse_gguf_header(std::as_bytes(std::span(*bytes)), file_bytes + std::ssize(*bytes));
  if (!header) return std::nullopt;
  header->file_bytes = file_bytes;
  return *std::move(header);
}

void HeaderCache::keep(const std::string& sha256, const format::GgufHeader& header) const {
  if (folder_.empty() || !hub::is_hex(sha256, 64)) return;
  format::GgufPlan plan;
  plan.version = header.version;
  std::string architecture;
  if (const auto name = header.metadata.optional_string("general.architecture"); name && *name) architecture = **name;
  for (const auto& [key, value] : header.metadata.entries()) {
    if (format::element_count(value) <= kLargeArray) {
      plan.metadata.set(key, value);
    } else if (key == "tokenizer.ggml.tokens" && !header.metadata.contains(architecture + ".vocab_size")) {
      plan.metadata.set(architecture + ".vocab_size", static_cast<uint32_t>(format::element_count(value)));
    }
  }
  plan.tensors = header.tensors;
  if (!format::lay_out_gguf(plan)) return;
  const auto bytes = format::encode_gguf_header(plan);
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  if (bytes && !error) (void)folders::write_atomically(folder_ / (sha256 + ".header"), *bytes);
}

}  // namespace snug::fit
