#include "app/manager/settings/settings.h"

#include <gtest/gtest.h>

#include <set>

#include "app/manager/folders/atomic_file.h"
#include "tests/unit/store/temp_folder.h"

namespace snug::settings {
namespace {

TEST(SettingsTable, EveryRowIsSound) {
  std::set<std::string_view> names;
  for (const SettingInfo& info : settings_table()) {
    EXPECT_EQ(&setting_info(info.key), &info);
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_EQ(info.name.substr(0, info.name.find('.')), section_name(info.section)) << info.name;
    EXPECT_EQ(key_from_name(info.name), info.key);
    EXPECT_EQ(checked_value(info.key, info.standard).value_or("?"), info.standard) << info.name;
    EXPECT_EQ(info.title.empty(), info.section == Section::window) << info.name;
    if (!info.title.empty()) {
      EXPECT_TRUE(info.note.ends_with('.')) << info.name;
    }
  }
}

TEST(SettingsTable, ChecksTypeAndRange) {
  EXPECT_EQ(checked_value(Key::text_scale, "1.50").value(), "1.5");
  EXPECT_EQ(checked_value(Key::threads, "08").value(), "8");
  for (const char* bad : {"", "3", "nan", "inf", "1,5", "1x", " 1"})
    EXPECT_EQ(checked_value(Key::text_scale, bad).error().code, Code::bad_input) << bad;
  for (const char* bad : {"-1", "1025", "1.5", "99999999999999999999", "0x1"})
    EXPECT_FALSE(checked_value(Key::threads, bad)) << bad;
  for (const char* bad : {"", "dark|light", "Dark", "|"}) EXPECT_FALSE(checked_value(Key::theme, bad)) << bad;
  EXPECT_FALSE(checked_value(Key::offline, "1"));
  EXPECT_FALSE(checked_value(Key::models_folder, "relative"));
  EXPECT_FALSE(checked_value(Key::device, std::string(100, 'x')));
}

TEST(Settings, RoundTripKeepsUnknownNamesAndLeavesDefaultsOut) {
  TempFolder folder;
  const auto file = folder.path() / "settings.json";
  ASSERT_TRUE(folders::write_atomically(
      file, R"({"future.thing": {"a": [1, 2]}, "appearance.theme": "dark", "models.threads": 4})"));
  Settings settings = Settings::load(file);
  EXPECT_TRUE(settings.problems().empty());
  EXPECT_EQ(settings.value(Key::theme), "dark");
  EXPECT_EQ(settings.integer(Key::threads), 4);
  ASSERT_TRUE(settings.set(Key::text_scale, 1.25));
  ASSERT_TRUE(settings.reset(Key::threads));
  ASSERT_TRUE(settings.save());
  EXPECT_FALSE(settings.unsaved());
  const std::string text = folders::read_whole(file, 10'000).value();
  EXPECT_NE(text.find("future.thing"), std::string::npos);
  EXPECT_EQ(text.find("models.threads"), std::string::npos);
  Settings again = Settings::load(file);
  EXPECT_EQ(again.number(Key::text_scale), 1.25);
  EXPECT_EQ(again.value(Key::theme), "dark");
  EXPECT_TRUE(again.boolean(Key::enter_sends));
}

TEST(Settings, BadFilesGiveDefaultsAndSaySo) {
  TempFolder folder;
  const auto file = folder.path() / "settings.json";
  for (const std::string& text : {std::string("{\"a\":"), std::string("[]"), std::string(100'000, '['),
                                  std::string("\xff\x00{}", 4), std::string()}) {
    ASSERT_TRUE(folders::write_atomically(file, text));
    Settings settings = Settings::load(file);
    EXPECT_EQ(settings.problems().size(), 1u);
    EXPECT_EQ(settings.value(Key::theme), "system");
    EXPECT_EQ(folders::read_whole(file.native() + ".bad", 200'000).value(), text);
  }
  ASSERT_TRUE(folders::write_atomically(
      file,
      R"({"appearance.theme": "pink", "models.threads": [], "appearance.text_scale": 99, "privacy.offline": true})"));
  Settings settings = Settings::load(file);
  EXPECT_EQ(settings.problems().size(), 3u);
  EXPECT_EQ(settings.value(Key::theme), "system");
  EXPECT_TRUE(settings.boolean(Key::offline));
  EXPECT_TRUE(Settings::load(folder.path() / "none.json").problems().empty());
}

TEST(Settings, ObserversHearChangesOnly) {
  Settings settings;
  std::vector<Key> heard;
  Subscription subscription = settings.subscribe([&](Key key) { heard.push_back(key); });
  ASSERT_TRUE(settings.set(Key::theme, "dark"));
  ASSERT_TRUE(settings.set(Key::theme, "dark"));
  EXPECT_FALSE(settings.set(Key::theme, "no"));
  ASSERT_TRUE(settings.set(Key::offline, true));
  EXPECT_EQ(heard, (std::vector<Key>{Key::theme, Key::offline}));
  subscription.reset();
  ASSERT_TRUE(settings.set(Key::theme, "light"));
  EXPECT_EQ(heard.size(), 2u);
}

TEST(Settings, AHeldValueWinsAndIsNotStored) {
  TempFolder folder;
  const auto file = folder.path() / "settings.json";
  Settings settings = Settings::load(file);
  ASSERT_TRUE(settings.set(Key::hub_endpoint, "https://mine"));
  ASSERT_TRUE(settings.hold(Key::hub_endpoint, "https://theirs", "HF_ENDPOINT"));
  EXPECT_EQ(settings.value(Key::hub_endpoint), "https://theirs");
  EXPECT_EQ(settings.held_by(Key::hub_endpoint), "HF_ENDPOINT");
  EXPECT_EQ(settings.set(Key::hub_endpoint, "https://x").error().code, Code::read_only);
  ASSERT_TRUE(settings.save());
  EXPECT_EQ(Settings::load(file).value(Key::hub_endpoint), "https://mine");
  EXPECT_FALSE(settings.hold(Key::threads, "many", "X"));
}

TEST(Settings, AFolderThatIsGoneKeepsTheChangeInMemory) {
  TempFolder folder;
  Settings settings = Settings::load(folder.path() / "gone" / "settings.json");
  ASSERT_TRUE(settings.set(Key::theme, "dark"));
  EXPECT_FALSE(settings.save());
  EXPECT_TRUE(settings.unsaved());
  EXPECT_EQ(settings.value(Key::theme), "dark");
}

}  // namespace
}  // namespace snug::settings
