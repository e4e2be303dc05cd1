#include "app/manager/hub/call.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

namespace snug::hub {
namespace {

constexpr int kMaxHops = 10;
constexpr int64_t kMaxHeaderBytes = 256 << 10;

int64_t unix_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

std::string_view header(const Headers& headers, std::string_view name) {
  const auto it = std::find_if(headers.rbegin(), headers.rend(), [&](const auto& h) { return h.first == name; });
  return it == headers.rend() ? std::string_view() : std::string_view(it->second);
}

Status check_target(const Config& config, const Origin& target) {
  if (target == config.origin) return {};
  const bool at_home = is_loopback_host(config.origin.host);
  if (target.scheme != "https" && !(at_home && config.origin.scheme == "http"))
    return fail(Code::protocol, "the server leads from https to " + printable(target.text(), 80));
  const Reach reach = reach_of_host(target.host);
  if (at_home ? reach != Reach::loopback : reach != Reach::open)
    return fail(Code::protocol, "the server leads to an address where no Hub can be: " + printable(target.text(), 80));
  return {};
}

void GatewayShared::record(CallRecord call) {
  const std::lock_guard lock(mutex);
  if (calls.size() >= 500) calls.erase(calls.begin(), calls.begin() + 100);
  calls.push_back(std::move(call));
}

Call::Call(std::shared_ptr<GatewayShared> shared, uint64_t id, Request request, std::shared_ptr<Receiver> receiver)
    : shared_(std::move(shared)),
      id_(id),
      request_(std::move(request)),
      receiver_(std::move(receiver)),
      easy_(curl_easy_init(), curl_easy_cleanup),
      url_(request_.url),
      begun_(std::chrono::steady_clock::now()) {}

Call::~Call() {
  finish(fail(Code::cancelled));
}

Status Call::prepare() {
  const Config& config = shared_->config;
  if (shared_->offline) return fail(Code::offline);
  if (!easy_) return fail(Code::out_of_memory);
  SNUG_TRY(origin_, origin_of(url_));
  SNUG_CHECK_OK(check_target(config, origin_));
  answer_ = {};
  answer_.url = url_;
  told_headers_ = false;
  header_bytes_ = received_bytes_ = 0;
  CURL* const easy = easy_.get();
  curl_easy_reset(easy);
  const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
  set(CURLOPT_URL, url_.c_str());
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROTOCOLS_STR, origin_.scheme == "http" ? "http" : "https");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_USERAGENT, "snug/0.1");
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(config.connect_s));
  // No limit on the whole call: a large file on a slow line is no fault. One byte a second is.
  set(CURLOPT_LOW_SPEED_LIMIT, 64L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(config.stall_s));
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_PROXY, config.proxy.c_str());
  set(CURLOPT_NOPROXY, ("localhost,127.0.0.1,::1" + (config.no_proxy.empty() ? "" : "," + config.no_proxy)).c_str());
  if (!config.ca_file.empty()) set(CURLOPT_CAINFO, config.ca_file.c_str());
  set(CURLOPT_ERRORBUFFER, curl_message_);
  set(CURLOPT_HEADERFUNCTION, &Call::header_callback);
  set(CURLOPT_HEADERDATA, this);
  set(CURLOPT_WRITEFUNCTION, &Call::write_callback);
  set(CURLOPT_WRITEDATA, this);
  set(CURLOPT_OPENSOCKETFUNCTION, &Call::open_socket);
  set(CURLOPT_OPENSOCKETDATA, this);
  set(CURLOPT_PRIVATE, this);
  if (request_.head) set(CURLOPT_NOBODY, 1L);
  if (request_.bulk) {
    // Several connections, not several streams of one: one lost packet then holds up one range only.
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(CURLOPT_BUFFERSIZE, 512L << 10);
  }
  curl_slist* lines = nullptr;
  if (request_.compressed) {
    set(CURLOPT_ACCEPT_ENCODING, "");
  } else {
    lines = curl_slist_append(lines, "Accept-Encoding: identity");
  }
  if (request_.first_byte >= 0)
    lines =
        curl_slist_append(lines, fmt::format("Range: bytes={}-{}", request_.first_byte, request_.last_byte).c_str());
  with_token_ = !config.token.empty() && origin_ == config.origin;
  if (with_token_) lines = curl_slist_append(lines, ("Authorization: Bearer " + config.token).c_str());
  lines_.reset(lines);
  set(CURLOPT_HTTPHEADER, lines);
  return {};
}

