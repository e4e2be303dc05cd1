#include "app/cli/commands.h"

#include <array>

namespace snug::cli {
namespace {

constexpr std::array kCommands{
    Command{"run", "answer one prompt, streamed", setup_run},
    Command{"chat", "hold a conversation in the terminal", setup_chat},
    Command{"search", "find models on the Hub", setup_search},
    Command{"show", "show what a repository on the Hub offers", setup_show},
    Command{"pull", "download a model, verified and resumable", setup_pull},
    Command{"list", "list the models on this disk", setup_list},
    Command{"adopt", "list the models of another folder, where they are", setup_adopt},
    Command{"verify", "read a model's files again and compare with what they must be", setup_verify},
    Command{"rm", "remove a model of the models folder", setup_rm},
    Command{"fit", "show what a model takes and whether it fits", setup_fit},
    Command{"devices", "list what can compute", setup_devices},
    Command{"inspect", "show what a GGUF or safetensors file holds", setup_inspect},
    Command{"tokenize", "show the token ids of a text", setup_tokenize},
    Command{"detokenize", "show the text of token ids", setup_detokenize},
    Command{"logits", "write the logits after each token as a NumPy file", setup_logits},
    Command{"template", "render messages with a chat template", setup_template},
    Command{"tensor", "write one tensor as a float32 NumPy file", setup_tensor},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace snug::cli
