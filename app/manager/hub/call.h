// One running call of the gateway: its curl handle, its hops. Internal to the gateway.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <set>

#include "app/manager/hub/gateway.h"

namespace snug::hub {

/// What both loops share.
struct GatewayShared {
  Config config;
  std::atomic<bool> offline{false};
  std::atomic<int64_t> sockets{0};
  mutable std::mutex mutex;
  std::vector<CallRecord> calls;

  void record(CallRecord call);
};

/// Lives on a loop's thread.
class Call {
 public:
  Call(std::shared_ptr<GatewayShared> shared, uint64_t id, Request request, std::shared_ptr<Receiver> receiver);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();

  [[nodiscard]] uint64_t id() const { return id_; }
  [[nodiscard]] CURL* handle() const { return easy_.get(); }
  [[nodiscard]] bool bulk() const { return request_.bulk; }

  /// Sets the handle up for the current address. Errors: offline, protocol.
  Status prepare();
  /// What the transfer's end means: true if the call goes on at another address (prepare() again), else finish() was
  /// called.
  bool ended(CURLcode result);
  /// Tells the receiver and the log. Once.
  void finish(Result<Answer> result);

 private:
  static size_t header_callback(char* data, size_t size, size_t n, void* self);
  static size_t write_callback(char* data, size_t size, size_t n, void* self);
  static curl_socket_t open_socket(void* self, curlsocktype purpose, struct curl_sockaddr* address);

  void take_header(std::string_view line);
  void headers_complete();
  size_t take_body(std::string_view bytes);
  [[nodiscard]] bool is_redirect() const;
  Result<bool> next_hop();
  [[nodiscard]] Error error_of(CURLcode result) const;

  std::shared_ptr<GatewayShared> shared_;
  uint64_t id_;
  Request request_;
  std::shared_ptr<Receiver> receiver_;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy_;
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> lines_{nullptr, curl_slist_free_all};
  std::string url_;
  Origin origin_;
  std::set<std::string> seen_;
  Answer answer_;
  std::optional<Error> stopped_by_;  ///< why a callback stopped the transfer
  bool told_headers_ = false;
  bool with_token_ = false;
  bool finished_ = false;
  int64_t received_bytes_ = 0;
  int64_t header_bytes_ = 0;
  std::chrono::steady_clock::time_point begun_;
  char curl_message_[CURL_ERROR_SIZE] = {};
};

}  // namespace snug::hub
