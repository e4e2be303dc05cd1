#include "app/viewmodels/chat/chat_settings.h"

#include <nlohmann/json.hpp>

#include "app/viewmodels/chat/chat_hub.h"

namespace snug::ui {

std::string settingsJson(const OpenChat& chat) {
  nlohmann::json json = nlohmann::json::object();
  if (chat.hasSampler) {
    const sampling::SamplerParams& p = chat.sampler;
    json["sampler"] = {{"temperature", p.temperature},
                       {"top_k", p.top_k},
                       {"top_p", p.top_p},
                       {"min_p", p.min_p},
                       {"repeat_penalty", p.repeat_penalty},
                       {"frequency_penalty", p.frequency_penalty},
                       {"presence_penalty", p.presence_penalty},
                       {"penalty_last_n", p.penalty_last_n}};
    if (p.seed) json["sampler"]["seed"] = *p.seed;
  }
  if (chat.think) json["think"] = *chat.think;
  return json.dump();
}

void readSettings(OpenChat& chat) {
  const auto json = nlohmann::json::parse(chat.chat.settings_json, nullptr, false);
  if (!json.is_object()) return;
  if (const auto think = json.find("think"); think != json.end() && think->is_boolean())
    chat.think = think->get<bool>();
  const auto found = json.find("sampler");
  if (found == json.end() || !found->is_object()) return;
  sampling::SamplerParams p;
  const auto take = [&](const char* key, auto& into) {
    const auto it = found->find(key);
    if (it != found->end() && it->is_number()) into = it->get<std::remove_reference_t<decltype(into)>>();
  };
  take("temperature", p.temperature);
  take("top_k", p.top_k);
  take("top_p", p.top_p);
  take("min_p", p.min_p);
  take("repeat_penalty", p.repeat_penalty);
  take("frequency_penalty", p.frequency_penalty);
  take("presence_penalty", p.presence_penalty);
  take("penalty_last_n", p.penalty_last_n);
  if (const auto seed = found->find("seed"); seed != found->end() && seed->is_number_unsigned())
    p.seed = seed->get<uint64_t>();
  if (!sampling::validate(p)) return;
  chat.sampler = p;
  chat.hasSampler = true;
}

}  // namespace snug::ui
