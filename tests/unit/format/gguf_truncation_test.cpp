// Files cut anywhere, headers that come in pieces, and single bytes changed: never a crash, always a sentence.
#include <gtest/gtest.h>

#include <random>

#include "engine/base/checked.h"
#include "engine/base/error_table.h"
#include "engine/format/gguf.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::format {
namespace {

using test::bytes_of;
using test::GgufBuilder;

Result<GgufHeader> parse(const std::string& file) {
  return parse_gguf_header(bytes_of(file), std::ssize(file));
}

GgufBuilder sample() {
  GgufBuilder builder;
  builder.pair("general.architecture", "llama").pair("llama.context_length", uint32_t{2048}).pair("flag", true);
  std::vector<std::string> tokens;
  for (int i = 0; i < 300; ++i) tokens.push_back("token" + std::to_string(i));
  builder.strings("tokenizer.ggml.tokens", tokens).array<float>("tokenizer.ggml.scores", std::vector<float>(300, 0.5f));
  for (int i = 0; i < 5; ++i) {
    builder.tensor({"blk." + std::to_string(i) + ".weight", {64, 4}, 8, std::string(68 * 4, 'q'), {}, {}});
  }
  return builder;
}

TEST(GgufTruncation, AtEveryFieldOfTheHeader) {
  std::vector<size_t> ends;
  const std::string file = sample().build(&ends);
  ASSERT_TRUE(parse(file));
  ASSERT_GT(ends.size(), 30u);
  for (const size_t end : ends) {
    for (const size_t cut : {end - 1, end}) {
      const auto header = parse(file.substr(0, cut));
      ASSERT_FALSE(header) << cut;
      EXPECT_EQ(header.error().code, Code::file_truncated) << cut << ": " << header.error().detail;
    }
  }
}

TEST(GgufTruncation, AtEveryByte) {
  const std::string file = sample().build();
  const auto whole = parse(file);
  ASSERT_TRUE(whole);
  const int64_t last = whole->tensors.back().offset_bytes + whole->tensors.back().size_bytes;
  for (int64_t cut = 0; cut < last; ++cut) {
    const auto header = parse(file.substr(0, static_cast<size_t>(cut)));
    ASSERT_FALSE(header) << cut;
    ASSERT_EQ(header.error().code, Code::file_truncated) << cut;
  }
  EXPECT_TRUE(parse(file.substr(0, static_cast<size_t>(last))));
}

TEST(GgufTruncation, PiecesOfAWholeFileAskForMore) {
  const std::string file = sample().build();
  const auto whole = parse(file);
  ASSERT_TRUE(whole);
  for (int64_t have = 0; have < whole->header_bytes; ++have) {
    const auto header = parse_gguf_header(bytes_of(file).first(static_cast<size_t>(have)), std::ssize(file));
    ASSERT_FALSE(header) << have;
    ASSERT_EQ(header.error().code, Code::header_incomplete) << have << ": " << header.error().detail;
    const auto needed = needed_bytes(header.error());
    ASSERT_TRUE(needed);
    ASSERT_GT(*needed, have);
    ASSERT_LE(*needed, whole->header_bytes);
  }
  // Data is not needed: a header from the Hub gives what the file on disk gives.
  const auto header =
      parse_gguf_header(bytes_of(file).first(static_cast<size_t>(whole->header_bytes)), std::ssize(file));
  ASSERT_TRUE(header);
  EXPECT_EQ(header->tensors, whole->tensors);
  EXPECT_EQ(header->metadata, whole->metadata);
}

TEST(GgufTruncation, FollowingNeededBytesReachesTheEnd) {
  const std::string file = sample().build();
  int64_t have = 0;
  for (int step = 0; step < 2000; ++step) {
    const auto header = parse_gguf_header(bytes_of(file).first(static_cast<size_t>(have)), std::ssize(file));
    if (header) return;
    const auto needed = needed_bytes(header.error());
    ASSERT_TRUE(needed) << header.error().detail;
    ASSERT_GT(*needed, have);
    have = *needed;
  }
  FAIL() << "no end";
}

TEST(GgufTruncation, NeededBytesIsForThatErrorOnly) {
  EXPECT_EQ(needed_bytes(Error{Code::file_truncated}), std::nullopt);
  EXPECT_EQ(needed_bytes(Error{Code::header_incomplete}), std::nullopt);
  EXPECT_EQ(needed_bytes(Error{Code::header_incomplete}.with("need_bytes", "12")), 12);
}

/// What every accepted header must satisfy, whatever was in the bytes.
void expect_sound(const GgufHeader& header, int64_t file_bytes) {
  ASSERT_GT(header.alignment, 0);
  ASSERT_GE(header.data_offset, header.header_bytes);
  for (const TensorInfo& tensor : header.tensors) {
    ASSERT_GE(tensor.n_dims, 1);
    ASSERT_LE(tensor.n_dims, 4);
    ASSERT_GE(tensor.offset_bytes, header.data_offset);
    ASSERT_EQ((tensor.offset_bytes - header.data_offset) % header.alignment, 0);
    const auto end = checked_add(tensor.offset_bytes, tensor.size_bytes);
    ASSERT_TRUE(end);
    ASSERT_LE(*end, file_bytes);
    ASSERT_GT(tensor.size_bytes, 0);
  }
}

TEST(GgufTruncation, AnyByteChangedIsReadOrRefused) {
  const std::string file = sample().build();
  const auto header_bytes = static_cast<size_t>(parse(file)->header_bytes);
  std::mt19937 random(1);  // NOLINT: a fixed seed, so that a failure comes back
  for (size_t at = 0; at < header_bytes; ++at) {
    for (const char value : {'\0', '\xff', '\x80', static_cast<char>(random())}) {
      std::string changed = file;
      changed[at] = value;
      const auto header = parse(changed);
      if (header) {
        expect_sound(*header, std::ssize(changed));
      } else {
        ASSERT_NE(header.error().code, Code::internal) << at;
        ASSERT_FALSE(message_of(header.error()).empty());
      }
    }
  }
}

}  // namespace
}  // namespace snug::format
