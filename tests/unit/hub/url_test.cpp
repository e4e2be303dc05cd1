#include "app/manager/hub/url.h"

#include <gmock/gmock.h>

#include <array>

namespace snug::hub {
namespace {

TEST(Origin, IsSchemeHostAndPort) {
  EXPECT_EQ(origin_of("https://HuggingFace.co/a?b")->text(), "https://huggingface.co");
  EXPECT_EQ(origin_of("http://127.0.0.1:81/")->port, 81);
  EXPECT_NE(*origin_of("https://a.b/"), *origin_of("https://a.b:444/"));
  EXPECT_NE(*origin_of("https://a.b/"), *origin_of("http://a.b:443/"));
}

TEST(Origin, RefusesWhatIsNoWebAddress) {
  for (const char* url : {"file:///etc/passwd", "ftp://a.b/", "https://user:word@a.b/", "", "https://", "javascript:1"})
    EXPECT_FALSE(origin_of(url)) << url;
}

TEST(ResolveUrl, FollowsRelativeAndAbsoluteReferences) {
  EXPECT_EQ(*resolve_url("https://a.b/c/d?e", "/f?g"), "https://a.b/f?g");
  EXPECT_EQ(*resolve_url("https://a.b/c/d", "https://x.y/z#part"), "https://x.y/z");
  EXPECT_FALSE(resolve_url("https://a.b/", "file:///etc/passwd"));
}

TEST(WithOrigin, RewritesOnlyTheOriginNamed) {
  const Origin hub{"https", "huggingface.co", 443}, mirror{"http", "127.0.0.1", 8080};
  EXPECT_EQ(with_origin("https://huggingface.co/api?x=1", hub, mirror), "http://127.0.0.1:8080/api?x=1");
  EXPECT_EQ(with_origin("https://evil.example/api", hub, mirror), "https://evil.example/api");
}

TEST(Reach, KnowsLoopbackAndPrivateAddresses) {
  for (const char* host : {"127.0.0.1", "127.9.9.9", "[::1]", "localhost", "a.localhost", "[::ffff:127.0.0.1]"})
    EXPECT_EQ(reach_of_host(host), Reach::loopback) << host;
  for (const char* host :
       {"10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "[fe80::1]", "[fd00::1]", "[ff02::1]", "[::]", "[::ffff:10.0.0.1]"})
    EXPECT_EQ(reach_of_host(host), Reach::reserved) << host;
  for (const char* host : {"8.8.8.8", "172.32.0.1", "huggingface.co", "[2606:4700::1]"})
    EXPECT_EQ(reach_of_host(host), Reach::open) << host;
}

TEST(RepoId, TakesWhatTheHubTakes) {
  for (const char* id : {"a/b", "gpt2", "Qwen/Qwen3-0.6B-GGUF", "a_b/c.d"}) EXPECT_TRUE(check_repo_id(id)) << id;
  for (const char* id :
       {"", "/", "a/", "/b", "a/b/c", "a--b/c", "a/..", "a/b.git", "-a/b", "a/b-", "a/.b", "a b/c", "a/b?c", "a\\b/c"})
    EXPECT_FALSE(check_repo_id(id)) << id;
  EXPECT_FALSE(check_repo_id(std::string(97, 'a')));
}

TEST(FilePath, RefusesEveryWayOut) {
  for (const char* path : {"model.gguf", "Q8_0/a-00001-of-00002.gguf", "a b.txt", ".gitattributes", "com10.txt"})
    EXPECT_TRUE(check_file_path(path)) << path;
  for (const char* path : {"", "/etc/passwd", "../a", "a/../b", "a/./b", "a//b", "a/", "C:\\a", "C:a", "D:foo",
                           "\\\\host\\share", "a\\b", "a\nb", "CON", "nul.txt", "a/Com1.gguf", "lpt9"})
    EXPECT_FALSE(check_file_path(path)) << path;
  EXPECT_FALSE(check_file_path(std::string("a\0b", 3)));
  EXPECT_FALSE(check_file_path(std::string(256, 'a')));
}

TEST(Quote, KeepsSlashesOnlyWhereAsked) {
  EXPECT_EQ(quote("refs/pr/1"), "refs%2Fpr%2F1");
  EXPECT_EQ(quote("a b/c+d", true), "a%20b/c%2Bd");
}

}  // namespace
}  // namespace snug::hub
