// The Settings page: every row, role and verb, and what a person may type.
#include "app/viewmodels/settings/settings_model.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <set>

#include "app/manager/settings/environment.h"
#include "app/viewmodels/settings/notices.h"
#include "app/viewmodels/settings/setting_input.h"

namespace snug::ui {
namespace {

using settings::Key;
using settings::Settings;
using Kind = SettingsEntry::Kind;

struct World {
  QTemporaryDir folder;
  SettingsBridge bridge;
  std::vector<SettingsDevice> devices{{"cuda:0", "RTX 4070"}, {"cpu", "CPU"}};
  QString models = folder.filePath("models");
  QStringList copied;
  QStringList opened;
  bool opens = true;
  QString askedAt;
  SettingsHooks::Chosen chosen;
  SettingsModel page{bridge, hooks()};
  QAbstractItemModelTester tester{page.rows(), QAbstractItemModelTester::FailureReportingMode::Fatal};
  QAbstractItemModelTester sectionTester{page.sections(), QAbstractItemModelTester::FailureReportingMode::Fatal};

  explicit World(Settings settings = Settings()) : bridge(std::move(settings)) {}

  SettingsHooks hooks() {
    SettingsHooks h;
    h.devices = [this] { return devices; };
    h.modelsFolder = [this] {
      const QString own = bridge.value(Key::models_folder);
      return own.isEmpty() ? models : own;
    };
    h.dataFolder = folder.path();
    h.version = "0.1.0 (abc)";
    h.copy = [this](const QString& text) { copied += text; };
    h.openFolder = [this](const QString& path) {
      opened += path;
      return opens;
    };
    h.diagnostics = [] { return QString("the diagnostics"); };
    h.chooseFolder = [this](const QString&, const QString& start, SettingsHooks::Chosen done) {
      askedAt = start;
      chosen = std::move(done);
    };
    return h;
  }

