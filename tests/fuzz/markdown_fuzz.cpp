// Any bytes, cut anywhere: the splitter gives the same blocks as in one piece, and every block can be shown.
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "app/chat/highlight/highlighter.h"
#include "app/chat/inline_spans.h"
#include "app/chat/markdown_splitter.h"
#include "app/chat/styled_text.h"
#include "app/chat/table_model.h"

using namespace snug::chat;  // NOLINT: a fuzz target of one file

namespace {

void highlight_lines(const Grammar& grammar, std::string_view code) {
  LineState state = 0;
  for (size_t at = 0, next = 0; at <= code.size(); at = next + 1) {
    next = std::min(code.find('\n', at), code.size());
    std::vector<TokenRun> runs;
    state = highlight_line(grammar, code.substr(at, next - at), state, runs);
    runs_in_utf16(code.substr(at, next - at), runs);
  }
}

void show(const Block& block) {
  (void)to_styled_text(inline_spans(block.source));
  if (block.kind == BlockKind::table) {
    TableModel table;
    table.update(block);
  }
  if (block.kind == BlockKind::code) {
    for (const Grammar& grammar : builtin_grammars()) highlight_lines(grammar, block.source);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  MarkdownSplitter whole;
  whole.append(text);
  whole.finish();
  MarkdownSplitter parts;
  const size_t step = 1 + data[0] % 17;
  for (size_t at = 0; at < text.size(); at += step) parts.append(text.substr(at, step));
  parts.finish();
  const std::vector<Block> expected(whole.blocks().begin(), whole.blocks().end());
  if (expected != std::vector<Block>(parts.blocks().begin(), parts.blocks().end())) std::abort();
  for (const Block& block : expected) show(block);
  return 0;
}
