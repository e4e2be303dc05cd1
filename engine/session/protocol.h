// What goes in and out of the engine thread: plain values, nothing shared, no exceptions across. Version 1.
// A transport to an engine in a process of its own would serialize exactly these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/result.h"
#include "engine/device/caps.h"
#include "engine/plan/plan.h"
#include "engine/sampling/sampler.h"

namespace snug::session {

inline constexpr int kProtocolVersion = 1;

/// Chosen by the sender; events carry the id of the request that they answer.
using RequestId = uint64_t;

/// How to load. What is empty or 0 the engine chooses.
struct LoadOptions {
  std::string device;  ///< "cpu", "cuda:0", "reference"; empty: the best that is present
  int64_t n_ctx = 0;   ///< 0: min(what the model was trained with, 4096)
  int32_t n_sequences = 1;
  std::optional<device::KvTypes> kv;  ///< none: f16 (f32 on reference)
  int32_t n_threads = 0;              ///< CPU backend; 0: as many as there are cores for us
  int32_t max_logit_rows = 1;
  bool operator==(const LoadOptions&) const = default;
};

/// One turn of a conversation, in the roles that templates know.
struct ChatTurn {
  std::string role;  ///< "system", "user", "assistant", "tool"
  std::string content;
  std::string reasoning;  ///< what the model thought, for templates that want it back
  bool operator==(const ChatTurn&) const = default;
};

/// When an answer has to end.
struct StopRules {
  int32_t max_tokens = -1;        ///< -1: until the context is full
  std::vector<std::string> stop;  ///< texts that end the answer and are not part of it; at most 16 of 256 bytes
  bool ignore_eos = false;
  bool operator==(const StopRules&) const = default;
};

// ---- requests ----------------------------------------------------------------------------------------------------

/// Loads a model; an already loaded one is unloaded first.
struct Load {
  RequestId id = 0;
  std::string path;
  LoadOptions options;
};
struct Unload {
  RequestId id = 0;
};
/// Answers a conversation, or continues plain text.
struct Generate {
  RequestId id = 0;
  std::vector<ChatTurn> turns;  ///< rendered with the model's chat template
  std::string raw;              ///< used instead of turns when `turns` is empty: no template, special tokens by text
  bool continue_last = false;   ///< the last turn is an assistant's and its text goes on
  std::optional<bool> think;    ///< for templates with a switch
  std::string tools_json;       ///< an OpenAI-style array, or empty
  sampling::SamplerParams sampler;
  StopRules rules;
};
/// Ends the request of that id, whether it waits or runs.
struct Cancel {
  RequestId id = 0;
};
/// Counts the tokens that turns would take.
struct Count {
  RequestId id = 0;
  std::vector<ChatTurn> turns;
  std::string raw;
};

using Request = std::variant<Load, Unload, Generate, Cancel, Count>;

// ---- events ------------------------------------------------------------------------------------------------------

/// What was loaded, for people and for later requests.
struct ModelInfo {
  std::string path;
  std::string name;
  std::string architecture;
  std::string quantization;  ///< the file type's name, such as "Q4_K_M"
  std::string device_id;
  std::string device_name;
  int64_t n_ctx = 0;
  int64_t n_ctx_train = 0;
  int64_t n_vocab = 0;
  int64_t n_parameters = 0;
  int64_t file_bytes = 0;
  double bits_per_weight = 0;
  double load_ms = 0;
  bool has_chat_template = false;
  bool can_think = false;  ///< the template has a switch for thinking
  bool takes_system = true;
  bool takes_tools = false;
  std::string think_open, think_close;  ///< tags around reasoning, empty if the model has none
  sampling::SamplerParams sampler;      ///< the model's own defaults (general.sampling.*), over ours
  std::vector<plan::ArenaPlan> arenas;  ///< what was allocated, as planned
  std::vector<int64_t> arena_bytes;     ///< what each of them was found to take, -1 where that was not measured
  std::string notice;                   ///< a sentence that the person should see (template fallback), or empty
};

struct LoadProgressed {
  RequestId id = 0;
  int64_t done_bytes = 0;
  int64_t total_bytes = 0;
};
struct Loaded {
  RequestId id = 0;
  ModelInfo model;
};
struct Unloaded {
  RequestId id = 0;
};
/// The prompt is being read. n_reused of the n_prompt tokens were there from before.
struct PromptProgressed {
  RequestId id = 0;
  int32_t n_done = 0;
  int32_t n_prompt = 0;
  int32_t n_reused = 0;
};
/// A piece of the answer: whole UTF-8 characters, may be empty while a character or a stop text is open.
struct TokenMade {
  RequestId id = 0;
  int32_t token = 0;
  std::string text;
};

enum class StopReason : uint8_t { stop, length, context_full, cancelled, error };
/// "stop", "length", "context_full", "cancelled", "error".
const char* name_of(StopReason reason);

struct Statistics {
  int32_t n_prompt_tokens = 0;
  int32_t n_reused_tokens = 0;  ///< of the prompt, not computed again
  int32_t n_output_tokens = 0;
  int32_t n_context_used = 0;
  double prompt_tokens_per_second = 0;  ///< over the tokens that were computed
  double decode_tokens_per_second = 0;
  double time_to_first_token_ms = 0;
};

/// A Generate ended. With StopReason::error, `error` says why; the text so far stands.
struct Finished {
  RequestId id = 0;
  StopReason reason = StopReason::stop;
  Statistics statistics;
  std::optional<Error> error;
};
struct Counted {
  RequestId id = 0;
  int32_t n_tokens = 0;
};
/// A Load, Unload or Count failed.
struct Failed {
  RequestId id = 0;
  Error error;
};

using Event = std::variant<LoadProgressed, Loaded, Unloaded, PromptProgressed, TokenMade, Finished, Counted, Failed>;

}  // namespace snug::session
