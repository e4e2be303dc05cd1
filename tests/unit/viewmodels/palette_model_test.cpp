#include "app/viewmodels/palette/palette_model.h"

#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QTest>

#include "app/viewmodels/palette/fuzzy.h"
#include "app/viewmodels/palette/palette_sources.h"

namespace snug::ui {
namespace {

TEST(Fuzzy, PrefixBeforeWordStartBeforeInsideBeforeLettersInOrder) {
  const auto rank = [](const char* text, const char* query) { return fuzzyRank(text, query).value_or(-1) / 1000; };
  EXPECT_EQ(rank("Settings", "set"), 0);
  EXPECT_EQ(rank("Load with settings", "SET"), 1);
  EXPECT_EQ(rank("Reset", "set"), 2);
  EXPECT_EQ(rank("Previous chat", "prch"), 3);
  EXPECT_FALSE(fuzzyRank("Previous chat", "rch x"));
  EXPECT_EQ(rank("Qwen3 8B", "qw38"), 3);
  EXPECT_FALSE(fuzzyRank("Smaller text", "sett"));
  EXPECT_FALSE(fuzzyRank("Previous", "rvs"));  // begins inside a word
  EXPECT_EQ(rank("Qwen3 8B Q6_K", "q6 qwen"), 1);
  EXPECT_EQ(fuzzyRank("Anything", "  "), 0);
  EXPECT_LT(*fuzzyRank("A chat", "chat"), *fuzzyRank("Another chat", "chat"));
}

struct Fixture {
  SettingsBridge settings{settings::Settings()};
  ActionRegistry actions{settings};
  QStringList done;
  QString asked;
  PaletteSources::Found answer;
  PaletteModel palette{actions, sources()};
  QAbstractItemModelTester tester{palette.rows(), QAbstractItemModelTester::FailureReportingMode::Fatal};

  PaletteSources sources() {
    PaletteSources s;
    s.models = [] {
      return std::vector<PaletteEntry>{{"m1", "Qwen3 8B", "Q6_K", "", 55.2, true, "fits"}, {"m2", "Gemma 3", "Q4_0"}};
    };
    s.chats = [] { return std::vector<PaletteEntry>{{"7", "Compare Qwen and Gemma", "", "12 Nov"}}; };
    s.searchChats = [this](const QString& query, PaletteSources::Found found) {
      asked = query;
      answer = std::move(found);
    };
    s.load = [this](const QString& id) { done << "load " + id; };
    s.loadWithSettings = [this](const QString& id) { done << "settings " + id; };
    s.openChat = [this](const QString& id) { done << "open " + id; };
    return s;
  }
  QVariant at(int row, const char* role) {
    return palette.rows()->data(palette.rows()->index(row, 0), palette.rows()->roleNames().key(role));
  }
  QStringList ids() {
    QStringList list;
    for (int i = 0; i < palette.rows()->rowCount(); ++i)
      list << (at(i, "rowKind") == "heading" ? "# " + at(i, "title").toString() : at(i, "itemId").toString());
    return list;
  }
};

TEST(PaletteModel, WithoutAQueryEveryGroupHasItsFirst) {
  Fixture f;
  const QStringList ids = f.ids();
  EXPECT_EQ(ids.mid(0, 6), (QStringList{"# Load a model", "m1", "m2", "# Chats", "7", "# Do"}));
  EXPECT_EQ(ids.size(), 12);
  EXPECT_FALSE(ids.contains("palette"));
  EXPECT_EQ(f.at(1, "quant"), "Q6_K");
  EXPECT_EQ(f.at(1, "rate"), 55.2);
  EXPECT_EQ(f.at(1, "measured"), true);
  EXPECT_EQ(f.at(1, "verdict"), "fits");
  EXPECT_EQ(f.at(1, "icon"), "models");
  EXPECT_EQ(f.at(4, "note"), "12 Nov");
  EXPECT_TRUE(f.asked.isEmpty());
}

TEST(PaletteModel, RowsActAndHeadingsDoNothing) {
  Fixture f;
  QObject::connect(&f.actions, &ActionRegistry::triggered, [&](const QString& id) { f.done << id; });
  for (const int row : {0, 1, 4, 6, -1, 99}) f.palette.activate(row);
  EXPECT_EQ(f.done, (QStringList{"load m1", "open 7", "go.chat"}));
  f.done.clear();
  for (const int row : {0, 2, 4, -1}) f.palette.activateWithSettings(row);
  EXPECT_EQ(f.done, (QStringList{"settings m2", "open 7"}));
}

TEST(PaletteModel, TheGroupWithTheBestMatchStandsFirst) {
  Fixture f;
  f.palette.setQuery("qwen");
  EXPECT_EQ(f.ids(), (QStringList{"# Load a model", "m1", "# Chats", "7"}));
  f.palette.setQuery("comp");
  EXPECT_EQ(f.ids().mid(0, 2), (QStringList{"# Chats", "7"}));
  f.palette.setQuery("sett");
  EXPECT_EQ(f.ids(), (QStringList{"# Do", "go.settings"}));
  f.palette.setQuery("no such thing");
  EXPECT_TRUE(f.ids().isEmpty());
}

TEST(PaletteModel, WhatTheSearchFindsComesBehindTheTitlesOnce) {
  Fixture f;
  f.palette.setQuery("qwen");
  EXPECT_EQ(f.asked, "qwen");
  const PaletteSources::Found late = f.answer;
  f.answer({{"7", "Compare Qwen and Gemma", "", "line"}, {"9", "Tokenizers", "", "of Qwen"}});
  EXPECT_EQ(f.ids(), (QStringList{"# Load a model", "m1", "# Chats", "7", "9"}));
  EXPECT_EQ(f.at(3, "note"), "12 Nov");
  EXPECT_EQ(f.at(4, "note"), "of Qwen");
  f.palette.setQuery("gemma");
  late({{"9", "Tokenizers"}});  // the answer to what is no longer asked
  EXPECT_FALSE(f.ids().contains("9"));
  f.palette.setQuery("");
  EXPECT_EQ(f.ids().size(), 12);
}

TEST(PaletteModel, AnAnswerAfterItsEndIsDropped) {
  Fixture f;
  PaletteSources::Found kept;
  {
    PaletteSources sources = f.sources();
    sources.searchChats = [&](const QString&, PaletteSources::Found found) { kept = std::move(found); };
    PaletteModel palette(f.actions, std::move(sources));
    palette.setQuery("x");
  }
  kept({{"9", "Tokenizers"}});
}

TEST(PaletteModel, OnlyAvailableActionsAndTheyFollow) {
  Fixture f;
  f.palette.setQuery("undo");
  EXPECT_TRUE(f.ids().isEmpty());
  f.actions.setAvailable(u"undo", true);
  EXPECT_TRUE(QTest::qWaitFor([&] { return f.ids() == QStringList{"# Do", "undo"}; }, 2000));
  EXPECT_EQ(f.at(1, "note"), "Ctrl+Z");
}

}  // namespace
}  // namespace snug::ui
