// snug-cli verify MODEL: reads every byte again and compares with what it must be.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "app/cli/commands.h"
#include "app/cli/resolve_model.h"
#include "app/manager/download/file_hash.h"
#include "app/manager/download/origin_record.h"
#include "app/manager/hub/url.h"
#include "engine/format/gguf_file.h"

namespace snug::cli {
namespace {

namespace fs = std::filesystem;

/// What a file must hash to, and who says so.
struct Expected {
  std::string hash;
  bool git = false;
  std::string source;
};

Expected expected_of(const fs::path& file) {
  if (const auto origin = download::read_origin(file)) {
    const bool git = origin->sha256.empty();
    return {git ? origin->git_oid : origin->sha256, git, origin->repo};
  }
  // Caches of huggingface_hub and Ollama name a file by its content.
  std::error_code error;
  const std::string name = fs::canonical(file, error).filename().string();
  if (hub::is_hex(name, 64)) return {name, false, "Hugging Face cache"};
  if (name.starts_with("sha256-") && hub::is_hex(name.substr(7), 64)) return {name.substr(7), false, "Ollama"};
  return {};
}

Status run(Context& context, const std::string& model) {
  SNUG_TRY(const fs::path path, resolve_model(context, model));
  std::vector<fs::path> files{path};
  if (auto opened = format::GgufFile::open(path)) files = opened->paths();
  std::string damaged;
  Json rows = Json::array();
  for (const fs::path& file : files) {
    const Expected expected = expected_of(file);
    std::error_code error;
    const auto size = static_cast<int64_t>(fs::file_size(file, error));
    SNUG_TRY(const std::string hash, download::hash_file(file, expected.git, &Context::stop_flag(), [&](int64_t done) {
               context.progress(fmt::format("{}: {} of {}", printable(file.filename().string()), file_size_words(done),
                                            file_size_words(size)));
             }));
    context.progress("");
    const char* state = expected.hash.empty() ? "unknown" : hash == expected.hash ? "verified" : "damaged";
    if (state == std::string_view("damaged")) damaged += (damaged.empty() ? "" : ", ") + printable(file.string());
    if (context.globals.json) {
      rows.push_back({{"path", file.string()},
                      {"size_bytes", size},
                      {"sha256", expected.git ? Json() : Json(hash)},
                      {"state", state},
                      {"expected", expected.hash.empty() ? Json() : Json(expected.hash)},
                      {"source", expected.source.empty() ? Json() : Json(expected.source)}});
    } else if (state != std::string_view("damaged")) {
      SNUG_CHECK_OK(context.out.write(fmt::format("{}  {}  {}\n", state, hash, printable(file.string()))));
    }
  }
  if (!damaged.empty()) return fail(Code::file_damaged, damaged);
  return context.globals.json ? context.out.write_json(rows) : Status{};
}

}  // namespace

Run setup_verify(CLI::App& app) {
  auto model = std::make_shared<std::string>();
  app.add_option("MODEL", *model, "a file, or a name that list prints")->required();
  return [model](Context& context) { return run(context, *model); };
}

}  // namespace snug::cli
