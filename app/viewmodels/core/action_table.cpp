#include "app/viewmodels/core/action_table.h"

#include <QtGlobal>

// Marks a text for lupdate.
#define SNUG_ACTION(text) QT_TRANSLATE_NOOP("Actions", text)

namespace snug::ui {
namespace {

using enum ActionGroup;

// Esc is not here: what it does depends on what is on top, so that it belongs to the item in focus ("stop" has no key
// of its own). What begins as not available belongs to a place or a moment: its keys must not be taken from a text
// field meanwhile.
constexpr std::array kTable{
    ActionInfo{"go.chat", SNUG_ACTION("Chat"), go, "Ctrl+1", "chat", true},
    ActionInfo{"go.models", SNUG_ACTION("Models"), go, "Ctrl+2", "models", true},
    ActionInfo{"go.lab", SNUG_ACTION("Lab"), go, "Ctrl+3", "lab", false},
    ActionInfo{"go.server", SNUG_ACTION("Server"), go, "Ctrl+4", "server", false},
    ActionInfo{"go.settings", SNUG_ACTION("Settings"), go, "Ctrl+,", "settings", true},
    ActionInfo{"palette", SNUG_ACTION("Go to chat, model or command"), go, "Ctrl+K", "search", true},
    ActionInfo{"pane.next", SNUG_ACTION("Next pane"), go, "F6", "", true},
    ActionInfo{"pane.previous", SNUG_ACTION("Previous pane"), go, "Shift+F6", "", true},

    ActionInfo{"chat.new", SNUG_ACTION("New chat"), chat, "Ctrl+N", "new-chat", true},
    ActionInfo{"chat.next", SNUG_ACTION("Next chat"), chat, "Ctrl+PgDown", "", true},
    ActionInfo{"chat.previous", SNUG_ACTION("Previous chat"), chat, "Ctrl+PgUp", "", true},
    ActionInfo{"chat.rename", SNUG_ACTION("Rename"), chat, "F2", "edit", true},
    ActionInfo{"chat.pin", SNUG_ACTION("Pin"), chat, "Ctrl+Shift+P", "pin", true},
    ActionInfo{"chat.export", SNUG_ACTION("Export"), chat, "Ctrl+E", "upload", true},
    ActionInfo{"chat.delete", SNUG_ACTION("Delete chat"), chat, "Del", "trash", true},
    ActionInfo{"find", SNUG_ACTION("Find in this chat"), chat, "Ctrl+F", "search", true},
    ActionInfo{"find.all", SNUG_ACTION("Find in all chats"), chat, "Ctrl+Shift+F", "search", true},
    ActionInfo{"find.next", SNUG_ACTION("Next match"), chat, "F3", "", true},
    ActionInfo{"find.previous", SNUG_ACTION("Previous match"), chat, "Shift+F3", "", true},
    ActionInfo{"attach", SNUG_ACTION("Attach files"), chat, "Ctrl+U", "attach", true},

    ActionInfo{"answer.copy", SNUG_ACTION("Copy the answer"), answer, "Ctrl+Shift+C", "copy", true},
    ActionInfo{"answer.regenerate", SNUG_ACTION("Regenerate"), answer, "Ctrl+R", "regenerate", true},
    ActionInfo{"answer.regenerateWith", SNUG_ACTION("Regenerate with another model"), answer, "Ctrl+Shift+R",
               "regenerate", true},
    ActionInfo{"answer.continue", SNUG_ACTION("Continue"), answer, "Ctrl+Shift+Return", "continue", true},
    ActionInfo{"stop", SNUG_ACTION("Stop"), answer, "", "stop", false},
    ActionInfo{"branch.previous", SNUG_ACTION("Previous branch"), answer, "Alt+Left", "chevron-left", true},
    ActionInfo{"branch.next", SNUG_ACTION("Next branch"), answer, "Alt+Right", "chevron-right", true},
    ActionInfo{"message.previous", SNUG_ACTION("Previous message"), answer, "Alt+Up", "chevron-up", true},
    ActionInfo{"message.next", SNUG_ACTION("Next message"), answer, "Alt+Down", "chevron-down", true},
    ActionInfo{"latest", SNUG_ACTION("Latest"), answer, "Ctrl+End", "jump-latest", true},

    ActionInfo{"picker", SNUG_ACTION("Choose a model"), model, "Ctrl+L", "models", true},
    ActionInfo{"load.settings", SNUG_ACTION("Load with settings"), model, "Ctrl+Return", "settings", false},

    ActionInfo{"view.list", SNUG_ACTION("Chat list"), view, "Ctrl+B", "panel-left", true},
    ActionInfo{"view.inspector", SNUG_ACTION("Inspector"), view, "Ctrl+Shift+B", "panel-right", true},
    ActionInfo{"view.downloads", SNUG_ACTION("Downloads"), view, "Ctrl+J", "download", true},
    ActionInfo{"text.larger", SNUG_ACTION("Larger text"), view, "Ctrl+=", "", true},
    ActionInfo{"text.smaller", SNUG_ACTION("Smaller text"), view, "Ctrl+-", "", true},
    ActionInfo{"text.reset", SNUG_ACTION("Text at 100 %"), view, "Ctrl+0", "", true},

    ActionInfo{"undo", SNUG_ACTION("Undo"), window, "Ctrl+Z", "undo", false},
    ActionInfo{"window.fullScreen", SNUG_ACTION("Full screen"), window, "F11", "", true},
    ActionInfo{"window.quit", SNUG_ACTION("Quit"), window, "Ctrl+Q", "", true},
    ActionInfo{"help.shortcuts", SNUG_ACTION("All shortcuts"), window, "F1", "help", true},
};

}  // namespace

std::span<const ActionInfo> actionTable() {
  return kTable;
}

}  // namespace snug::ui
