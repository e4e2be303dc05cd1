#include "app/viewmodels/chat/preset_shelf.h"

#include <QPointer>
#include <algorithm>

#include "app/viewmodels/core/error_text.h"

namespace snug::ui {

PresetShelf::PresetShelf(ChatHub& hub, QObject* parent)
    : QObject(parent),
      m_hub(hub),
      m_rows({{"presetId", [](const PresetRow& p) { return p.presetId; }},
              {"title", [](const PresetRow& p) { return p.title; }}}) {
  m_rows.append({QString(), tr("Plain")});
  connect(&hub, &ChatHub::currentChanged, this, &PresetShelf::changed);
  connect(&hub, &ChatHub::settingsChanged, this, &PresetShelf::changed);
  reload();
}

void PresetShelf::reload() {
  m_hub.store().ask([](store::Store& s) { return store::PresetRepository(s.db).list(); }, m_hub.receiver(),
                    [self = QPointer(this)](Result<std::vector<store::Preset>> presets) {
                      if (!self || !presets) return;
                      self->m_presets = *std::move(presets);
                      std::vector<PresetRow> rows{{QString(), tr("Plain")}};
                      for (const auto& p : self->m_presets)
                        rows.push_back({QString::number(p.id), QString::fromStdString(p.name)});
                      self->m_rows.update(std::move(rows), [](const PresetRow& a, const PresetRow& b) {
                        return a.presetId == b.presetId;
                      });
                      Q_EMIT self->changed();
                    });
}

QString PresetShelf::nameOfCurrent() const {
  const OpenChat& chat = m_hub.current();
  for (const store::Preset& p : m_presets) {
    if (p.system_prompt.value_or(chat.chat.system_prompt) == chat.chat.system_prompt &&
        readSampler(p.sampler_json) == chat.sampler)
      return QString::fromStdString(p.name);
  }
  return chat.chat.system_prompt.empty() && chat.sampler == SamplerChanges{} ? tr("Plain") : tr("Custom");
}

void PresetShelf::choose(const QString& id) {
  store::Preset plain;
  plain.system_prompt = "";
  const store::Preset* preset = &plain;
  if (!id.isEmpty()) {
    const auto it =
        std::find_if(m_presets.begin(), m_presets.end(), [&](const auto& p) { return p.id == id.toLongLong(); });
    if (it == m_presets.end()) return;
    preset = &*it;
  }
  OpenChat& chat = m_hub.current();
  if (preset->system_prompt) chat.chat.system_prompt = *preset->system_prompt;
  chat.sampler = readSampler(preset->sampler_json);
  m_hub.saveSettings();
}

void PresetShelf::save(const QString& name) {
  const std::string title = name.simplified().toStdString();
  if (title.empty()) return;
  const OpenChat& chat = m_hub.current();
  store::Preset preset;
  const auto same = std::find_if(m_presets.begin(), m_presets.end(), [&](const auto& p) { return p.name == title; });
  preset.id = same == m_presets.end() ? chat::new_id() : same->id;
  preset.name = title;
  preset.system_prompt = chat.chat.system_prompt;
  preset.sampler_json = samplerJson(chat.sampler);
  preset.created_ms = same == m_presets.end() ? chat::now_ms() : same->created_ms;
  preset.updated_ms = chat::now_ms();
  m_hub.store().ask([preset](store::Store& s) { return store::PresetRepository(s.db).save(preset); }, m_hub.receiver(),
                    [self = QPointer(this)](const Status& status) {
                      if (!self) return;
                      if (!status) Q_EMIT self->failed(sentenceOf(status.error()));
                      self->reload();
                    });
}

}  // namespace snug::ui
