#include "app/manager/catalog/catalog.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <memory>
#include <set>

#include "engine/format/file_type.h"
#include "engine/format/gguf_file.h"
#include "engine/models/family.h"

namespace snug::catalog {
namespace {

namespace fs = std::filesystem;

constexpr int kDepth = 5;
constexpr size_t kMostFiles = 10'000;

/// SHA-256 of the first n bytes of a file, hex.
Result<std::string> hash_head(const fs::path& path, int64_t n) {
  std::ifstream in(path, std::ios::binary);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!in || context == nullptr || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) {
    return fail(Code::io, printable(path.string()));
  }
  std::vector<char> buffer(1 << 20);
  while (n > 0 && in) {
    in.read(buffer.data(), std::min<int64_t>(n, std::ssize(buffer)));
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<size_t>(in.gcount()));
    n -= in.gcount();
  }
  if (n > 0) return fail(Code::file_truncated, printable(path.string()));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(context.get(), digest, &size);
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Whether the name is that of a shard after the first: NAME-00002-of-00005.gguf.
bool is_later_shard(const std::string& stem) {
  const size_t of = stem.rfind("-of-");
  return of != std::string::npos && of >= 6 && stem.compare(of - 6, 6, "-00001") != 0 &&
         std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(of) - 5, stem.begin() + static_cast<std::ptrdiff_t>(of),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

bool is_companion(const std::string& stem) {
  const std::string name = lower(stem);
  return name.starts_with("mmproj") || name.starts_with("mtp-") || name.find("imatrix") != std::string::npos ||
         is_later_shard(stem);
}

std::string string_of(const format::Metadata& metadata, const char* key) {
  const auto value = metadata.optional_string(key);
  return value && *value ? printable(**value) : std::string();
}

/// The name that people know a model by is its file's, without the quantization and the shard: general.name is often
/// the training run's. Blobs of a cache have only that.
std::string display_name(const std::string& stem, const std::string& quantization, const std::string& general_name) {
  std::string name = stem;
  if (const size_t shard = name.rfind("-00001-of-"); shard != std::string::npos) name.resize(shard);
  const std::string ending = lower(quantization);
  if (!ending.empty() && lower(name).ends_with(ending) && name.size() > ending.size() + 1 &&
      std::string_view("-._ ").find(name[name.size() - ending.size() - 1]) != std::string_view::npos)
    name.resize(name.size() - ending.size() - 1);
  const bool blob = name.starts_with("sha256") ||
                    std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
  return printable(blob && !general_name.empty() ? general_name : name);
}

void collect(const fs::path& folder, int depth, std::vector<fs::path>& files) {
  std::error_code error;
  for (fs::directory_iterator it(folder, fs::directory_options::skip_permission_denied, error), end;
       !error && it != end; it.increment(error)) {
    if (files.size() >= kMostFiles) return;
    std::error_code ignored;
    if (it->is_directory(ignored)) {
      if (depth > 1) collect(it->path(), depth - 1, files);
    } else if (it->is_regular_file(ignored) && lower(it->path().extension().string()) == ".gguf" &&
               !is_companion(it->path().stem().string())) {
      files.push_back(it->path());
    }
  }
}

}  // namespace

Result<LocalModel> describe(const fs::path& path) {
  SNUG_TRY(const format::GgufFile file, format::GgufFile::open(path));
  const format::GgufHeader& header = file.header();
  LocalModel model;
  model.path = path;
  model.architecture = string_of(header.metadata, "general.architecture");
  model.quantization = format::file_type_name(header);
  model.name = display_name(path.stem().string(), model.quantization, string_of(header.metadata, "general.name"));
  model.licence = string_of(header.metadata, "general.license");
  model.size_bytes = header.file_bytes;
  int64_t tensor_bytes = 0;
  for (const format::TensorInfo& tensor : header.tensors) {
    model.n_parameters += tensor.n_elements();
    tensor_bytes += tensor.size_bytes;
  }
  if (model.n_parameters > 0)
    model.bits_per_weight = 8.0 * static_cast<double>(tensor_bytes) / static_cast<double>(model.n_parameters);
  const auto n_ctx = header.metadata.optional_i64(model.architecture + ".context_length");
  if (n_ctx && *n_ctx) model.n_ctx_train = **n_ctx;
  model.runnable = models::find_family(model.architecture) != nullptr;
  SNUG_TRY(model.ref, hash_head(file.paths().front(), header.header_bytes));
  return model;
}

std::vector<LocalModel> scan(const std::vector<fs::path>& folders) {
  std::vector<LocalModel> models;
  std::set<fs::path> seen;
  for (size_t i = 0; i < folders.size(); ++i) {
    std::vector<fs::path> files;
    collect(folders[i], kDepth, files);
    for (const fs::path& file : files) {
      std::error_code error;
      if (!seen.insert(fs::weakly_canonical(file, error)).second) continue;
      auto model = describe(file);
      if (!model || model->n_parameters == 0) continue;
      model->source = i == 0 ? "Snug" : "folder";
      models.push_back(*std::move(model));
    }
  }
  std::sort(models.begin(), models.end(), [](const LocalModel& a, const LocalModel& b) {
    const std::string x = lower(a.name), y = lower(b.name);
    return x != y ? x < y : a.path < b.path;
  });
  return models;
}

Result<LocalModel> find(const std::vector<LocalModel>& models, std::string_view word) {
  const std::string wanted = lower(word);
  for (const LocalModel& model : models) {
    if (model.path == fs::path(word) || model.ref == word || lower(model.name) == wanted ||
        lower(model.path.filename().string()) == wanted || lower(model.path.stem().string()) == wanted) {
      return model;
    }
  }
  std::string near;
  for (const LocalModel& model : models) {
    if (lower(model.path.stem().string()).find(wanted) != std::string::npos)
      near += (near.empty() ? "" : ", ") + printable(model.path.stem().string());
  }
  return fail(Code::model_not_found, printable(word) + (near.empty() ? "" : "; near: " + near));
}

}  // namespace snug::catalog
