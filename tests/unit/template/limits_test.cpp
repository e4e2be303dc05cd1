// Hostile templates: each ends in an error value, within the limits.
#include <gtest/gtest.h>

#include <chrono>

#include "engine/template/template.h"

namespace snug::tmpl {
namespace {

std::string repeated(std::string_view part, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; ++i) out += part;
  return out;
}

/// The code of what parsing or rendering gives; Code::internal stands for success.
Code outcome(const std::string& source, const Limits& limits, std::string* detail = nullptr) {
  const auto parsed = Template::parse(source, limits);
  if (!parsed) {
    if (detail != nullptr) *detail = parsed.error().detail;
    return parsed.error().code;
  }
  Dict context;
  context.set(Value::text("long"), Value::text(std::string(1 << 20, 'x')));
  const auto text = parsed->render(context, limits);
  if (text) return Code::internal;
  if (detail != nullptr) *detail = text.error().detail;
  return text.error().code;
}

/// The clock is turned off, so that it is the counted limits that hold. The time allows for slow sanitizer builds.
void expect_limit(const std::string& source, int64_t at_most_ms = 20'000) {
  Limits limits;
  limits.wall_ms = 0;
  const auto start = std::chrono::steady_clock::now();
  const int64_t live_before = live_bytes();
  std::string detail;
  EXPECT_EQ(outcome(source, limits, &detail), Code::template_limit) << source.substr(0, 200) << "\n" << detail;
  EXPECT_EQ(live_bytes(), live_before) << "values outlive the render: " << source.substr(0, 200);
  const auto took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), at_most_ms) << source.substr(0, 200);
}

