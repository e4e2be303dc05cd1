// Templates against what Python's jinja2 gives, as transformers sets it up (tests/data/template, made by its scripts).
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/template/json.h"
#include "engine/template/template.h"

namespace snug::tmpl {
namespace {

using Json = nlohmann::ordered_json;

Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  return Json::parse(file);
}

/// The goldens' clock: Tuesday 2026-11-24, 09:05:07.
Clock golden_clock() {
  return [] {
    std::tm t{};
    t.tm_year = 126, t.tm_mon = 10, t.tm_mday = 24, t.tm_hour = 9, t.tm_min = 5, t.tm_sec = 7;
    t.tm_wday = 2, t.tm_yday = 327;
    return t;
  };
}

/// Wide in time, so that a slow machine does not change a result.
Limits patient() {
  Limits limits;
  limits.wall_ms = 20'000;
  return limits;
}

std::string kind_of(Code code) {
  switch (code) {
    case Code::template_syntax:
      return "syntax";
    case Code::template_refused:
      return "refused";
    case Code::template_limit:
      return "limit";
    case Code::template_runtime:
      return "runtime";
    default:
      return "other";
  }
}

/// "expected: TEXT" or "error: KIND", for what rendering gives.
std::string outcome(const std::string& source, const Json& variables, Marking marking) {
  const auto context = value_from_json(variables, marking);
  if (!context) return "context: " + context.error().detail;
  const auto parsed = Template::parse(source, patient());
  if (!parsed) return "error: " + kind_of(parsed.error().code);
  const auto text = parsed->render(*context->as_dict(), patient(), golden_clock());
  if (!text) return "error: " + kind_of(text.error().code);
  return "expected: " + std::string((*text)->view());
}

std::string wanted(const Json& golden) {
  if (golden.contains("error")) return "error: " + golden["error"].get<std::string>();
  return "expected: " + golden["expected"].get<std::string>();
}

TEST(TemplateGolden, LanguageEqualsJinja2) {
  const Json file = read_json(std::string(SNUG_TEST_DATA_DIR) + "/template/language.json");
  ASSERT_GE(file["cases"].size(), 300u);
  for (const Json& golden : file["cases"]) {
    const auto source = golden["template"].get<std::string>();
    EXPECT_EQ(outcome(source, file["context"], Marking::none), wanted(golden)) << source;
    // Marks must not change what is printed.
    EXPECT_EQ(outcome(source, file["context"], Marking::input), wanted(golden)) << source;
  }
}

/// {"templates": {name: source}, "contexts": {name: variables},
///  "cases": [{"template": name, "conversation": name of a context, "expected" or "error": …}]}
void check_chats(const std::filesystem::path& path) {
  const Json file = read_json(path);
  size_t equal = 0;
  for (const Json& golden : file["cases"]) {
    const auto name = golden["template"].get<std::string>();
    const auto source = file["templates"][name].get<std::string>();
    const auto conversation = golden["conversation"].get<std::string>();
    const std::string got = outcome(source, file["contexts"][conversation], Marking::input);
    EXPECT_EQ(got, wanted(golden)) << name << ", " << conversation;
    equal += got == wanted(golden);
  }
  std::printf("%zu of %zu outputs are equal to jinja2's\n", equal, file["cases"].size());
}

TEST(TemplateGolden, ChatsEqualJinja2) {
  check_chats(std::string(SNUG_TEST_DATA_DIR) + "/template/chats.json");
}

/// make_chats.py writes such a file for any folder of templates.
TEST(TemplateGolden, MoreChatsFromTheEnvironment) {
  const char* path = std::getenv("SNUG_TEMPLATE_GOLDENS");
  if (path == nullptr) GTEST_SKIP() << "SNUG_TEMPLATE_GOLDENS names no file";
  check_chats(path);
}

}  // namespace
}  // namespace snug::tmpl
