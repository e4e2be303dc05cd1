// Which file a MODEL argument means.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/cli/context.h"

namespace snug::cli {

/// The file that a MODEL argument names: a path, a file in the model folder with or without ".gguf", or a name or id
/// that `list` prints, in any case. Errors: file_not_found (it looks like a path), model_not_found (with near names).
Result<std::filesystem::path> resolve_model(const Context& context, const std::string& model);

/// Where models lie: the models folder, then the folders that were adopted.
std::vector<std::filesystem::path> model_folders(const Context& context);

}  // namespace snug::cli
