#include "app/viewmodels/chat/block_list_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <string>

namespace snug::ui {
namespace {

const std::string kAnswer =
    "# Title\n\nSome **bold** text.\n\n- one\n- two\n\n```python\nprint(1)\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n";

std::vector<BlockRow> rowsOf(const std::string& text, size_t piece) {
  BlockListModel model;
  QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
  for (size_t i = 0; i < text.size(); i += piece) model.appendContent(std::string_view(text).substr(i, piece));
  model.finish();
  return model.rows();
}

TEST(BlockListModel, GrowingInAnyPiecesGivesTheSameRows) {
  const std::vector<BlockRow> whole = rowsOf(kAnswer, kAnswer.size());
  ASSERT_EQ(whole.size(), 6u);
  EXPECT_EQ(whole[0].kind, "heading");
  EXPECT_EQ(whole[1].html, "Some <b>bold</b> text.");
  EXPECT_EQ(whole[2].marker, QStringLiteral("•"));
  EXPECT_EQ(whole[4].language, "python");
  EXPECT_EQ(whole[5].kind, "table");
  EXPECT_EQ(whole[5].alignments, "lr");
  EXPECT_EQ(whole[5].text, "a\tb\n1\t2");
  for (const size_t piece : {1u, 2u, 7u, 30u}) {
    const std::vector<BlockRow> rows = rowsOf(kAnswer, piece);
    ASSERT_EQ(rows.size(), whole.size()) << piece;
    for (size_t i = 0; i < rows.size(); ++i) {
      EXPECT_TRUE(rows[i] == whole[i]) << "row " << i << " in pieces of " << piece << ": " << rows[i].html.toStdString()
                                       << rows[i].text.toStdString() << " closed " << rows[i].closed << " alignments "
                                       << rows[i].alignments.toStdString() << " lines " << rows[i].lineCount;
    }
  }
}

TEST(BlockListModel, ReasoningStandsFirstAndClosesWhenTheAnswerBegins) {
  BlockListModel model;
  model.appendReasoning("hm", 1, 0.1);
  EXPECT_FALSE(model.at(0).closed);
  model.appendContent("Yes.");
  ASSERT_EQ(model.rowCount(), 2);
  EXPECT_EQ(model.at(0).kind, "thinking");
  EXPECT_TRUE(model.at(0).closed);
}

TEST(BlockListModel, WorkAndChangesOfALaterPieceDoNotGrowWithTheAnswer) {
  BlockListModel model;
  int changes = 0;
  QObject::connect(&model, &QAbstractItemModel::dataChanged, [&] { ++changes; });
  QObject::connect(&model, &QAbstractItemModel::rowsInserted, [&] { ++changes; });
  const std::string paragraph = "A sentence of an answer that goes on, with **bold** words and `code` in it.\n\n";
  const auto cost = [&] {
    const qint64 before = model.work();
    changes = 0;
    for (int i = 0; i < 20; ++i) model.appendContent(paragraph);
    return std::make_pair(model.work() - before, changes);
  };
  const auto first = cost();
  while (model.work() < 64 * 1024) cost();
  const auto last = cost();
  EXPECT_LE(last.first, first.first * 11 / 10);
  EXPECT_LE(last.second, first.second + 1);
}

}  // namespace
}  // namespace snug::ui
