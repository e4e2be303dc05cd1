// What the Hub's refusals mean: status and X-Error-Code to our errors, rate limits to seconds, waits between tries.
#pragma once

#include "app/manager/hub/gateway.h"

namespace snug::hub {

/// The error that an answer of status 400 or above stands for, with what to do for this repository. `endpoint`: for the
/// address of the page where terms are accepted.
Error refusal(const Answer& answer, std::string_view repo, const Config& config);

/// Whether the same request may be answered later: 408, 429, 500, 502, 503, 504.
bool may_try_again(long status);
bool may_try_again(const Error& error);

/// Seconds that the server asks to wait: of RateLimit where nothing remains (t + 1), else Retry-After in whole seconds;
/// nothing if it names none. At most an hour.
std::optional<int64_t> wait_asked_s(const Headers& headers);

/// Milliseconds before try n (1, 2, ...): 1, 2, 4, 8, 8 s, each lengthened by up to a quarter (`random` in 0..1).
int64_t backoff_ms(int n, double random);

}  // namespace snug::hub
