#include "app/cli/commands.h"

#include <array>

namespace snug::cli {
namespace {

constexpr std::array kCommands{
    Command{"inspect", "show what a GGUF or safetensors file holds", setup_inspect},
    Command{"tensor", "write one tensor as a float32 NumPy file", setup_tensor},
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

}  // namespace snug::cli
