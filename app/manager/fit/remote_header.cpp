#include "app/manager/fit/remote_header.h"

#include <algorithm>
#include <chrono>

namespace snug::fit {
namespace {

constexpr int64_t kFirstBytes = 256 << 10;
constexpr int64_t kStepBytes = 4 << 20;
constexpr auto kMostTime = std::chrono::seconds(60);

}  // namespace

Result<format::GgufHeader> remote_header(hub::Client& client, const hub::RepoInfo& repo, const hub::RepoFile& file,
                                         const HeaderCache& cache) {
  if (auto known = cache.find(file.sha256, file.size_bytes)) return *std::move(known);
  const auto begun = std::chrono::steady_clock::now();
  SNUG_TRY(const hub::FilePlace place, client.locate(repo.id, repo.commit, file.path));
  std::string bytes;
  int64_t want = kFirstBytes;
  while (true) {
    want = std::min({want, file.size_bytes, format::GgufLimits::kHeaderBytes});
    if (want <= std::ssize(bytes)) return fail(Code::limit_exceeded, "a header without an end");
    if (std::chrono::steady_clock::now() - begun > kMostTime)
      return fail(Code::network_stalled, "the header of " + printable(file.path, 100));
    SNUG_TRY(const std::string more,
             client.range(place, std::ssize(bytes), want - 1, file.size_bytes, "header of a file"));
    bytes += more;
    auto header = format::parse_gguf_header(std::as_bytes(std::span(bytes)), file.size_bytes);
    if (header) {
      cache.keep(file.sha256, *header);
      return header;
    }
    const auto needed = format::needed_bytes(header.error());
    if (!needed) return header;
    // Vocabularies come in megabytes: steps that double cost few round trips and little that is not needed.
    want = std::max({*needed, std::ssize(bytes) * 2, kStepBytes});
  }
}

Result<format::GgufHeader> variant_header(hub::Client& client, const hub::RepoInfo& repo, const hub::Variant& variant,
                                          const HeaderCache& cache) {
  if (!variant.complete || variant.files.empty()) return fail(Code::missing_shard, variant.quantization);
  SNUG_TRY(format::GgufHeader header, remote_header(client, repo, variant.files.front(), cache));
  for (size_t i = 1; i < variant.files.size(); ++i) {
    SNUG_TRY(const format::GgufHeader part, remote_header(client, repo, variant.files[i], cache));
    for (format::TensorInfo tensor : part.tensors) {
      tensor.shard = static_cast<int>(i);
      header.tensors.push_back(std::move(tensor));
    }
    header.file_bytes += part.file_bytes;
  }
  return header;
}

}  // namespace snug::fit
