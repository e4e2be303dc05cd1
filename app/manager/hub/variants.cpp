#include "app/manager/hub/variants.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace snug::hub {
namespace {

struct NamedType {
  std::string_view name;
  double bits;
};

/// Bits of the mixes on an 8-B Llama, from the sizes in llama.cpp's quantize README; the plain types exactly.
constexpr NamedType kTypes[] = {
    {"IQ1_S", 2.0},   {"IQ1_M", 2.15},  {"IQ2_XXS", 2.4},  {"IQ2_XS", 2.6},  {"IQ2_S", 2.75},  {"IQ2_M", 2.95},
    {"IQ3_XXS", 3.3}, {"IQ3_XS", 3.5},  {"IQ3_S", 3.65},   {"IQ3_M", 3.75},  {"IQ4_XS", 4.45}, {"IQ4_NL", 4.65},
    {"TQ1_0", 1.7},   {"TQ2_0", 2.1},   {"Q2_K_S", 2.95},  {"Q2_K_L", 3.3},  {"Q2_K_XL", 3.3}, {"Q2_K", 3.15},
    {"Q3_K_XL", 4.1}, {"Q3_K_S", 3.65}, {"Q3_K_M", 4.0},   {"Q3_K_L", 4.3},  {"Q3_K", 4.0},    {"Q4_K_XL", 4.95},
    {"Q4_K_L", 5.0},  {"Q4_K_S", 4.65}, {"Q4_K_M", 4.9},   {"Q4_K", 4.9},    {"Q4_0", 4.65},   {"Q4_1", 5.1},
    {"MXFP4", 4.25},  {"NVFP4", 4.5},   {"Q5_K_XL", 5.75}, {"Q5_K_L", 5.8},  {"Q5_K_S", 5.55}, {"Q5_K_M", 5.7},
    {"Q5_K", 5.7},    {"Q5_0", 5.55},   {"Q5_1", 6.0},     {"Q6_K_XL", 7.0}, {"Q6_K_L", 6.7},  {"Q6_K", 6.56},
    {"Q8_K_XL", 9.5}, {"Q8_0", 8.5},    {"BF16", 16},      {"FP16", 16},     {"F16", 16},      {"F32", 32},
};

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Where the longest known type stands in an upper-case name as a word of its own; the last such place wins.
std::pair<size_t, std::string_view> find_type(const std::string& name) {
  std::pair<size_t, std::string_view> best{std::string::npos, {}};
  for (const NamedType& type : kTypes) {
    for (size_t at = name.find(type.name); at != std::string::npos; at = name.find(type.name, at + 1)) {
      const size_t end = at + type.name.size();
      const bool whole = (at == 0 || !is_word_char(name[at - 1])) && (end >= name.size() || !is_word_char(name[end]));
      if (whole && (best.first == std::string::npos || at > best.first ||
                    (at == best.first && type.name.size() > best.second.size())))
        best = {at, type.name};
    }
  }
  return best;
}

std::string stem_of(std::string_view path) {
  path = path.substr(path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1);
  return std::string(path.substr(0, path.rfind('.')));
}

struct ShardName {
  std::string base;  ///< with its folder
  int index = 1;
  int count = 1;
};

/// NAME-00002-of-00005.gguf
ShardName shard_of(const std::string& path) {
  const std::string stem = path.substr(0, path.rfind('.'));
  const size_t of = stem.rfind("-of-");
  const auto digits = [&](size_t at) {
    return at + 5 <= stem.size() && std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(at),
                                                stem.begin() + static_cast<std::ptrdiff_t>(at) + 5,
                                                [](unsigned char c) { return std::isdigit(c) != 0; });
  };
  if (of == stem.npos || of < 6 || stem.size() != of + 9 || stem[of - 6] != '-' || !digits(of - 5) || !digits(of + 4))
    return {path, 1, 1};
  return {stem.substr(0, of - 6), std::atoi(stem.substr(of - 5, 5).c_str()), std::atoi(stem.substr(of + 4, 5).c_str())};
}

