// Where the Hub is and who asks: endpoint, token, proxy and the offline switch, from settings and the environment.
#pragma once

#include <filesystem>
#include <string>

#include "app/manager/folders/folders.h"
#include "app/manager/hub/url.h"

namespace snug::hub {

inline constexpr const char* kPublicEndpoint = "https://huggingface.co";

struct Config {
  std::string endpoint = kPublicEndpoint;  ///< no '/' at its end
  Origin origin;                           ///< of the endpoint
  std::string token;                       ///< empty: anonymous
  std::string token_source;                ///< "HF_TOKEN", "settings", the token file's path, or empty
  std::string proxy;                       ///< for every address but loopback; its credentials are never logged
  std::string no_proxy;                    ///< as curl takes it
  std::string ca_file;                     ///< SSL_CERT_FILE: certificates to trust instead of the system's
  bool offline = false;
  int64_t stall_s = 15;    ///< a connection without a byte for so long is given up
  int64_t connect_s = 10;  ///< for name, connection and TLS
};

/// What a person set; each wins over the environment where it is not empty.
struct Wishes {
  std::string endpoint = {};
  std::string token = {};
  std::string proxy = {};
  bool offline = false;
};

/// HF_ENDPOINT; HF_TOKEN, HUGGING_FACE_HUB_TOKEN, the file HF_TOKEN_PATH or $HF_HOME/token; HTTPS_PROXY and its kin;
/// NO_PROXY; SSL_CERT_FILE; HF_HUB_OFFLINE. Error: bad_input (an endpoint that is neither https nor on the loopback, a
/// token that no header can carry).
Result<Config> make_config(const Wishes& wishes,
                           const folders::Environment& environment = folders::process_environment());

/// $HF_HUB_CACHE, $HUGGINGFACE_HUB_CACHE, $HF_HOME/hub, $XDG_CACHE_HOME/huggingface/hub or ~/.cache/huggingface/hub;
/// empty without a home.
std::filesystem::path hub_cache_folder(const folders::Environment& environment = folders::process_environment());

}  // namespace snug::hub
