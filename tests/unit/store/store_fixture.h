// A fresh data folder for one test, and short ways to fill a store.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "app/manager/store/chat_repository.h"
#include "app/manager/store/message_repository.h"
#include "app/manager/store/store.h"
#include "tests/unit/store/temp_folder.h"

namespace snug::store {

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline Id add_chat(Database& db, std::string title) {
  const Id id = chat::new_id();
  EXPECT_TRUE(ChatRepository(db).add({.id = id, .title = std::move(title), .created_ms = 1, .updated_ms = 1}));
  return id;
}

inline chat::Message message(Id chat_id, Id parent, chat::Role role, std::string content) {
  return {.id = chat::new_id(),
          .chat_id = chat_id,
          .parent_id = parent,
          .role = role,
          .content = std::move(content),
          .created_ms = chat::now_ms()};
}

inline Id add_message(Database& db, Id chat_id, Id parent, chat::Role role, std::string content) {
  const chat::Message m = message(chat_id, parent, role, std::move(content));
  const Status status = MessageRepository(db).add(m);
  EXPECT_TRUE(status) << (status ? "" : status.error().detail);
  return m.id;
}

}  // namespace snug::store
