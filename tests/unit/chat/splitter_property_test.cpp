// Properties that hold for every text: pieces do not matter, closed blocks stay, the work is linear.
#include <gtest/gtest.h>

#include <random>

#include "app/chat/markdown_splitter.h"

namespace snug::chat {
namespace {

using Rng = std::mt19937_64;

/// Text made of the pieces that decide something, so that markers meet in every combination.
std::string random_markdown(Rng& rng, size_t pieces) {
  static const std::vector<std::string> kPieces{"\n",
                                                "\n",
                                                "\n\n",
                                                " ",
                                                "  ",
                                                "    ",
                                                "\t",
                                                "- ",
                                                "* ",
                                                "1. ",
                                                "12) ",
                                                "> ",
                                                ">",
                                                "# ",
                                                "####",
                                                "```",
                                                "```cpp\n",
                                                "~~~",
                                                "`",
                                                "| a | b |",
                                                "|---|--:|",
                                                "| 1 |",
                                                "---",
                                                "***",
                                                "===",
                                                "<think>",
                                                "</think>",
                                                "$$",
                                                "\\[",
                                                "\\]",
                                                "<tool_call>",
                                                "</tool_call>",
                                                "word",
                                                "x",
                                                "**bold**",
                                                "[l](http:",
                                                "\r\n",
                                                "\r",
                                                "\xc3\xa9",
                                                "\xf0\x9f\x98\x80",
                                                "\xe2\x82",
                                                "\xff",
                                                std::string(1, '\0'),
                                                "+ ",
                                                "-",
                                                "_ _ _",
                                                "[ ] ",
                                                "\\|",
                                                "a|b"};
  std::string out;
  for (size_t i = 0; i < pieces; ++i) out += kPieces[rng() % kPieces.size()];
  return out;
}

std::vector<Block> blocks_of(MarkdownSplitter& splitter) {
  return {splitter.blocks().begin(), splitter.blocks().end()};
}

TEST(SplitterProperty, AnyCutGivesTheSameBlocks) {
  Rng rng(1);
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random_markdown(rng, 1 + rng() % 60);
    MarkdownSplitter whole;
    whole.append(text);
    const std::vector<Block> before_end = blocks_of(whole);
    whole.finish();
    const auto expect_same = [&](MarkdownSplitter& parts) {
      ASSERT_EQ(blocks_of(parts), before_end) << testing::PrintToString(text);
      parts.finish();
      ASSERT_EQ(blocks_of(parts), blocks_of(whole)) << testing::PrintToString(text);
    };
    const size_t cut = rng() % (text.size() + 1);
    MarkdownSplitter two;
    two.append(std::string_view(text).substr(0, cut));
    two.append(std::string_view(text).substr(cut));
    expect_same(two);
    MarkdownSplitter bytes;
    for (const char c : text) bytes.append(std::string_view(&c, 1));
    expect_same(bytes);
    ASSERT_FALSE(HasFatalFailure());
  }
}

TEST(SplitterProperty, EveryCutOfOneLongText) {
  Rng rng(7);
  const std::string text =
      random_markdown(rng, 300) + "\n\n" + std::string(5000, 'y') + " " + random_markdown(rng, 300);
  MarkdownSplitter whole;
  whole.append(text);
  whole.finish();
  for (size_t cut = 0; cut <= text.size(); cut += 1 + cut / 700) {
    MarkdownSplitter two;
    two.append(std::string_view(text).substr(0, cut));
    two.append(std::string_view(text).substr(cut));
    two.finish();
    ASSERT_EQ(blocks_of(two), blocks_of(whole)) << cut;
  }
}

TEST(SplitterProperty, ClosedBlocksNeverChangeAndOnlyTheLastIsOpen) {
  Rng rng(2);
  for (int round = 0; round < 500; ++round) {
    const std::string text = random_markdown(rng, 80);
    MarkdownSplitter s;
    std::vector<Block> closed;
    for (size_t at = 0; at < text.size();) {
      const size_t n = 1 + rng() % 7;
      s.append(std::string_view(text).substr(at, n));
      at += n;
      const auto blocks = s.blocks();
      ASSERT_GE(blocks.size(), closed.size());
      for (size_t i = 0; i < closed.size(); ++i) ASSERT_EQ(blocks[i], closed[i]) << testing::PrintToString(text);
      closed.clear();
      for (size_t i = 0; i < blocks.size(); ++i) {
        ASSERT_TRUE(blocks[i].closed || i + 1 == blocks.size());
        if (blocks[i].closed) closed.push_back(blocks[i]);
      }
    }
    s.finish();
    for (const Block& b : s.blocks()) ASSERT_TRUE(b.closed);
  }
}

TEST(SplitterProperty, ChangesReplayToTheSameBlocks) {
  Rng rng(3);
  for (int round = 0; round < 300; ++round) {
    const std::string text = random_markdown(rng, 80);
    MarkdownSplitter s;
    std::vector<Block> mirror;
    const auto replay = [&] {
      const SplitterChange change = s.take_change();
      ASSERT_EQ(change.old_count, mirror.size());
      mirror.resize(change.first_changed);
      mirror.insert(mirror.end(), s.blocks().begin() + static_cast<std::ptrdiff_t>(change.first_changed),
                    s.blocks().end());
      ASSERT_EQ(mirror, blocks_of(s));
    };
    for (size_t at = 0; at < text.size(); at += 5) {
      s.append(std::string_view(text).substr(at, 5));
      replay();
    }
    s.finish();
    replay();
    ASSERT_FALSE(HasFatalFailure()) << testing::PrintToString(text);
  }
}

/// Work of each 1 KB step of a 64 KB answer that comes four bytes (a token) at a time.
std::vector<int64_t> work_by_kilobyte(const std::string& text) {
  MarkdownSplitter s;
  std::vector<int64_t> steps;
  int64_t before = 0;
  for (size_t at = 0; at < text.size(); at += 4) {
    s.append(std::string_view(text).substr(at, 4));
    if ((at + 4) % 1024 == 0) {
      steps.push_back(s.work() - before);
      before = s.work();
    }
  }
  return steps;
}

std::string repeated(std::string_view piece, size_t bytes) {
  std::string out;
  while (out.size() < bytes) out += piece;
  out.resize(bytes);
  return out;
}

TEST(SplitterProperty, WorkIsFlatOver64KB) {
  const std::vector<std::string> shapes{"Some prose that goes on, as answers do. ",
                                        "- an item of a list\n",
                                        "```\ncode line\n```\n",
                                        "| a | b |\n|---|---|\n| 1 | 2 |\n",
                                        "one line\n",
                                        "> quote\n",
                                        "# h\n\ntext\n\n",
                                        "x",
                                        "1. a\n   - b\n"};
  for (const std::string& shape : shapes) {
    const std::vector<int64_t> steps = work_by_kilobyte(repeated(shape, 65'536));
    ASSERT_EQ(steps.size(), 64u);
    for (const int64_t step : steps) EXPECT_LE(step, 8 * 1024) << shape;  // the first kilobyte and the last alike
  }
  const std::vector<int64_t> code = work_by_kilobyte("```\n" + repeated("int x = 1;\n", 65'532));
  for (const int64_t step : code) EXPECT_LE(step, 4 * 1024);
  const std::vector<int64_t> thinking = work_by_kilobyte("<think>\n" + repeated("so <then> we $$ ", 65'528));
  for (const int64_t step : thinking) EXPECT_LE(step, 4 * 1024);
}

TEST(SplitterProperty, HostileTextStaysLinear) {
  for (const std::string_view piece :
       {"-",  "*",      "_ ", "#",  "`",   "~",  "|", "|-", ">", "> ",   "- ",  "1",
        "1.", "<think", "$",  "$$", "\\[", "\t", " ", "=",  "[", "a|\n", "-\n", "$$\n"}) {
    const std::string text = "a|b\n" + repeated(piece, 262'144);
    MarkdownSplitter s;
    s.append(text);
    s.finish();
    EXPECT_LE(s.work(), 600 * static_cast<int64_t>(text.size()))
        << piece;  // bounded by what is held back, not by the text
    MarkdownSplitter half;
    half.append(std::string_view(text).substr(0, text.size() / 2));
    half.finish();
    EXPECT_LE(s.work(), half.work() * 2 + half.work() / 4 + 4096) << piece;
  }
}

}  // namespace
}  // namespace snug::chat