TEST(TemplateLimits, ParserDepth) {
  for (const auto& [open, close] : {std::pair{"(", ")"}, {"[", "]"}, {"{'a':", "}"}, {"-", ""}, {"not ", ""}}) {
    expect_limit("{{ " + repeated(open, 100'000) + "1" + repeated(close, 100'000) + " }}");
  }
  expect_limit("{{ " + repeated("1 if 1 else ", 100'000) + "1 }}");
  expect_limit(repeated("{% if 1 %}", 100'000) + repeated("{% endif %}", 100'000));
  expect_limit(repeated("{% for a in b %}", 10'000));
  expect_limit("{% set " + repeated("(", 100'000) + "a" + repeated(")", 100'000) + " = 1 %}");
}

TEST(TemplateLimits, LongChains) {
  expect_limit("{{ 1" + repeated(" + 1", 100'000) + " }}");
  expect_limit("{{ x" + repeated(".a", 100'000) + " }}");
  expect_limit("{{ x" + repeated("|trim", 100'000) + " }}");
  expect_limit("{{ x" + repeated("()", 100'000) + " }}");
  expect_limit("{{ 2" + repeated(" ** 2", 100'000) + " }}");
}

TEST(TemplateLimits, DeepButAllowed) {
  Limits limits;
  limits.wall_ms = 0;
  EXPECT_EQ(outcome("{{ " + repeated("(", 100) + "1" + repeated(")", 100) + " }}", limits), Code::internal);
  EXPECT_EQ(outcome("{{ 1" + repeated(" + 1", 300) + " }}", limits), Code::internal);
  EXPECT_EQ(outcome(repeated("{% if 1 %}", 120) + repeated("{% endif %}", 120), limits), Code::internal);
}

TEST(TemplateLimits, Recursion) {
  expect_limit("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}");
  expect_limit("{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}");
  expect_limit("{% macro m() %}{% call m() %}{% endcall %}{{ caller() }}{% endmacro %}{% call m() %}{% endcall %}");
  expect_limit("{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}");
  // A macro whose recursion stands at the bottom of a deep expression: the stack holds.
  expect_limit("{% macro m() %}{{ " + repeated("(1 + ", 60) + "m()|length" + repeated(")", 60) +
               " }}{% endmacro %}{{ m() }}");
}

TEST(TemplateLimits, RangesAndLoops) {
  expect_limit("{{ range(10**9) }}");
  expect_limit("{{ range(0 - 10**18, 10**18) }}");
  expect_limit("{% for i in range(10**9) %}{% endfor %}");
  expect_limit("{% for i in range(25000) %}{% for j in range(25000) %}x{% endfor %}{% endfor %}");
  expect_limit("{% for i in range(25000) %}{% for j in range(25000) if false %}{% endfor %}{% endfor %}");
}

TEST(TemplateLimits, TextsThatGrow) {
  const std::string loop = "{% set n = namespace(x='ab') %}{% for i in range(64) %}{% set n.x = ";
  const std::string end = " %}{% endfor %}";
  expect_limit(loop + "n.x ~ n.x" + end);
  expect_limit(loop + "n.x + n.x" + end);
  expect_limit(loop + "n.x * 2" + end);
  expect_limit(loop + "n.x|replace('a', 'aa')" + end);
  expect_limit(loop + "[n.x, n.x]|join" + end);
  expect_limit(loop + "n.x|tojson|tojson" + end);
  expect_limit(loop + "'%s%s' % (n.x, n.x)" + end);
  expect_limit(loop + "'{}{}'.format(n.x, n.x)" + end);
  expect_limit("{{ 'x' * 10**9 }}");
  expect_limit("{{ 'x'.center(10**9) }}");
  expect_limit("{{ 'x'.ljust(10**12) }}");
  expect_limit("{{ 'x\ny'|indent(10**9) }}");
  expect_limit("{{ long.replace('', long) }}");
  expect_limit("{{ long|replace('x', 'yyyyyyyyyyyyyyyyyyyyyyyy') }}");
  expect_limit("{% for i in range(100) %}{{ long }}{% endfor %}");
  expect_limit("{% for i in range(99999) %}{% set x = long|upper|lower|title|list %}{% endfor %}");
  expect_limit("{% set n = namespace(l=[]) %}{% for i in range(99999) %}{% set n.l = n.l + [long ~ i] %}{% endfor %}");
}

TEST(TemplateLimits, ListsThatGrow) {
  const std::string loop = "{% set n = namespace(x=[1, 2]) %}{% for i in range(200) %}{% set n.x = ";
  const std::string end = " %}{% endfor %}";
  expect_limit(loop + "n.x + n.x" + end);
  expect_limit(loop + "n.x * 3" + end);
  expect_limit("{{ [1] * 10**9 }}");
  expect_limit("{{ [1]|batch(10**9, 0)|list }}");
  expect_limit("{{ [1]|slice(10**9)|list }}");
}

TEST(TemplateLimits, ValuesInsideOneAnother) {
  const std::string loop = "{% set n = namespace(x=1) %}{% for i in range(99999) %}{% set n.x = ";
  const std::string end = " %}{% endfor %}";
  expect_limit(loop + "[n.x]" + end);
  expect_limit(loop + "{'a': n.x}" + end);
  expect_limit(loop + "[n.x].count" + end);
  expect_limit(loop + "cycler(n.x)" + end);
  // Two of each: 2^150 leaves to compare, print or hash.
  const std::string dag =
      "{% set n = namespace(x=1, y=1) %}{% for i in range(150) %}{% set n.x = (n.x, n.x) %}"
      "{% set n.y = (n.y, n.y) %}{% endfor %}";
  expect_limit(dag + "{{ n.x == n.y }}");
  expect_limit(dag + "{{ n.x < n.y }}");
  expect_limit(dag + "{{ n.x }}");
  expect_limit(dag + "{{ n.x|tojson }}");
  expect_limit(dag + "{{ {n.x: 1} }}");
}

TEST(TemplateLimits, CyclesLeaveNothingBehind) {
  const int64_t before = live_bytes();
  Limits limits;
  limits.wall_ms = 0;
  EXPECT_EQ(outcome("{% set n = namespace() %}{% set n.n = n %}{% set n.l = [n] %}", limits), Code::internal);
  EXPECT_EQ(outcome("{% set n = namespace() %}{% macro m() %}{% endmacro %}{% set n.m = m %}", limits), Code::internal);
  EXPECT_EQ(outcome("{% for i in [1] %}{% if loop.changed(loop) %}{% endif %}{% endfor %}", limits), Code::internal);
  EXPECT_EQ(outcome("{% set n = namespace(l=1) %}{% for i in range(20000) %}{% for j in [n.l] %}{% set n.l = loop %}"
                    "{% endfor %}{% endfor %}",
                    limits),
            Code::internal);
  EXPECT_EQ(live_bytes(), before);
}

TEST(TemplateLimits, Namespaces) {
  expect_limit(
      "{% set n = namespace() %}{% for i in range(99999) %}{% for j in range(9) %}"
      "{% set n.x = namespace(y=n.x) %}{% endfor %}{% endfor %}");
}

TEST(TemplateLimits, TheClockEndsWhatCountsLittle) {
  Limits limits;
  limits.steps = INT64_MAX;
  limits.wall_ms = 50;
  std::string detail;
  EXPECT_EQ(outcome("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", limits, &detail),
            Code::template_limit);
  EXPECT_NE(detail.find("50 ms"), std::string::npos) << detail;
}

TEST(TemplateLimits, ErrorsNameTheirLine) {
  std::string detail;
  EXPECT_EQ(outcome("a\n\n{{ 1 + }}", {}, &detail), Code::template_syntax);
  EXPECT_TRUE(detail.starts_with("line 3: ")) << detail;
  EXPECT_EQ(outcome("a\n{% set x = 1 %}\n{{ x.y.z }}", {}, &detail), Code::template_runtime);
  EXPECT_TRUE(detail.starts_with("line 3: ")) << detail;
  EXPECT_EQ(outcome("{#\n#}\n{{ raise_exception('no\x1b tools') }}", {}, &detail), Code::template_refused);
  EXPECT_EQ(detail, "line 3: no\\x1b tools");
  EXPECT_EQ(outcome("\n\n{{ \"never closed }}", {}, &detail), Code::template_syntax);
  EXPECT_TRUE(detail.starts_with("line 3: ")) << detail;
}

TEST(TemplateLimits, SourceIsChecked) {
  EXPECT_EQ(outcome("\xff", {}), Code::template_syntax);
  EXPECT_EQ(outcome(std::string(kMaxSourceBytes + 1, 'x'), {}), Code::template_limit);
}

TEST(TemplateLimits, IntegersDoNotWrap) {
  for (const char* source : {"{{ 9223372036854775807 + 1 }}", "{{ -9223372036854775807 - 2 }}",
                             "{{ 9223372036854775807 * 2 }}", "{{ 2 ** 63 }}", "{{ -(-9223372036854775807 - 1) }}",
                             "{{ (-9223372036854775807 - 1) // -1 }}", "{{ '9223372036854775808'|int }}"}) {
    EXPECT_EQ(outcome(source, {}), Code::template_runtime) << source;
  }
  EXPECT_EQ(outcome("{{ 9223372036854775808 }}", {}), Code::template_syntax);
}

}  // namespace
}  // namespace snug::tmpl
