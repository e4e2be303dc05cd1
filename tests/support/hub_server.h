// The loopback Hub of tests/hub, as a child of the test that needs it.
#pragma once

#include <curl/curl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/manager/hub/config.h"

namespace snug::test {

class HubServer {
 public:
  explicit HubServer(std::vector<std::string> arguments = {}) {
    int to_child[2], from_child[2];
    if (::pipe(to_child) != 0 || ::pipe(from_child) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(to_child[0], 0);
      ::dup2(from_child[1], 1);
      for (const int fd : {to_child[0], to_child[1], from_child[0], from_child[1]}) ::close(fd);
      std::vector<std::string> words{"python3", std::string(SNUG_TEST_DATA_DIR) + "/../hub/hub_server.py",
                                     "--hash-cache", std::string(SNUG_BUILD_DIR) + "/hub-hashes"};
      words.insert(words.end(), arguments.begin(), arguments.end());
      std::vector<char*> argv;
      for (std::string& word : words) argv.push_back(word.data());
      argv.push_back(nullptr);
      ::execvp("python3", argv.data());
      ::_exit(127);
    }
    ::close(to_child[0]);
    ::close(from_child[1]);
    stdin_ = to_child[1];
    std::string line;
    for (char c = 0; ::read(from_child[0], &c, 1) == 1 && c != '\n';) line += c;
    ::close(from_child[0]);
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object()) return;
    endpoint = json["endpoint"];
    cdn = json["cdn"];
    token = json["token"];
  }
  ~HubServer() {
    ::close(stdin_);
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
  }
  HubServer(const HubServer&) = delete;
  HubServer& operator=(const HubServer&) = delete;

  [[nodiscard]] bool is_up() const { return !endpoint.empty(); }
  void faults(const nlohmann::json& rows) { post("/_test/faults", rows); }
  void set(const nlohmann::json& values) { post("/_test/set", values); }
  void reset() { post("/_test/reset", nlohmann::json::object()); }
  nlohmann::json log() { return post("/_test/log", nlohmann::json::object()); }

  /// A configuration for this server, with nothing of the environment of the test.
  [[nodiscard]] hub::Config config(const std::string& with_token = {}) const {
    const folders::Environment none = [](const char*) { return std::optional<std::string>(); };
    hub::Config config = *hub::make_config({.endpoint = endpoint, .token = with_token}, none);
    config.stall_s = 2;
    return config;
  }

  std::string endpoint, cdn, token;

 private:
  static size_t collect(char* data, size_t size, size_t n, void* out) {
    static_cast<std::string*>(out)->append(data, size * n);
    return size * n;
  }
  nlohmann::json post(const std::string& path, const nlohmann::json& body) {
    std::string answer;
    const std::string text = body.dump();
    CURL* easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, (endpoint + path).c_str());
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, text.c_str());
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &HubServer::collect);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    curl_easy_perform(easy);
    curl_easy_cleanup(easy);
    return nlohmann::json::parse(answer, nullptr, false);
  }

  pid_t pid_ = -1;
  int stdin_ = -1;
};

}  // namespace snug::test