bool is_companion(const std::string& path) {
  const std::string stem = upper(stem_of(path));
  return stem.find("MMPROJ") != stem.npos || stem.starts_with("MTP-") || stem.starts_with("EAGLE3-") ||
         stem.starts_with("DFLASH-");
}

bool ends_with_gguf(const std::string& path) {
  return upper(path).ends_with(".GGUF");
}

std::string quantization_of(const std::string& base) {
  const std::string stem = upper(stem_of(base.ends_with(".gguf") || base.ends_with(".GGUF") ? base : base + ".gguf"));
  const auto [at, type] = find_type(stem);
  if (at == stem.npos) {
    // The folder may name it: Q8_0/model-00001-of-00003.gguf
    const std::string folder = upper(base.substr(0, base.rfind('/') == base.npos ? 0 : base.rfind('/')));
    const auto [at_folder, folder_type] = find_type(folder);
    if (at_folder != folder.npos) return std::string(folder_type);
    return stem_of(base.ends_with(".gguf") ? base : base + ".gguf");
  }
  const bool dynamic = at >= 3 && stem.compare(at - 3, 3, "UD-") == 0;
  return (dynamic ? "UD-" : "") + std::string(type);
}

}  // namespace

double nominal_bits(std::string_view quantization) {
  std::string name = upper(quantization);
  if (name.starts_with("UD-")) name.erase(0, 3);
  for (const NamedType& type : kTypes) {
    if (type.name == name) return type.bits;
  }
  return 0;
}

RepoGroups group_files(const std::vector<RepoFile>& files) {
  RepoGroups groups;
  std::map<std::string, std::map<int, RepoFile>> shards;
  std::map<std::string, int> counts;
  for (const RepoFile& file : files) {
    const std::string name = upper(file.path);
    if (name.ends_with(".SAFETENSORS")) groups.safetensors.push_back(file);
    if (!ends_with_gguf(file.path)) continue;
    if (is_companion(file.path)) {
      groups.companions.push_back(file);
    } else if (name.find("IMATRIX") == name.npos || find_type(upper(stem_of(file.path))).first != name.npos) {
      const ShardName shard = shard_of(file.path);
      shards[shard.base][shard.index] = file;
      counts[shard.base] = std::max(counts[shard.base], shard.count);
    }
  }
  for (auto& [base, parts] : shards) {
    Variant variant;
    variant.quantization = quantization_of(base);
    variant.nominal_bits = nominal_bits(variant.quantization);
    variant.complete = static_cast<int>(parts.size()) == counts[base];
    const std::string name = upper(base);
    variant.imatrix =
        name.find("IMAT") != name.npos || name.find("I1-") != name.npos || variant.quantization.starts_with("UD-");
    for (auto& [index, file] : parts) {
      variant.size_bytes += file.size_bytes;
      variant.files.push_back(std::move(file));
    }
    groups.variants.push_back(std::move(variant));
  }
  std::sort(groups.variants.begin(), groups.variants.end(), [](const Variant& a, const Variant& b) {
    return a.size_bytes != b.size_bytes ? a.size_bytes < b.size_bytes : a.files.front().path < b.files.front().path;
  });
  return groups;
}

Result<const Variant*> find_variant(const RepoGroups& groups, std::string_view word) {
  const std::string wanted = upper(word);
  std::vector<const Variant*> exact, near;
  std::string names;
  for (const Variant& variant : groups.variants) {
    names += (names.empty() ? "" : ", ") + printable(variant.quantization, 60);
    if (upper(variant.quantization) == wanted) exact.push_back(&variant);
    if (upper(variant.files.front().path).find(wanted) != std::string::npos) near.push_back(&variant);
  }
  const std::vector<const Variant*>& found = exact.empty() ? near : exact;
  if (found.empty())
    return fail(Code::not_found, printable(word, 60) + "; there are " + (names.empty() ? "no GGUF files" : names));
  if (found.size() > 1) {
    std::string paths;
    for (const Variant* v : found) paths += (paths.empty() ? "" : ", ") + printable(v->files.front().path, 100);
    return fail(Code::bad_input, printable(word, 60) + " names several files, so name one of them: " + paths);
  }
  return found.front();
}

}  // namespace snug::hub
