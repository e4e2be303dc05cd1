// The one gateway to the network: every call that Snug makes goes through here, is checked, and is written down.
//
// Two loops of libcurl's multi interface run on threads of their own: one for questions, one for the bytes of files, so
// that a slow disk never holds up a search. Redirects are walked here, never by libcurl: the token goes to the
// endpoint's origin and to no other, https is never left for http, and an address that a server names may not lead into
// the private network.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/manager/hub/config.h"

namespace snug::hub {

/// Header lines in their order; names in lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;
/// The last value of a header; empty if absent.
std::string_view header(const Headers& headers, std::string_view name);

struct Request {
  std::string url;                    ///< absolute
  std::string why;                    ///< for the log of calls: "search", "file tree", "part of a file"
  bool head = false;                  ///< HEAD instead of GET
  int64_t first_byte = -1;            ///< of a range; -1: no range
  int64_t last_byte = -1;             ///< inclusive
  int64_t limit_bytes = 16 << 20;     ///< most bytes of a body that is collected
  bool compressed = false;            ///< accept compression; never for files
  bool stop_at_other_origin = false;  ///< a redirect to another origin ends the call: see Answer::redirect
  bool bulk = false;                  ///< bytes of files: the second loop
};

struct Answer {
  long status = 0;
  Headers headers;       ///< of the last hop
  std::string body;      ///< if no receiver took it
  std::string url;       ///< that answered
  std::string redirect;  ///< where the redirect led, with stop_at_other_origin
};

/// Takes an answer as it comes. Called on a thread of the gateway, one call at a time, and must not block long.
class Receiver {
 public:
  virtual ~Receiver() = default;
  /// Before the first byte of the body of the last hop. An error ends the call with it.
  virtual Status on_headers(const Answer& answer) = 0;
  virtual Status on_data(std::string_view bytes) = 0;
  /// The last that is called, always, exactly once.
  virtual void on_done(Result<Answer> answer) = 0;
};

/// One line of the page "what was called".
struct CallRecord {
  int64_t time_ms = 0;  ///< Unix time of its end
  std::string method;
  std::string url;  ///< without its query
  std::string why;
  long status = 0;  ///< 0: no answer
  int64_t bytes = 0;
  int64_t duration_ms = 0;
  bool with_token = false;
  std::string error;  ///< empty: none
};

struct GatewayShared;

/// Any thread. Results do not depend on the order of calls; connections are kept and used again.
class Gateway {
 public:
  explicit Gateway(Config config);
  /// Ends all calls with `cancelled`.
  ~Gateway();
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  [[nodiscard]] const Config& config() const;
  /// Closes or opens the gate. Closing ends running calls with `offline`.
  void set_offline(bool offline);
  [[nodiscard]] bool offline() const;

  using CallId = uint64_t;
  /// Begins a call. Errors come through on_done: offline, network, network_stalled, protocol, limit_exceeded,
  /// cancelled; statuses are the caller's business.
  CallId start(Request request, std::shared_ptr<Receiver> receiver);
  /// on_done gets `cancelled`, unless the call is over already.
  void cancel(CallId id);
  /// One call, waited for. `stop` ends it with `cancelled`.
  Result<Answer> fetch(Request request, const std::atomic<bool>* stop = nullptr);

  /// The last calls, oldest first, at most 500.
  [[nodiscard]] std::vector<CallRecord> calls() const;
  /// How many sockets were opened since the start. With offline on it does not grow: a test holds that.
  [[nodiscard]] int64_t sockets_opened() const;

 private:
  class Loop;
  std::shared_ptr<GatewayShared> shared_;
  std::unique_ptr<Loop> questions_;
  std::unique_ptr<Loop> bulk_;
};

/// Whether a call that leads from the endpoint to `target` may be made, judged by its text. Error: protocol.
Status check_target(const Config& config, const Origin& target);

}  // namespace snug::hub
