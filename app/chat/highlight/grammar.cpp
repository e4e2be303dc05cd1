#include "app/chat/highlight/grammar.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/chat/highlight/builtin_grammars.h"
#include "engine/base/log.h"

namespace snug::chat {
namespace {

using Json = nlohmann::json;
constexpr size_t kMaxRegions = 64;
constexpr size_t kMaxWords = 4096;

std::string text_of(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool flag_of(const Json& object, const char* key, bool standard) {
  const auto it = object.find(key);
  return it != object.end() && it->is_boolean() ? it->get<bool>() : standard;
}

std::vector<std::string> words_of(const Json& object, const char* key) {
  std::vector<std::string> out;
  const auto it = object.find(key);
  if (it == object.end() || !it->is_array()) return out;
  for (const Json& word : *it) {
    if (word.is_string()) out.push_back(word.get<std::string>());
  }
  return out;
}

Status add_regions(const Json& root, const char* key, bool comment, Grammar& grammar) {
  const auto it = root.find(key);
  if (it == root.end()) return {};
  if (!it->is_array()) return fail(Code::bad_input, std::string(key) + " is a list");
  for (const Json& item : *it) {
    const std::string escape = item.is_object() ? text_of(item, "escape") : std::string();
    Region region{.open = item.is_object() ? text_of(item, "open") : std::string(),
                  .close = item.is_object() ? text_of(item, "close") : std::string()};
    if (region.open.empty()) return fail(Code::bad_input, std::string(key) + " has an entry that opens with nothing");
    if (grammar.regions.size() == kMaxRegions) return fail(Code::bad_input, "too many regions");
    region.escape = escape.empty() ? '\0' : escape[0];
    region.multiline = flag_of(item, "multiline", false) && !region.close.empty();
    region.at_word_start = flag_of(item, "at_word_start", false);
    region.comment = comment;
    grammar.regions.push_back(std::move(region));
  }
  return {};
}

std::vector<Grammar> read_builtin() {
  std::vector<Grammar> out;
  for (const std::string_view text : kBuiltinGrammars) {
    Result<Grammar> grammar = parse_grammar(text);
    // A test reads each of them; a release cannot get here.
    if (grammar) {
      out.push_back(*std::move(grammar));
    } else {
      log(LogLevel::error, "highlight", grammar.error().detail);
    }
  }
  return out;
}

}  // namespace

Result<Grammar> parse_grammar(std::string_view json) {
  const Json root = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (!root.is_object()) return fail(Code::bad_json, "a grammar is an object");
  Grammar grammar{.name = text_of(root, "name"), .aliases = words_of(root, "aliases")};
  if (grammar.name.empty()) return fail(Code::bad_input, "a grammar has a name");
  grammar.aliases.push_back(grammar.name);
  SNUG_CHECK_OK(add_regions(root, "comments", true, grammar));
  SNUG_CHECK_OK(add_regions(root, "strings", false, grammar));
  std::stable_sort(grammar.regions.begin(), grammar.regions.end(),
                   [](const Region& a, const Region& b) { return a.open.size() > b.open.size(); });
  const auto keywords = words_of(root, "keywords");
  const auto functions = words_of(root, "functions");
  if (keywords.size() + functions.size() > kMaxWords) return fail(Code::bad_input, "too many words");
  grammar.keywords.insert(keywords.begin(), keywords.end());
  grammar.functions.insert(functions.begin(), functions.end());
  grammar.word_bytes = text_of(root, "word_bytes");
  grammar.variable_prefix = text_of(root, "variable_prefix");
  grammar.calls = flag_of(root, "calls", true);
  grammar.keys = flag_of(root, "keys", false);
  return grammar;
}

const std::vector<Grammar>& builtin_grammars() {
  static const std::vector<Grammar> grammars = read_builtin();
  return grammars;
}

const Grammar* find_grammar(std::string_view language) {
  for (const Grammar& grammar : builtin_grammars()) {
    if (std::find(grammar.aliases.begin(), grammar.aliases.end(), language) != grammar.aliases.end()) return &grammar;
  }
  return nullptr;
}

}  // namespace snug::chat
