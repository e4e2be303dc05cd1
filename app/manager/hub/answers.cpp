#include "app/manager/hub/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace snug::hub {
namespace {

std::optional<int64_t> whole_number(std::string_view text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

/// The number behind `key=` in a structured header such as `"api";r=0;t=55`.
std::optional<int64_t> parameter(std::string_view text, std::string_view key) {
  const std::string wanted = ";" + std::string(key) + "=";
  const size_t at = text.find(wanted);
  if (at == text.npos) return std::nullopt;
  text.remove_prefix(at + wanted.size());
  return whole_number(text.substr(0, text.find_first_of(";, ")));
}

/// The server's own words: X-Error-Message, else "error" of a JSON body.
std::string words_of(const Answer& answer) {
  if (const auto message = header(answer.headers, "x-error-message"); !message.empty()) return std::string(message);
  const auto json = nlohmann::json::parse(answer.body.substr(0, 4096), nullptr, false);
  if (json.is_object() && json.contains("error") && json["error"].is_string()) return json["error"].get<std::string>();
  return {};
}

Error unauthorized(const std::string& words, std::string_view repo, const Config& config) {
  if (words.find("Invalid credentials") != words.npos)
    return Error{Code::token_rejected,
                 config.token_source.empty() ? "" : "it came from " + printable(config.token_source, 100)};
  return Error{Code::repo_not_found, std::string(repo)};
}

}  // namespace

Error refusal(const Answer& answer, std::string_view repo, const Config& config) {
  const std::string_view code = header(answer.headers, "x-error-code");
  const std::string words = words_of(answer);
  const std::string name(printable(repo, 120));
  Error error{Code::protocol,
              fmt::format("status {}{}", answer.status, words.empty() ? "" : ", " + printable(words, 200))};
  if (code == "GatedRepo") {
    error = Error{Code::gated, name};
    error.with("page", config.endpoint + "/" + name).with("has_token", config.token.empty() ? "no" : "yes");
    error.detail +=
        answer.status == 403 && !config.token.empty() ? ", your token's account is not on its list: ask at " : ", see ";
    error.detail += config.endpoint + "/" + name;
  } else if (code == "RepoNotFound") {
    error = Error{Code::repo_not_found, name};
  } else if (code == "RevisionNotFound") {
    error = Error{Code::not_found, name + " has no such revision"};
  } else if (code == "EntryNotFound") {
    error = Error{Code::not_found, name + " has no such file"};
  } else if (answer.status == 401) {
    error = unauthorized(words, name, config);
  } else if (answer.status == 403 && words == "Access to this resource is disabled.") {
    error = Error{Code::repo_disabled, name};
  } else if (answer.status == 404) {
    error = Error{Code::not_found, printable(without_query(answer.url), 120)};
  } else if (answer.status == 429) {
    const int64_t wait_s = wait_asked_s(answer.headers).value_or(5);
    error = Error{Code::rate_limited, fmt::format("{} seconds", wait_s)};
    error.with("wait_s", std::to_string(wait_s));
  } else if (may_try_again(answer.status)) {
    error = Error{Code::network, fmt::format("the server is in trouble (status {})", answer.status)};
  }
  if (const auto id = header(answer.headers, "x-request-id"); !id.empty()) error.with("request_id", printable(id, 100));
  return error.with("status", std::to_string(answer.status));
}

bool may_try_again(long status) {
  return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
}

bool may_try_again(const Error& error) {
  return error.code == Code::network || error.code == Code::network_stalled;
}

std::optional<int64_t> wait_asked_s(const Headers& headers) {
  constexpr int64_t kMost = 3600;
  // RateLimit is on every answer: it asks for a pause only where nothing remains.
  const std::string_view limit = header(headers, "ratelimit");
  if (parameter(limit, "r") == 0) {
    if (const auto t = parameter(limit, "t")) return std::min(*t + 1, kMost);
  }
  if (const auto seconds = whole_number(header(headers, "retry-after"));
      seconds && !header(headers, "retry-after").empty())
    return std::min(*seconds, kMost);
  return std::nullopt;
}

int64_t backoff_ms(int n, double random) {
  const double seconds = std::min(8.0, std::pow(2.0, std::max(0, n - 1)));
  return static_cast<int64_t>(seconds * 1000 * (1 + 0.25 * std::clamp(random, 0.0, 1.0)));
}

}  // namespace snug::hub
