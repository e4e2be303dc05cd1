#include "app/manager/hub/answers.h"

#include <gmock/gmock.h>

#include "app/manager/hub/bounded_json.h"
#include "app/manager/hub/client.h"

namespace snug::hub {
namespace {

Answer answer(long status, Headers headers = {}, std::string body = {}) {
  Answer a;
  a.status = status;
  a.headers = std::move(headers);
  a.body = std::move(body);
  a.url = "https://huggingface.co/x";
  return a;
}

Config anonymous() {
  Config config;
  return config;
}

TEST(Refusal, FollowsTheTableOfStatusAndErrorCode) {
  const Config config = anonymous();
  const auto code = [&](long status, Headers headers = {}, std::string body = {}) {
    return refusal(answer(status, std::move(headers), std::move(body)), "a/b", config).code;
  };
  EXPECT_EQ(code(401, {{"x-error-code", "GatedRepo"}}), Code::gated);
  EXPECT_EQ(code(403, {{"x-error-code", "GatedRepo"}}), Code::gated);
  EXPECT_EQ(code(401), Code::repo_not_found);
  EXPECT_EQ(code(401, {{"x-error-message", "Invalid credentials in Authorization header"}}), Code::token_rejected);
  EXPECT_EQ(code(404, {{"x-error-code", "RepoNotFound"}}), Code::repo_not_found);
  EXPECT_EQ(code(404, {{"x-error-code", "RevisionNotFound"}}), Code::not_found);
  EXPECT_EQ(code(404, {{"x-error-code", "EntryNotFound"}}), Code::not_found);
  EXPECT_EQ(code(403, {{"x-error-message", "Access to this resource is disabled."}}), Code::repo_disabled);
  EXPECT_EQ(code(403, {}, R"({"error":"Access to this resource is disabled."})"), Code::repo_disabled);
  EXPECT_EQ(code(429), Code::rate_limited);
  EXPECT_EQ(code(503), Code::network);
  EXPECT_EQ(code(400, {}, "<html>"), Code::protocol);
}

TEST(Refusal, SaysWhereTermsAreAccepted) {
  const Error error = refusal(answer(401, {{"x-error-code", "GatedRepo"}}), "a/b", anonymous());
  EXPECT_THAT(error.detail, testing::HasSubstr("https://huggingface.co/a/b"));
}

TEST(WaitAsked, TakesRateLimitOnlyWhereNothingIsLeft) {
  EXPECT_EQ(wait_asked_s({{"ratelimit", "\"api\";r=0;t=55"}}), 56);
  EXPECT_EQ(wait_asked_s({{"ratelimit", "\"api\";r=10;t=55"}}), std::nullopt);
  EXPECT_EQ(wait_asked_s({{"ratelimit", "\"api\";r=10;t=55"}, {"retry-after", "7"}}), 7);
  EXPECT_EQ(wait_asked_s({{"retry-after", "-7"}}), std::nullopt);
  EXPECT_EQ(wait_asked_s({{"retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"}}), std::nullopt);
  EXPECT_EQ(wait_asked_s({{"retry-after", "999999999"}}), 3600);
  EXPECT_EQ(wait_asked_s({}), std::nullopt);
}

TEST(Backoff, DoublesToEightSecondsWithJitter) {
  EXPECT_EQ(backoff_ms(1, 0), 1000);
  EXPECT_EQ(backoff_ms(3, 0), 4000);
  EXPECT_EQ(backoff_ms(9, 1), 10000);
}

TEST(CheckRange, WantsExactlyWhatWasAsked) {
  EXPECT_TRUE(check_range(answer(206, {{"content-range", "bytes 5-9/100"}}), 5, 9, 100));
  EXPECT_FALSE(check_range(answer(206, {{"content-range", "bytes 6-10/100"}}), 5, 9, 100));
  EXPECT_FALSE(check_range(answer(206, {{"content-range", "bytes 5-9/101"}}), 5, 9, 100));
  EXPECT_FALSE(check_range(answer(206, {{"content-range", "bytes 5-9/100"}, {"content-encoding", "gzip"}}), 5, 9, 100));
  EXPECT_FALSE(check_range(answer(206), 5, 9, 100));
  EXPECT_FALSE(check_range(answer(200), 5, 9, 100));
}

TEST(ParseJson, RefusesDepthAndRubbish) {
  EXPECT_TRUE(parse_json(R"([{"a":1}])"));
  EXPECT_FALSE(parse_json(std::string(100'000, '[') + std::string(100'000, ']')));
  EXPECT_FALSE(parse_json(R"([{"a":)"));
  EXPECT_FALSE(parse_json(""));
}

TEST(CountField, TakesNoNumberThatIsNoCount) {
  const auto row = *parse_json(R"({"a":5,"b":-1,"c":1e3,"d":18446744073709551615,"e":"5"})");
  EXPECT_EQ(count_field(row, "a"), 5);
  for (const char* key : {"b", "c", "d", "e", "f"}) EXPECT_EQ(count_field(row, key, 7), 7) << key;
}

}  // namespace
}  // namespace snug::hub
