#include "engine/session/generation.h"

#include <algorithm>
#include <utility>

#include "engine/session/prompt_format.h"
#include "engine/session/stop_matcher.h"
#include "engine/tokenizer/detokenizer.h"

namespace snug::session {
namespace {

/// Tokens of one prefill step, so that progress and cancelling stay fine-grained on slow machines.
constexpr int32_t kPrefillProgressRows = 256;

double seconds(std::chrono::steady_clock::duration d) {
  return std::chrono::duration<double>(d).count();
}

Status check_rules(const StopRules& rules) {
  if (rules.stop.size() > 16) return fail(Code::bad_value, "more than 16 stop texts");
  for (const std::string& stop : rules.stop) {
    if (stop.size() > 256) return fail(Code::bad_value, "a stop text of more than 256 bytes");
  }
  return {};
}

class Generation {
 public:
  Generation(LoadedModel& model, const Generate& request, const GenerationContext& context)
      : model_(model), request_(request), context_(context), executor_(*model.executor) {}

  Finished run() {
    Finished end{request_.id, StopReason::error, {}, {}};
    start_ = context_.now();
    auto reason = prepare().and_then([&] { return read_prompt(); }).and_then([&] { return decode(); });
    if (reason) {
      end.reason = *reason;
    } else if (reason.error().code == Code::cancelled) {
      end.reason = StopReason::cancelled;
    } else {
      end.error = std::move(reason.error());
    }
    statistics_.n_context_used = executor_.cache().length(0);
    end.statistics = statistics_;
    return end;
  }

 private:
  Status prepare() {
    SNUG_CHECK_OK(sampling::validate(request_.sampler));
    SNUG_CHECK_OK(check_rules(request_.rules));
    SNUG_TRY(prompt_, model_.prompt_format->render(request_));
    if (prompt_.tokens.empty()) {
      // Nothing to go on from: a model needs at least one token.
      const auto bos = model_.tokenizer->bos() ? model_.tokenizer->bos() : model_.tokenizer->eos();
      if (!bos) return fail(Code::bad_input, "the prompt is empty");
      prompt_.tokens.push_back(*bos);
    }
    const int64_t n_ctx = executor_.plan().spec.n_ctx;
    if (std::ssize(prompt_.tokens) >= n_ctx) {
      Error error{Code::prompt_too_long,
                  std::to_string(prompt_.tokens.size()) + " tokens; " + std::to_string(n_ctx) + " fit"};
      error.with("n_prompt", std::to_string(prompt_.tokens.size())).with("n_ctx", std::to_string(n_ctx));
      return fail(std::move(error));
    }
    statistics_.n_prompt_tokens = static_cast<int32_t>(prompt_.tokens.size());
    return {};
  }

  /// Feeds tokens and keeps the record of the cache true, also when the step fails.
  Status feed(std::span<const int32_t> tokens, bool want_logits) {
    if (context_.cancelled()) return fail(Code::cancelled);
    auto status = executor_.feed(0, tokens, want_logits);
    if (status) model_.cached.insert(model_.cached.end(), tokens.begin(), tokens.end());
    model_.cached.resize(static_cast<size_t>(executor_.cache().length(0)));
    return status;
  }

  Status read_prompt() {
    const auto& tokens = prompt_.tokens;
    // What the cache holds already need not be computed again; the last token always is, for its logits.
    const auto common =
        std::mismatch(tokens.begin(), tokens.end() - 1, model_.cached.begin(), model_.cached.end()).first;
    auto done = static_cast<size_t>(executor_.cache().rewind(0, static_cast<int32_t>(common - tokens.begin())));
    model_.cached.resize(done);
    const auto reused = static_cast<int32_t>(done);
    statistics_.n_reused_tokens = reused;
    const auto chunk = static_cast<size_t>(std::min(executor_.plan().spec.chunk_rows, kPrefillProgressRows));
    const auto n_prompt = static_cast<int32_t>(tokens.size());
    context_.emit(PromptProgressed{request_.id, reused, n_prompt, reused});
    const auto begin = context_.now();
    while (done < tokens.size()) {
      const size_t n = std::min(chunk, tokens.size() - done);
      SNUG_CHECK_OK(feed(std::span(tokens).subspan(done, n), done + n == tokens.size()));
      done += n;
      context_.emit(PromptProgressed{request_.id, static_cast<int32_t>(done), n_prompt, reused});
    }
    const double spent = seconds(context_.now() - begin);
    statistics_.prompt_tokens_per_second = spent > 0 ? (n_prompt - reused) / spent : 0;
    return {};
  }

  Result<StopReason> decode() {
    sampling::Sampler sampler(request_.sampler, request_.sampler.seed.value_or(context_.seed), model_.info.n_vocab);
    for (const int32_t token : prompt_.tokens) sampler.accept(token);
    tokenizer::DetokenizeOptions options;
    options.strip_space_prefix = !request_.turns.empty() && !request_.continue_last;
    tokenizer::Detokenizer detokenizer(*model_.tokenizer, options);
    StopMatcher stops(request_.rules.stop);
    const int32_t limit = request_.rules.max_tokens;
    const auto begin = context_.now();
    const auto finish = [&](StopReason reason) {
      emit_text(-1, stops.push(detokenizer.finish()).text + stops.finish());
      return reason;
    };
    if (limit == 0) return StopReason::length;
    while (true) {
      const int32_t token = sampler.sample(executor_.logits());
      const auto now = context_.now();
      if (statistics_.n_output_tokens == 0) statistics_.time_to_first_token_ms = 1e3 * seconds(now - start_);
      if (model_.tokenizer->is_eog(token) && !request_.rules.ignore_eos) return finish(StopReason::stop);
      sampler.accept(token);
      ++statistics_.n_output_tokens;
      // The first token came out of the prompt's step, so n tokens took n - 1 decode steps.
      const double spent = seconds(now - begin);
      if (spent > 0) statistics_.decode_tokens_per_second = (statistics_.n_output_tokens - 1) / spent;
      SNUG_TRY(const std::string text, detokenizer.push(token));
      StopMatcher::Step step = stops.push(text);
      emit_text(token, std::move(step.text));
      if (step.stopped) return StopReason::stop;
      if (limit >= 0 && statistics_.n_output_tokens >= limit) return finish(StopReason::length);
      if (executor_.cache().length(0) >= executor_.plan().spec.n_ctx) return finish(StopReason::context_full);
      if (auto status = feed(std::span(&token, 1), true); !status) {
        finish(StopReason::error);
        return fail(std::move(status.error()));
      }
    }
  }

  /// The tail of an answer has no token of its own: id -1, and no event if it is empty.
  void emit_text(int32_t token, std::string text) {
    if (token < 0 && text.empty()) return;
    context_.emit(TokenMade{request_.id, token, std::move(text)});
  }

  LoadedModel& model_;
  const Generate& request_;
  const GenerationContext& context_;
  exec::Executor& executor_;
  Prompt prompt_;
  Statistics statistics_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace

Finished generate(LoadedModel& model, const Generate& request, const GenerationContext& context) {
  return Generation(model, request, context).run();
}

}  // namespace snug::session
