#include "app/manager/hub/config.h"

#include <algorithm>

#include "app/manager/folders/atomic_file.h"

namespace snug::hub {
namespace {

namespace fs = std::filesystem;

std::string first_of(const folders::Environment& environment, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (const auto value = environment(name)) return *value;
  }
  return {};
}

std::string trimmed(std::string text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.back())) text.pop_back();
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), blank));
  return text;
}

fs::path hub_home(const folders::Environment& environment) {
  if (const auto home = environment("HF_HOME")) return *home;
  if (const auto cache = environment("XDG_CACHE_HOME")) return fs::path(*cache) / "huggingface";
  if (const auto home = environment("HOME")) return fs::path(*home) / ".cache/huggingface";
  return {};
}

/// The order is huggingface_hub's, so that a person who logged in there is logged in here.
void find_token(Config& config, const Wishes& wishes, const folders::Environment& environment) {
  const auto take = [&](std::string token, std::string source) {
    config.token = trimmed(std::move(token));
    if (!config.token.empty()) config.token_source = std::move(source);
    return !config.token.empty();
  };
  if (take(wishes.token, "settings")) return;
  for (const char* name : {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"}) {
    if (take(first_of(environment, {name}), name)) return;
  }
  const std::string named = first_of(environment, {"HF_TOKEN_PATH"});
  const fs::path home = hub_home(environment);
  if (named.empty() && home.empty()) return;
  const fs::path file = named.empty() ? home / "token" : fs::path(named);
  if (auto text = folders::read_whole(file, 4096)) take(*std::move(text), file.string());
}

bool is_on(const std::string& value) {
  return !value.empty() && value != "0" && value != "false" && value != "FALSE" && value != "no" && value != "NO";
}

}  // namespace

Result<Config> make_config(const Wishes& wishes, const folders::Environment& environment) {
  Config config;
  if (const std::string endpoint = trimmed(first_of(environment, {"HF_ENDPOINT"})); !endpoint.empty())
    config.endpoint = endpoint;
  // The settings' standard endpoint is no wish: a person who sets HF_ENDPOINT means it.
  if (!wishes.endpoint.empty() && wishes.endpoint != kPublicEndpoint) config.endpoint = wishes.endpoint;
  while (config.endpoint.ends_with('/')) config.endpoint.pop_back();
  auto origin = origin_of(config.endpoint);
  if (!origin) return fail(Code::bad_input, "the endpoint " + printable(config.endpoint, 80) + " is no https address");
  config.origin = *origin;
  if (config.origin.scheme != "https" && !is_loopback_host(config.origin.host))
    return fail(Code::bad_input, "the endpoint must be https: without it anyone on the way could read the token");
  find_token(config, wishes, environment);
  if (config.token.size() > 4096 ||
      std::any_of(config.token.begin(), config.token.end(), [](char c) { return c <= ' ' || c > 126; }))
    return fail(Code::bad_input, "the access token holds a character that none has");
  config.proxy = wishes.proxy.empty() ? first_of(environment, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
                                      : wishes.proxy;
  config.no_proxy = first_of(environment, {"no_proxy", "NO_PROXY"});
  config.ca_file = first_of(environment, {"SSL_CERT_FILE"});
  config.offline = wishes.offline || is_on(first_of(environment, {"HF_HUB_OFFLINE"}));
  return config;
}

fs::path hub_cache_folder(const folders::Environment& environment) {
  const std::string named = first_of(environment, {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"});
  if (!named.empty()) return named;
  const fs::path home = hub_home(environment);
  return home.empty() ? home : home / "hub";
}

}  // namespace snug::hub
