// The header of a GGUF file on the Hub, read by ranges: the same parser and the same bounds as for a file on disk.
#pragma once

#include "app/manager/fit/header_cache.h"
#include "app/manager/hub/client.h"
#include "app/manager/hub/variants.h"

namespace snug::fit {

/// Reads as much of a file's beginning as its header takes, 256 KiB first, at most 64 MiB and 60 s.
/// Errors: those of the client, of parse_gguf_header; limit_exceeded.
Result<format::GgufHeader> remote_header(hub::Client& client, const hub::RepoInfo& repo, const hub::RepoFile& file,
                                         const HeaderCache& cache);

/// The header of a quantization: metadata of its first file, tensors of all. Error: missing_shard.
Result<format::GgufHeader> variant_header(hub::Client& client, const hub::RepoInfo& repo, const hub::Variant& variant,
                                          const HeaderCache& cache);

}  // namespace snug::fit
