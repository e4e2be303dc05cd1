// One run of the application without a window: a real engine with a tiny model, a real database.
#pragma once

#include <gtest/gtest.h>

#include <QTest>
#include <filesystem>

#include "app/viewmodels/chat/chat_list_model.h"
#include "app/viewmodels/chat/composer_model.h"
#include "app/viewmodels/chat/conversation_model.h"
#include "app/viewmodels/chat/inspector_model.h"
#include "backends/reference/reference_backend.h"

namespace snug::ui {

inline std::filesystem::path testModels() {
  return std::filesystem::path(SNUG_TEST_DATA_DIR) / "models";
}

inline std::vector<session::DeviceEntry> testDevices() {
  return {{reference::reference_caps(), {}, [](int32_t) -> Result<std::unique_ptr<device::Backend>> {
             return reference::make_reference_backend();
           }}};
}

inline std::filesystem::path freshFolder(const char* name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove_all(folder);
  return folder;
}

struct ChatWorld {
  explicit ChatWorld(const std::filesystem::path& folder, bool withModel = true)
      : store({.folder = folder, .unclean_exit = false, .now_ms = 0}, {[](auto work) { work(); }}, [](auto) {}),
        engine(testDevices()),
        station(engine, {testModels()}),
        hub(engine, station, store),
        conversation(hub),
        chats(hub),
        presets(hub),
        composer(engine, hub, presets),
        inspector(hub, presets, composer.counter()) {
    if (!withModel) return;
    const auto model = station.addFile(testModels() / "tiny-llama-f32.gguf");
    station.choose(model->ref);
  }

  template <class Condition>
  static bool until(Condition condition) {
    return QTest::qWaitFor(condition, 30'000);
  }
  bool settled() {
    return until([&] { return hub.current().live == nullptr; });
  }
  /// Says something in the shown chat with a short answer.
  chat::Id say(const QString& text) {
    composer.setText(text);
    composer.send();
    EXPECT_TRUE(settled());
    const chat::Id id = hub.current().chat.id;
    EXPECT_TRUE(until([&] { return hasRow(QString::number(id)); }));
    return id;
  }
  bool load(int64_t context = 0) {
    session::LoadOptions options;
    options.n_ctx = context;
    station.setOptions(options);
    station.load();
    return until([&] { return station.phase() == ModelStation::Phase::loaded; });
  }
  const std::vector<ChatListRow>& list() { return static_cast<ChatRows*>(chats.rows())->rows(); }
  bool hasRow(const QString& id) {
    return std::any_of(list().begin(), list().end(), [&](const ChatListRow& r) { return r.chatId == id; });
  }
  const ChatListRow* rowOf(const QString& id) {
    for (const ChatListRow& r : list()) {
      if (r.chatId == id) return &r;
    }
    return nullptr;
  }
  const MessageRow& message(int i) { return static_cast<MessageListModel*>(conversation.messages())->at(i); }
  int messages() { return conversation.messages()->rowCount(); }
  static QVariant role(QAbstractItemModel* model, int row, const char* name) {
    return model->data(model->index(row, 0), model->roleNames().key(name));
  }

  store::StoreThread store;
  EngineBridge engine;
  ModelStation station;
  ChatHub hub;
  ConversationModel conversation;
  ChatListModel chats;
  PresetShelf presets;
  ComposerModel composer;
  InspectorModel inspector;
};

}  // namespace snug::ui
