// Opening files: splits, changes behind our back, reading and decoding tensors.
#include "engine/format/gguf_file.h"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/unit/support/gguf_builder.h"
#include "tests/unit/support/temp_dir.h"

namespace snug::format {
namespace {

using test::GgufBuilder;
using test::TempDir;

GgufBuilder sample() {
  GgufBuilder builder;
  builder.pair("general.architecture", "llama");
  builder.floats("a", {1.5f, -2.0f}).floats("b", {3.0f});
  return builder;
}

GgufBuilder shard(uint16_t number, uint16_t count, int32_t total) {
  GgufBuilder builder;
  if (number == 0) builder.pair("general.architecture", "llama");
  builder.pair("split.no", number).pair("split.count", count).pair("split.tensors.count", total);
  builder.floats("t" + std::to_string(number), {static_cast<float>(number)});
  return builder;
}

std::string shard_name(int number, int count) {
  char name[64];
  std::snprintf(name, sizeof name, "model-%05d-of-%05d.gguf", number + 1, count);
  return name;
}

TEST(GgufFile, MapsReadsAndDecodes) {
  const TempDir dir;
  const auto file = GgufFile::open(dir.write("x.gguf", sample().build()));
  ASSERT_TRUE(file) << file.error().detail;
  const TensorInfo* a = file->find_tensor("a");
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(file->find_tensor("c"), nullptr);
  float values[2];
  ASSERT_EQ(file->tensor_bytes(*a).size(), sizeof values);
  std::memcpy(values, file->tensor_bytes(*a).data(), sizeof values);
  EXPECT_EQ(values[1], -2.0f);
  std::memset(values, 0, sizeof values);
  ASSERT_TRUE(file->read_tensor(*a, std::as_writable_bytes(std::span(values))));
  EXPECT_EQ(values[0], 1.5f);
  float second = 0;
  ASSERT_TRUE(file->read_tensor_part(*a, 4, std::as_writable_bytes(std::span(&second, 1))));
  EXPECT_EQ(second, -2.0f);
  float decoded[2];
  ASSERT_TRUE(file->read_tensor_f32(*a, decoded));
  EXPECT_EQ(decoded[1], -2.0f);
  EXPECT_TRUE(file->verify_unchanged());
}

TEST(GgufFile, StaysUsableWhenMoved) {
  const TempDir dir;
  auto first = GgufFile::open(dir.write("x.gguf", sample().build()));
  ASSERT_TRUE(first);
  const GgufFile second = std::move(*first);
  ASSERT_NE(second.find_tensor("b"), nullptr);
  EXPECT_EQ(second.tensor_bytes(*second.find_tensor("b")).size(), 4u);
}

TEST(GgufFile, AbsentFileFolderAndPipe) {
  const TempDir dir;
  EXPECT_EQ(GgufFile::open(dir.path() / "none.gguf").error().code, Code::file_not_found);
  EXPECT_EQ(GgufFile::open(dir.path()).error().code, Code::bad_input);
  EXPECT_EQ(GgufFile::open("/dev/null").error().code, Code::bad_input);
  EXPECT_EQ(GgufFile::open(dir.write("empty.gguf", "")).error().code, Code::file_truncated);
}

TEST(GgufFile, HeaderLargerThanTheFirstReadIsFollowed) {
  GgufBuilder builder = sample();
  builder.pair("long", std::string(3 << 20, 'x'));
  const TempDir dir;
  const auto file = GgufFile::open(dir.write("x.gguf", builder.build()));
  ASSERT_TRUE(file) << file.error().detail;
  EXPECT_EQ(file->metadata().get_string("long")->size(), size_t{3} << 20);
}

TEST(GgufFile, TruncationAndChangeAreNoticed) {
  const TempDir dir;
  const auto path = dir.write("x.gguf", sample().build());
  const auto file = GgufFile::open(path);
  ASSERT_TRUE(file);
  std::filesystem::resize_file(path, 64);
  const auto status = file->verify_unchanged();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::file_changed);
  float values[2];
  const auto read = file->read_tensor(*file->find_tensor("a"), std::as_writable_bytes(std::span(values)));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::file_truncated);
}

