// Turns a conversation into token ids with the model's own chat template, so that nothing a person wrote becomes a
// special token.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/format/metadata.h"
#include "engine/session/protocol.h"
#include "engine/tokenizer/tokenizer.h"

namespace snug::session {

/// A prompt ready to be fed.
struct Prompt {
  std::vector<int32_t> tokens;
  std::string text;             ///< as rendered, for people who want to see it
  bool opens_thinking = false;  ///< the template itself has opened the reasoning tag
};

/// The tokenizer must outlive it. One thread.
class PromptFormat {
 public:
  virtual ~PromptFormat() = default;
  /// Reads the template; one that does not parse falls back to a built-in, which describe() says.
  static Result<std::unique_ptr<PromptFormat>> create(const format::Metadata& metadata,
                                                      const tokenizer::Tokenizer& tokenizer);

  /// Renders and encodes. Errors: template_*, bad_text.
  virtual Result<Prompt> render(const Generate& request) = 0;
  /// Fills in what the template can do, and the notice about a fallback.
  virtual void describe(ModelInfo& info) const = 0;
};

}  // namespace snug::session