  QVariant role(int row, const char* name) {
    const int role = page.rows()->roleNames().key(name, -1);
    EXPECT_NE(role, -1) << name;
    return page.rows()->data(page.rows()->index(row, 0), role);
  }
  int find(const QString& id) {
    for (int i = 0; i < page.rows()->rowCount(); ++i) {
      if (role(i, "settingId").toString() == id) return i;
    }
    return -1;
  }
  QString text(const QString& id, const char* name) {
    const int row = find(id);
    EXPECT_GE(row, 0) << id.toStdString();
    return row < 0 ? QString() : role(row, name).toString();
  }
  QStringList ids() {
    QStringList out;
    for (int i = 0; i < page.rows()->rowCount(); ++i) {
      const QString id = role(i, "settingId").toString();
      out += id.isEmpty() ? "# " + role(i, "title").toString() : id;
    }
    return out;
  }
};

TEST(SettingsLayout, HoldsEveryShownKeyOnceInItsOwnSectionBehindAHeading) {
  std::map<Key, int> seen;
  std::set<QString> sections;
  std::set<QString> specials;
  QString section;
  bool afterHeading = false;
  for (const SettingsEntry& entry : settingsLayout()) {
    if (section != entry.section) {
      section = entry.section;
      EXPECT_TRUE(sections.insert(section).second) << "in two pieces: " << entry.section;
      EXPECT_EQ(entry.kind, Kind::heading) << entry.section;
      EXPECT_FALSE(settingsSectionTitle(section).isEmpty());
    }
    if (entry.kind == Kind::heading) {
      EXPECT_FALSE(afterHeading) << "nothing under the heading before " << entry.title;
      EXPECT_STRNE(entry.title, "");
    }
    afterHeading = entry.kind == Kind::heading;
    if (entry.kind == Kind::setting) {
      ASSERT_TRUE(entry.key.has_value());
      ++seen[*entry.key];
      EXPECT_EQ(section.toStdString(), settings::section_name(settings::setting_info(*entry.key).section));
    } else if (entry.kind == Kind::special) {
      EXPECT_TRUE(specials.insert(entry.id).second) << entry.id;
      EXPECT_FALSE(settings::key_from_name(entry.id)) << entry.id;
    }
  }
  EXPECT_FALSE(afterHeading);
  EXPECT_EQ(sections.size(), settingsSections().size());
  for (const settings::SettingInfo& info : settings::settings_table())
    EXPECT_EQ(seen[info.key], info.section == settings::Section::window ? 0 : 1) << info.name;
}

TEST(SettingsLayout, ControlsFitTheTypesAndTheLanguagesAreThere) {
  using settings::Type;
  const std::map<Type, std::set<std::string>> fitting{{Type::boolean, {"switch"}},
                                                      {Type::integer, {"number"}},
                                                      {Type::number, {"number", "choice"}},
                                                      {Type::choice, {"segment", "choice"}},
                                                      {Type::text, {"text", "choice", "path"}},
                                                      {Type::path, {"path"}}};
  for (const SettingsEntry& entry : settingsLayout()) {
    if (!entry.key) continue;
    const settings::SettingInfo& info = settings::setting_info(*entry.key);
    EXPECT_TRUE(fitting.at(info.type).contains(entry.control)) << info.name << " " << entry.control;
  }
  EXPECT_EQ(choiceOptions(Key::language, "system"), "system\tSystem language\nen\tEnglish");
  EXPECT_FALSE(settings::checked_value(Key::language, "de"));
}

TEST(SettingsModel, SectionsAndTheirRows) {
  World w;
  QStringList sections;
  const auto names = w.page.sections()->roleNames();
  for (int i = 0; i < w.page.sections()->rowCount(); ++i) {
    const QModelIndex at = w.page.sections()->index(i, 0);
    sections += w.page.sections()->data(at, names.key("sectionId")).toString() + "=" +
                w.page.sections()->data(at, names.key("title")).toString();
  }
  EXPECT_EQ(sections, (QStringList{"general=General", "appearance=Appearance", "models=Models and folders",
                                   "keyboard=Keyboard", "privacy=Privacy", "about=About"}));
  EXPECT_EQ(w.page.currentSection(), "general");
  EXPECT_EQ(w.ids(),
            (QStringList{"# Language", "general.language", "# Chat", "general.enter_sends", "general.show_thinking",
                         "# Start and background", "general.load_last_model", "general.notify"}));
  EXPECT_EQ(w.role(0, "rowKind").toString(), "heading");
  EXPECT_EQ(w.role(1, "rowKind").toString(), "row");

  QSignalSpy turned(&w.page, &SettingsModel::currentSectionChanged);
  w.page.setCurrentSection("window");  // no section of the page
  w.page.setCurrentSection("general");
  EXPECT_EQ(turned.count(), 0);
  w.page.setCurrentSection("keyboard");
  EXPECT_EQ(w.page.rows()->rowCount(), 0);
  w.page.setCurrentSection("about");
  EXPECT_EQ(turned.count(), 2);
  EXPECT_EQ(w.ids(), (QStringList{"# This build", "about.version", "about.diagnostics"}));
  EXPECT_EQ(w.text("about.version", "value"), "0.1.0 (abc)");
  EXPECT_EQ(w.text("about.version", "control"), "info");
  EXPECT_EQ(w.page.version(), "0.1.0 (abc)");
}

TEST(SettingsModel, RolesOfEachKindOfRow) {
  World w;
  EXPECT_EQ(w.text("general.enter_sends", "control"), "switch");
  EXPECT_EQ(w.text("general.enter_sends", "value"), "true");
  EXPECT_EQ(w.text("general.enter_sends", "options"), "");
  w.page.setCurrentSection("appearance");
  EXPECT_EQ(w.text("appearance.theme", "options"), "system\tSystem\ndark\tDark\nlight\tLight");
  const QStringList scales = w.text("appearance.text_scale", "options").split('\n');
  EXPECT_EQ(scales.size(), 14);
  EXPECT_EQ(scales.first(), "0.85\t85 %");
  EXPECT_EQ(scales[3], "1\t100 %");
  EXPECT_EQ(scales.last(), "1.5\t150 %");
  for (const QString& line : scales)
    EXPECT_TRUE(settings::checked_value(Key::text_scale, line.section('\t', 0, 0).toStdString())) << line.toStdString();
  w.page.setCurrentSection("models");
  const int threads = w.find("models.threads");
  EXPECT_EQ(w.role(threads, "minimum").toDouble(), 0);
  EXPECT_EQ(w.role(threads, "maximum").toDouble(), 1024);
  EXPECT_EQ(w.role(threads, "step").toDouble(), 1);
  EXPECT_EQ(w.role(threads, "title").toString(), "CPU threads");
  EXPECT_EQ(w.role(threads, "note").toString(), "0 takes one for each physical core.");
  EXPECT_EQ(w.text("models.folder", "value"), w.models) << "the default folder by its name";
  EXPECT_EQ(w.text("models.device", "options"), "\tAutomatic\ncuda:0\tRTX 4070\ncpu\tCPU");
  EXPECT_EQ(w.text("models.open_folder", "actionText"), "Open folder");
  EXPECT_EQ(w.text("models.open_folder", "control"), "button");
  EXPECT_TRUE(w.text("models.extra_folders", "note").endsWith("changed. Put ; between two folders."));
}

TEST(SettingsModel, AScaleBetweenTwoStepsIsShownInItsPlace) {
  World w;
  ASSERT_TRUE(w.bridge.set(Key::text_scale, 1.03).has_value());
  w.page.setCurrentSection("appearance");
  const QStringList scales = w.text("appearance.text_scale", "options").split('\n');
  ASSERT_EQ(scales.size(), 15);
  EXPECT_EQ(scales[4], "1.03\t103 %");
  EXPECT_EQ(w.text("appearance.text_scale", "value"), "1.03");
}

TEST(SettingsModel, SetStoresAndChangesOneRowAndResetTakesItBack) {
  World w;
  QSignalSpy changed(w.page.rows(), &QAbstractItemModel::dataChanged);
  QSignalSpy reset(w.page.rows(), &QAbstractItemModel::modelReset);
  w.page.set("general.enter_sends", "false");
  EXPECT_FALSE(w.bridge.boolean(Key::enter_sends));
  EXPECT_EQ(w.text("general.enter_sends", "value"), "false");
  EXPECT_EQ(w.text("general.enter_sends", "changed"), "true");
  EXPECT_EQ(w.text("general.notify", "changed"), "false");
  ASSERT_EQ(changed.count(), 1);
  EXPECT_EQ(changed[0][0].toModelIndex().row(), w.find("general.enter_sends"));
  w.page.reset("general.enter_sends");
  EXPECT_TRUE(w.bridge.boolean(Key::enter_sends));
  EXPECT_EQ(w.text("general.enter_sends", "changed"), "false");
  EXPECT_EQ(reset.count(), 0);
}

TEST(SettingsModel, AChangeFromElsewhereIsShown) {
  World w;
  ASSERT_TRUE(w.bridge.set(Key::show_thinking, true).has_value());
  EXPECT_EQ(w.text("general.show_thinking", "value"), "true");
}

TEST(SettingsModel, WhatIsNotAllowedIsSaidInItsRowAndForgottenInTime) {
  World w;
  w.page.setCurrentSection("models");
  w.page.set("models.threads", "many");
  EXPECT_EQ(w.text("models.threads", "problem"), "A whole number from 0 to 1,024.");
  EXPECT_EQ(w.text("models.threads", "value"), "0");
  EXPECT_EQ(w.text("models.reserve_gib", "problem"), "");
  w.page.set("models.reserve_gib", "-1");
  EXPECT_EQ(w.text("models.reserve_gib", "problem"), "A number from 0 to 64.");
  w.page.set("models.kv_type", "f64");
  EXPECT_EQ(w.text("models.kv_type", "problem"), "This is none of the choices.");
  // The value that stands already takes the sentence away too.
  w.page.set("models.threads", "0");
  EXPECT_EQ(w.text("models.threads", "problem"), "");
  w.page.reset("models.reserve_gib");
  EXPECT_EQ(w.text("models.reserve_gib", "problem"), "");
  // From elsewhere.
  ASSERT_TRUE(w.bridge.set(Key::kv_type, "q8_0").has_value());
  EXPECT_EQ(w.text("models.kv_type", "problem"), "");
  w.page.set("models.threads", "2000");
  w.page.setCurrentSection("general");
  w.page.setCurrentSection("models");
  EXPECT_EQ(w.text("models.threads", "problem"), "");
}

TEST(SettingsModel, WhatIsNoRowIsLeftAlone) {
  World w;
  w.page.set("window.width", "1000");
  w.page.reset("window.width");
  w.page.set("no.such", "1");
  w.page.set("about.version", "9");
  w.page.act("no.such");
  w.page.act("general.enter_sends");
  EXPECT_EQ(w.bridge.integer(Key::window_width), 1280);
  EXPECT_FALSE(w.bridge.settings().unsaved());
}

TEST(SettingsModel, AHeldValueIsReadOnlyAndSaysWhy) {
  Settings settings;
  ASSERT_TRUE(settings.hold(Key::offline, "true", "HF_HUB_OFFLINE").has_value());
  ASSERT_TRUE(settings.hold(Key::models_folder, "/srv/models", "SNUG_MODELS_DIR").has_value());
  World w(std::move(settings));
  w.page.setCurrentSection("privacy");
  EXPECT_EQ(w.text("privacy.offline", "readOnlyReason"), "HF_HUB_OFFLINE is set in the environment and wins.");
  EXPECT_EQ(w.text("privacy.offline", "value"), "true");
  EXPECT_EQ(w.text("privacy.offline", "changed"), "false") << "nothing to reset";
  w.page.set("privacy.offline", "false");
  w.page.reset("privacy.offline");
  EXPECT_TRUE(w.bridge.boolean(Key::offline));
  EXPECT_EQ(w.text("privacy.offline", "problem"), "");
  w.page.act("models.folder");
  EXPECT_FALSE(w.chosen) << "no dialog for what cannot be set";
  w.page.setCurrentSection("models");
  EXPECT_EQ(w.text("models.folder", "value"), "/srv/models");
}

TEST(SettingsModel, TheDownloadFolder) {
  World w;
  w.page.setCurrentSection("models");
  const auto problem = [&](const QString& given) {
    w.page.set("models.folder", given);
    return w.text("models.folder", "problem");
  };
  const QString file = w.folder.filePath("file");
  ASSERT_TRUE(QFile(file).open(QIODevice::WriteOnly));
  ASSERT_TRUE(QFile::link(w.folder.filePath("gone"), w.folder.filePath("link")));
  EXPECT_EQ(problem("models"), "\"models\" is not a whole path: it begins with / or ~/.");
  EXPECT_EQ(problem(file), file + " is a file, not a folder.");
  EXPECT_EQ(problem(file + "/a/b"), file + "/a/b cannot be made: " + file + " is a file.");
  EXPECT_EQ(problem(w.folder.filePath("link")),
            w.folder.filePath("link") + " is a link to a folder that is not there.");
  EXPECT_TRUE(problem("/" + QString(5000, 'a')).contains("too long"));
  EXPECT_EQ(w.bridge.value(Key::models_folder), "") << "nothing of that was stored";
  if (::geteuid() != 0) {
    const QString shut = w.folder.filePath("shut");
    ASSERT_TRUE(QDir().mkdir(shut));
    ASSERT_TRUE(QFile::setPermissions(shut, QFile::ReadOwner | QFile::ExeOwner));
    EXPECT_EQ(problem(shut), "Snug may not write into " + shut + ".");
    EXPECT_EQ(problem(shut + "/new"), shut + "/new cannot be made: Snug may not write into " + shut + ".");
  }
  // The default given back is still the default.
  EXPECT_EQ(problem(w.models), "");
  EXPECT_EQ(w.bridge.value(Key::models_folder), "");
  const QString made = w.folder.filePath("new/deep");
  EXPECT_EQ(problem(" " + made + "/ "), "");
  EXPECT_EQ(w.bridge.value(Key::models_folder), made);
  EXPECT_FALSE(QFileInfo::exists(made)) << "made when something is downloaded";
  EXPECT_EQ(w.text("models.open_folder", "value"), made);
  EXPECT_EQ(problem("~"), "");
  EXPECT_EQ(w.bridge.value(Key::models_folder), QDir::cleanPath(QDir::homePath()));
  EXPECT_EQ(problem(""), "");
  EXPECT_EQ(w.text("models.folder", "value"), w.models);
}

TEST(SettingsModel, AFolderIsChosenInADialog) {
  World w;
  w.page.setCurrentSection("models");
  w.page.act("models.folder");
  ASSERT_TRUE(w.chosen);
  EXPECT_EQ(w.askedAt, w.models);
  w.chosen("");  // left without a choice
  EXPECT_EQ(w.bridge.value(Key::models_folder), "");
  w.chosen(w.folder.path());
  EXPECT_EQ(w.bridge.value(Key::models_folder), w.folder.path());

  QDir().mkdir(w.folder.filePath("a"));
  QDir().mkdir(w.folder.filePath("b"));
  w.page.act("models.extra_folders");
  w.chosen(w.folder.filePath("a"));
  w.page.act("models.extra_folders");
  w.chosen(w.folder.filePath("b"));
  EXPECT_EQ(w.bridge.value(Key::extra_folders), w.folder.filePath("a") + "\n" + w.folder.filePath("b"));
  EXPECT_EQ(w.text("models.extra_folders", "value"), w.folder.filePath("a") + "; " + w.folder.filePath("b"));
  // What the field shows is taken back as it is; a folder twice is one.
  w.page.set("models.extra_folders", w.text("models.extra_folders", "value") + ";" + w.folder.filePath("a/"));
  EXPECT_EQ(w.bridge.value(Key::extra_folders), w.folder.filePath("a") + "\n" + w.folder.filePath("b"));
  w.page.set("models.extra_folders", w.folder.filePath("c"));
  EXPECT_EQ(w.text("models.extra_folders", "problem"), w.folder.filePath("c") + " is not there.");
  w.page.set("models.extra_folders", "a");
  EXPECT_TRUE(w.text("models.extra_folders", "problem").contains("not a whole path"));
}

TEST(SettingsModel, ADialogThatOutlivesThePageDoesNothing) {
  SettingsBridge bridge{Settings()};
  SettingsHooks::Chosen chosen;
  SettingsHooks hooks;
  hooks.chooseFolder = [&](const QString&, const QString&, SettingsHooks::Chosen done) { chosen = std::move(done); };
  {
    SettingsModel page(bridge, hooks);
    page.act("models.folder");
  }
  ASSERT_TRUE(chosen);
  chosen("/tmp");
  EXPECT_EQ(bridge.value(Key::models_folder), "");
}

TEST(SettingsModel, DevicesComeAndGo) {
  World w;
  w.page.setCurrentSection("models");
  w.page.set("models.device", "cuda:7");
  EXPECT_EQ(w.text("models.device", "problem"), "There is no device \"cuda:7\".");
  w.page.set("models.device", "cuda:0");
  EXPECT_EQ(w.bridge.value(Key::device), "cuda:0");
  EXPECT_EQ(w.text("models.device", "problem"), "");
  w.devices = {{"cpu", "A\tB\nC"}};
  w.page.refresh();
  EXPECT_EQ(w.text("models.device", "options"), "\tAutomatic\ncpu\tA B C\ncuda:0\tcuda:0 (not there)");
  w.page.set("models.device", "cuda:0");  // stands already
  EXPECT_EQ(w.text("models.device", "problem"), "");
  w.page.set("models.device", "");
  EXPECT_EQ(w.bridge.value(Key::device), "");
}

TEST(SettingsModel, SearchFindsInTitlesNotesAndSectionsOfAllSections) {
  World w;
  QSignalSpy asked(&w.page, &SettingsModel::queryChanged);
  w.page.setQuery("FOLDER");
  EXPECT_EQ(asked.count(), 1);
  EXPECT_EQ(w.ids().filter("# "), (QStringList{"# Models and folders", "# Privacy", "# About"}));
  EXPECT_GE(w.find("models.folder"), 0);
  EXPECT_GE(w.find("privacy.data_folder"), 0) << "only its note says it";
  EXPECT_EQ(w.find("general.language"), -1);
  w.page.setQuery("  programs   gib ");
  EXPECT_EQ(w.ids(), (QStringList{"# Models and folders", "models.reserve_gib"}));
  w.page.setCurrentSection("about");
  EXPECT_EQ(w.ids().size(), 2) << "the search stands";
  w.page.setQuery("gib zebra");
  EXPECT_EQ(w.page.rows()->rowCount(), 0);
  w.page.setQuery("  ");
  EXPECT_EQ(w.ids().first(), "# This build");
  // A row that was found is set there.
  w.page.setQuery("threads");
  w.page.set("models.threads", "x");
  EXPECT_NE(w.text("models.threads", "problem"), "");
  w.page.set("models.threads", "4");
  EXPECT_EQ(w.text("models.threads", "value"), "4");
}

TEST(SettingsModel, TheSearchLeadsToTheKeys) {
  World w;
  w.page.setQuery("shortcuts");
  ASSERT_EQ(w.ids(), (QStringList{"# Keyboard", "keyboard.shortcuts"}));
  w.page.act("keyboard.shortcuts");
  EXPECT_EQ(w.page.currentSection(), "keyboard");
  EXPECT_EQ(w.page.query(), "");
}

TEST(SettingsModel, ButtonsOpenAndCopy) {
  World w;
  w.page.act("models.open_folder");
  w.page.act("privacy.data_folder");
  EXPECT_EQ(w.opened, (QStringList{w.models, w.folder.path()}));
  w.page.setCurrentSection("models");
  w.opens = false;
  w.page.act("models.open_folder");
  EXPECT_EQ(w.text("models.open_folder", "problem"), w.models + " could not be shown: is it there?");
  w.opens = true;
  w.page.act("models.open_folder");
  EXPECT_EQ(w.text("models.open_folder", "problem"), "");
  w.page.act("about.diagnostics");
  w.page.copyDiagnostics();
  EXPECT_EQ(w.copied, (QStringList{"the diagnostics", "the diagnostics"}));
}

TEST(SettingsModel, WithoutHooksNothingIsDone) {
  SettingsBridge bridge{Settings()};
  SettingsModel page(bridge, {});
  for (const char* id : {"models.folder", "models.open_folder", "privacy.data_folder", "about.diagnostics"})
    page.act(id);
  page.copyDiagnostics();
  EXPECT_FALSE(bridge.settings().unsaved());
}

TEST(SettingInput, NumbersAsPeopleWriteThem) {
  EXPECT_EQ(settingInput(Key::context_tokens, " 16,384 ").value, "16384");
  EXPECT_EQ(settingInput(Key::context_tokens, "16.384").value, "16384");
  EXPECT_EQ(settingInput(Key::context_tokens, "1 048 576").value, "1048576");
  EXPECT_FALSE(settingInput(Key::context_tokens, "16,38").problem.isEmpty());
  EXPECT_FALSE(settingInput(Key::context_tokens, "1.5").problem.isEmpty());
  EXPECT_EQ(settingInput(Key::reserve_gib, "0,75").value, "0.75");
  EXPECT_EQ(settingInput(Key::reserve_gib, "2").value, "2");
  for (const char* bad : {"", "nan", "inf", "1,2,3", "65", "0x1", "1e9"})
    EXPECT_EQ(settingInput(Key::reserve_gib, bad).problem, "A number from 0 to 64.") << bad;
}

TEST(SettingInput, AnEndpointIsSafeOnTheWay) {
  EXPECT_EQ(settingInput(Key::hub_endpoint, " https://hf-mirror.example/base// ").value,
            "https://hf-mirror.example/base");
  EXPECT_EQ(settingInput(Key::hub_endpoint, "http://localhost:8080").value, "http://localhost:8080");
  EXPECT_EQ(settingInput(Key::hub_endpoint, "http://[::1]:80").value, "http://[::1]:80");
  for (const char* bad : {"", "huggingface.co", "http://huggingface.co", "file:///etc", "https://", "https://a b",
                          "https://u:p@host", "https://host?x=1", "https://host#x"}) {
    const SettingInput input = settingInput(Key::hub_endpoint, bad);
    EXPECT_FALSE(input.problem.isEmpty()) << bad;
    EXPECT_TRUE(input.value.isEmpty()) << bad;
  }
}

TEST(Notices, AreTheTableOfThirdPartyWorks) {
  EXPECT_EQ(noticesFromMarkdown(
                "# Title\n\nTwo\nlines `x`.\n\n| A | B | C | D |\n|---|---|---|---|\n| Qt | LGPL | q | linked "
                "|\n| fmt | MIT | f | |\n\nEnd.\n"),
            "Two lines x.\n\nQt: LGPL; linked\nfmt: MIT\n\nEnd.");
  const QString text = noticesText();
  for (const char* work : {"Qt 6 (Core", "SQLite: public domain", "Inter: OFL-1.1", "MD4C: MIT"})
    EXPECT_TRUE(text.contains(work)) << work;
  EXPECT_FALSE(text.contains('|'));
  EXPECT_FALSE(text.contains("---"));
}

}  // namespace
}  // namespace snug::ui