TEST(GgufFile, OverwritingInPlaceIsNoticedReplacingDoesNoHarm) {
  const TempDir dir;
  const auto path = dir.write("x.gguf", sample().build());
  const auto file = GgufFile::open(path);
  ASSERT_TRUE(file);
  std::filesystem::rename(dir.write("y.gguf", GgufBuilder().build()), path);  // a new file under the old name
  EXPECT_TRUE(file->verify_unchanged());
  EXPECT_EQ(file->tensor_bytes(*file->find_tensor("b")).size(), 4u);

  const auto other = dir.write("z.gguf", sample().build());
  const auto opened = GgufFile::open(other);
  ASSERT_TRUE(opened);
  std::filesystem::last_write_time(other, std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  EXPECT_EQ(opened->verify_unchanged().error().code, Code::file_changed);
}

TEST(GgufSplits, AnyShardOpensTheWhole) {
  const TempDir dir;
  for (uint16_t i = 0; i < 3; ++i) dir.write(shard_name(i, 3), shard(i, 3, 3).build());
  for (int i = 0; i < 3; ++i) {
    const auto file = GgufFile::open(dir.path() / shard_name(i, 3));
    ASSERT_TRUE(file) << file.error().detail;
    EXPECT_EQ(file->paths().size(), 3u);
    ASSERT_EQ(file->tensors().size(), 3u);
    EXPECT_EQ(file->metadata().get_string("general.architecture"), "llama");
    const TensorInfo* last = file->find_tensor("t2");
    ASSERT_NE(last, nullptr);
    EXPECT_EQ(last->shard, 2);
    float value = 0;
    ASSERT_TRUE(file->read_tensor_f32(*last, std::span(&value, 1)));
    EXPECT_EQ(value, 2.0f);
  }
}

TEST(GgufSplits, MissingShardIsNamed) {
  const TempDir dir;
  for (const uint16_t i : {uint16_t{0}, uint16_t{2}}) dir.write(shard_name(i, 3), shard(i, 3, 3).build());
  const auto file = GgufFile::open(dir.path() / shard_name(0, 3));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::missing_shard);
  EXPECT_NE(file.error().detail.find("model-00002-of-00003"), std::string::npos);
  EXPECT_TRUE(GgufFile::open(dir.path() / shard_name(0, 3), Shards::only_this));
}

TEST(GgufSplits, ARenamedShardIsRefused) {
  const TempDir dir;
  const auto file = GgufFile::open(dir.write("renamed.gguf", shard(0, 3, 3).build()));
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::missing_shard);
}

TEST(GgufSplits, ShardsThatContradictEachOther) {
  const TempDir dir;
  dir.write(shard_name(0, 2), shard(0, 2, 2).build());
  dir.write(shard_name(1, 2), shard(0, 2, 2).build());  // says that it is the first
  EXPECT_EQ(GgufFile::open(dir.path() / shard_name(0, 2)).error().code, Code::file_malformed);

  dir.write(shard_name(1, 2), shard(1, 2, 2).floats("extra", {1}).build());
  EXPECT_EQ(GgufFile::open(dir.path() / shard_name(0, 2)).error().code, Code::file_malformed);

  GgufBuilder twin = shard(1, 2, 2);
  twin.tensors[0].name = "t0";
  dir.write(shard_name(1, 2), twin.build());
  EXPECT_EQ(GgufFile::open(dir.path() / shard_name(0, 2)).error().code, Code::duplicate_tensor);

  dir.write(shard_name(1, 2), sample().build());  // no part of a split
  EXPECT_EQ(GgufFile::open(dir.path() / shard_name(0, 2)).error().code, Code::missing_key);
}

TEST(GgufSplits, PathsOfShards) {
  EXPECT_EQ(shard_path("/m/x-00002-of-00009.gguf", 0, 9), std::filesystem::path("/m/x-00001-of-00009.gguf"));
  EXPECT_EQ(shard_path("a-b-00001-of-00002.gguf", 1, 2), std::filesystem::path("a-b-00002-of-00002.gguf"));
  EXPECT_EQ(shard_path("/m/x.gguf", 0, 9), std::nullopt);
  EXPECT_EQ(shard_path("x-1-of-2.gguf", 0, 2), std::nullopt);
}

}  // namespace
}  // namespace snug::format