curl_socket_t Call::open_socket(void* self, curlsocktype, struct curl_sockaddr* address) {
  auto& call = *static_cast<Call*>(self);
  const Config& config = call.shared_->config;
  if (call.shared_->offline) {
    call.stopped_by_ = Error{Code::offline};
    return CURL_SOCKET_BAD;
  }
  // A name that a server chose may resolve into the private network. Behind a proxy the address is the proxy's own.
  if (call.origin_ != config.origin && config.proxy.empty()) {
    const bool v6 = address->family == AF_INET6;
    const auto* bytes =
        v6 ? reinterpret_cast<const uint8_t*>(&reinterpret_cast<const sockaddr_in6*>(&address->addr)->sin6_addr)
           : reinterpret_cast<const uint8_t*>(&reinterpret_cast<const sockaddr_in*>(&address->addr)->sin_addr);
    const Reach reach = reach_of(bytes, v6 ? 16 : 4);
    if (is_loopback_host(config.origin.host) ? reach != Reach::loopback : reach != Reach::open) {
      call.stopped_by_ = Error{
          Code::protocol, "the server leads to an address where no Hub can be: " + printable(call.origin_.text(), 80)};
      return CURL_SOCKET_BAD;
    }
  }
  ++call.shared_->sockets;
  return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t Call::header_callback(char* data, size_t size, size_t n, void* self) {
  auto& call = *static_cast<Call*>(self);
  call.take_header({data, size * n});
  return call.stopped_by_ ? 0 : size * n;
}

size_t Call::write_callback(char* data, size_t size, size_t n, void* self) {
  return static_cast<Call*>(self)->take_body({data, size * n});
}

void Call::take_header(std::string_view line) {
  header_bytes_ += std::ssize(line);
  if (header_bytes_ > kMaxHeaderBytes) {
    stopped_by_ = Error{Code::protocol, "an answer with endless headers"};
    return;
  }
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) {  // a new answer, after "100 Continue" for example
    answer_.headers.clear();
    return;
  }
  if (line.empty()) return headers_complete();
  const size_t colon = line.find(':');
  if (colon == line.npos) return;
  std::string name(line.substr(0, colon));
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
  while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
  answer_.headers.emplace_back(std::move(name), value);
}

bool Call::is_redirect() const {
  const long s = answer_.status;
  return (s == 301 || s == 302 || s == 303 || s == 307 || s == 308) && !header(answer_.headers, "location").empty();
}

void Call::headers_complete() {
  curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &answer_.status);
  if (answer_.status < 200 || is_redirect() || told_headers_) return;
  told_headers_ = true;
  if (auto status = receiver_->on_headers(answer_); !status) stopped_by_ = std::move(status.error());
}

size_t Call::take_body(std::string_view bytes) {
  received_bytes_ += std::ssize(bytes);
  if (is_redirect()) {
    if (received_bytes_ <= request_.limit_bytes) return bytes.size();
    stopped_by_ = Error{Code::protocol, "a redirect with an endless body"};
    return 0;
  }
  if (auto status = receiver_->on_data(bytes); !status) {
    stopped_by_ = std::move(status.error());
    return 0;
  }
  return bytes.size();
}

Result<bool> Call::next_hop() {
  if (!is_redirect()) return false;
  SNUG_TRY(std::string target, resolve_url(url_, header(answer_.headers, "location")));
  // A mirror may name the Hub itself where it means its own address.
  SNUG_TRY(const Origin to, origin_of(target));
  if (origin_.scheme == "https" && to.scheme != "https")
    return fail(Code::protocol, "the server leads from https to " + printable(to.text(), 80));
  SNUG_CHECK_OK(check_target(shared_->config, to));
  if (to != origin_ && request_.stop_at_other_origin) {
    answer_.redirect = std::move(target);
    return false;
  }
  seen_.insert(url_);
  if (seen_.size() > kMaxHops) return fail(Code::protocol, "the server leads from one address to the next without end");
  if (seen_.contains(target)) return fail(Code::protocol, "the server leads in a circle");
  url_ = std::move(target);
  return true;
}

Error Call::error_of(CURLcode result) const {
  if (stopped_by_) return *stopped_by_;
  if (shared_->offline) return Error{Code::offline};
  const std::string words = curl_message_[0] != '\0' ? curl_message_ : curl_easy_strerror(result);
  const std::string detail = printable(origin_.text(), 80) + ": " + printable(words, 200);
  if (result == CURLE_OPERATION_TIMEDOUT && (told_headers_ || received_bytes_ > 0))
    return Error{Code::network_stalled, detail};
  return Error{Code::network, detail};
}

bool Call::ended(CURLcode result) {
  if (result != CURLE_OK) {
    finish(fail(error_of(result)));
    return false;
  }
  auto more = next_hop();
  if (!more) {
    finish(fail(std::move(more.error())));
    return false;
  }
  if (*more) return true;
  finish(std::move(answer_));
  return false;
}

void Call::finish(Result<Answer> result) {
  if (finished_) return;
  finished_ = true;
  CallRecord record;
  record.time_ms = unix_ms();
  record.method = request_.head ? "HEAD" : "GET";
  record.url = without_query(url_);
  record.why = request_.why;
  record.status = result ? result->status : answer_.status;
  record.bytes = received_bytes_;
  record.duration_ms =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun_).count();
  record.with_token = with_token_;
  if (!result) record.error = result.error().detail.empty() ? "stopped" : result.error().detail;
  shared_->record(std::move(record));
  receiver_->on_done(std::move(result));
}

}  // namespace snug::hub
