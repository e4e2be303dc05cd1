// The program that store_kill_test kills: writes turns and streams answers, and says on stdout what is on the disk.
// Usage: store_kill_writer FOLDER. Each line is "q ID" (a question is committed), "a ID TOKENS" (so many are flushed).
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "app/manager/store/chat_repository.h"
#include "app/manager/store/message_repository.h"
#include "app/manager/store/store.h"

using namespace snug;  // NOLINT: a test program of one file

namespace {

/// One write, so that a line is there whole or not at all.
void say(const std::string& line) {
  if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(3);
}

chat::Message message(chat::Id chat_id, chat::Id parent, chat::Role role, std::string content) {
  return {.id = chat::new_id(),
          .chat_id = chat_id,
          .parent_id = parent,
          .role = role,
          .content = std::move(content),
          .created_ms = chat::now_ms()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  Result<store::Store> opened = store::open_store({.folder = argv[1], .unclean_exit = true});
  if (!opened || opened->report.notice) return 4;
  store::ChatRepository chats(opened->db);
  store::MessageRepository messages(opened->db);
  for (;;) {
    const chat::Id chat_id = chat::new_id();
    if (!chats.add({.id = chat_id, .title = "chat", .created_ms = 1, .updated_ms = 1})) return 5;
    chat::Id parent = 0;
    for (int turn = 0; turn < 4; ++turn) {
      const chat::Message q = message(chat_id, parent, chat::Role::user, "question " + std::string(300, 'q'));
      chat::Message a = message(chat_id, q.id, chat::Role::assistant, "");
      a.state = chat::MessageState::streaming;
      if (!messages.begin_turn(q, a)) return 5;
      say("q " + std::to_string(q.id) + "\n");
      std::string text;
      for (int flush = 1; flush <= 4; ++flush) {
        text += std::string(200, static_cast<char>('a' + flush));
        if (!messages.update_streaming(a.id, text, "", flush * 64)) return 5;
        say("a " + std::to_string(a.id) + " " + std::to_string(flush * 64) + "\n");
      }
      if (!messages.finish(a.id, text, "", chat::MessageState::complete, {.output_tokens = 256})) return 5;
      parent = a.id;
    }
    if (!chats.rename(chat_id, "renamed")) return 5;
  }
}
