#include "app/viewmodels/chat/inspector_model.h"

#include <algorithm>
#include <cmath>

namespace snug::ui {
namespace {

constexpr int64_t kDefaultContext = 4096;
constexpr int kMaxStops = 16;
constexpr qsizetype kMaxStopBytes = 256;

// A field of one line holds line breaks as \n, and a backslash as two.
QString escaped(QString text) {
  return text.replace(u'\\', QLatin1String("\\\\"))
      .replace(u'\n', QLatin1String("\\n"))
      .replace(u'\t', QLatin1String("\\t"));
}

QString unescaped(const QString& text) {
  QString out;
  for (qsizetype i = 0; i < text.size(); ++i) {
    if (text[i] != u'\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const QChar next = text[++i];
    out += next == u'n' ? QChar(u'\n') : next == u't' ? QChar(u'\t') : next;
  }
  return out;
}

device::KvTypes kvOf(quant::DType type) {
  return device::KvTypes{type, type};
}

}  // namespace

InspectorModel::InspectorModel(ChatHub& hub, PresetShelf& presets, TokenCounter& counter, QObject* parent)
    : QObject(parent),
      m_hub(hub),
      m_presets(presets),
      m_counter(counter),
      m_samples({{"sampleId", [](const SampleRow& r) { return r.sampleId; }},
                 {"title", [](const SampleRow& r) { return r.title; }},
                 {"value", [](const SampleRow& r) { return r.value; }},
                 {"minimum", [](const SampleRow& r) { return r.minimum; }},
                 {"maximum", [](const SampleRow& r) { return r.maximum; }},
                 {"step", [](const SampleRow& r) { return r.step; }},
                 {"decimals", [](const SampleRow& r) { return r.decimals; }},
                 {"changed", [](const SampleRow& r) { return r.changed; }},
                 {"more", [](const SampleRow& r) { return r.more; }}}) {
  const auto chatIsOther = [this] {
    refreshSampling();
    Q_EMIT systemPromptChanged();
  };
  connect(&hub, &ChatHub::currentChanged, this, chatIsOther);
  connect(&hub, &ChatHub::settingsChanged, this, chatIsOther);
  connect(&presets, &PresetShelf::changed, this, &InspectorModel::presetChanged);
  connect(&presets, &PresetShelf::failed, this, &InspectorModel::failed);
  connect(&counter, &TokenCounter::changed, this, &InspectorModel::systemTokensChanged);
  connect(&hub.station(), &ModelStation::phaseChanged, this, &InspectorModel::modelChanged);
  connect(&hub.station(), &ModelStation::chosenChanged, this, [this] {
    m_wish.reset();
    modelChanged();
  });
  refreshSampling();
}

void InspectorModel::modelChanged() {
  if (m_hub.station().phase() == ModelStation::Phase::loading) m_wish.reset();
  refreshSampling();
  Q_EMIT contextChanged();
  Q_EMIT wantedChanged();
}

sampling::SamplerParams InspectorModel::own() const {
  const ModelStation& station = m_hub.station();
  return station.phase() == ModelStation::Phase::loaded ? station.info().sampler : sampling::SamplerParams{};
}

void InspectorModel::refreshSampling() {
  const OpenChat& chat = m_hub.current();
  const sampling::SamplerParams defaults = own();
  const sampling::SamplerParams params = applied(chat.sampler, defaults);
  std::vector<SampleRow> rows;
  m_changedCount = (chat.sampler.seed ? 1 : 0) + (chat.stopTexts.empty() ? 0 : 1);
  for (const SamplerField& f : samplerFields()) {
    SampleRow row{QLatin1String(f.id), tr(f.title), f.get(params), f.minimum, f.maximum, f.step,
                  f.decimals,          false,       f.more};
    row.changed = std::abs(row.value - f.get(defaults)) > 1e-6;
    m_changedCount += row.changed ? 1 : 0;
    rows.push_back(std::move(row));
  }
  m_samples.update(std::move(rows), [](const SampleRow& a, const SampleRow& b) { return a.sampleId == b.sampleId; });
  Q_EMIT samplingChanged();
}

void InspectorModel::setSystemPrompt(const QString& prompt) {
  if (systemPrompt() == prompt) return;
  m_hub.current().chat.system_prompt = prompt.toStdString();
  m_hub.saveSettings();
}

void InspectorModel::setSample(int row, double value) {
  if (!m_samples.has(row) || !std::isfinite(value)) return;
  const SamplerField& field = *samplerField(m_samples.at(row).sampleId.toStdString());
  const double wanted = std::clamp(value, field.minimum, field.maximum);
  auto& values = m_hub.current().sampler.values;
  // Back at the model's own value it follows the model again.
  if (std::abs(wanted - field.get(own())) < 1e-6) {
    values.erase(field.id);
  } else {
    values[field.id] = wanted;
  }
  m_hub.saveSettings();
}

void InspectorModel::resetSample(int row) {
  if (!m_samples.has(row)) return;
  if (m_hub.current().sampler.values.erase(m_samples.at(row).sampleId.toStdString()) > 0) m_hub.saveSettings();
}

QString InspectorModel::stopStrings() const {
  QStringList lines;
  for (const std::string& stop : m_hub.current().stopTexts) lines << escaped(QString::fromStdString(stop));
  return lines.join(u'\n');
}

void InspectorModel::setStopStrings(const QString& lines) {
  if (stopStrings() == lines) return;
  std::vector<std::string> stops;
  for (const QString& line : lines.split(u'\n', Qt::SkipEmptyParts)) stops.push_back(unescaped(line).toStdString());
  const bool tooLong =
      std::any_of(stops.begin(), stops.end(), [](const auto& stop) { return std::ssize(stop) > kMaxStopBytes; });
  if (tooLong || stops.size() > kMaxStops) {
    Q_EMIT failed(tr("At most %1 stop strings of %2 bytes each can be used.").arg(kMaxStops).arg(kMaxStopBytes));
    Q_EMIT samplingChanged();  // the field shows what holds
    return;
  }
  m_hub.current().stopTexts = std::move(stops);
  m_hub.saveSettings();
}

QString InspectorModel::seed() const {
  const auto& seed = m_hub.current().sampler.seed;
  return seed ? QString::number(*seed) : QString();
}

void InspectorModel::setSeed(const QString& seed) {
  bool isNumber = false;
  const qulonglong number = seed.trimmed().toULongLong(&isNumber);
  auto& own = m_hub.current().sampler.seed;
  const std::optional<uint64_t> wanted = isNumber ? std::optional<uint64_t>(number) : std::nullopt;
  if (own == wanted) {
    Q_EMIT samplingChanged();  // a field with letters in it is empty again
    return;
  }
  own = wanted;
  m_hub.saveSettings();
}

session::LoadOptions InspectorModel::wanted() const {
  const ModelStation& station = m_hub.station();
  if (m_wish) return *m_wish;
  const bool held = station.phase() == ModelStation::Phase::loaded || station.phase() == ModelStation::Phase::loading;
  return held ? station.loadedOptions() : station.options();
}

int InspectorModel::contextMax() const {
  const ModelStation& station = m_hub.station();
  if (station.phase() == ModelStation::Phase::loaded && station.info().n_ctx_train > 0)
    return static_cast<int>(station.info().n_ctx_train);
  const int64_t trained = station.chosen() == nullptr ? 0 : station.chosen()->n_ctx_train;
  return static_cast<int>(trained > 0 ? trained : kDefaultContext);
}

int InspectorModel::contextTokens() const {
  const session::LoadOptions options = wanted();
  if (options.n_ctx > 0) return static_cast<int>(options.n_ctx);
  if (m_hub.station().phase() == ModelStation::Phase::loaded) return static_cast<int>(m_hub.station().info().n_ctx);
  return std::min(contextMax(), static_cast<int>(kDefaultContext));
}

void InspectorModel::wish(const std::function<void(session::LoadOptions&)>& change) {
  session::LoadOptions options = wanted();
  change(options);
  if (options == wanted()) return;
  ModelStation& station = m_hub.station();
  const bool held = station.phase() == ModelStation::Phase::loaded || station.phase() == ModelStation::Phase::loading;
  if (!held) {
    station.setOptions(options);  // the next load takes them
    m_wish.reset();
  } else if (options == station.loadedOptions()) {
    m_wish.reset();
  } else {
    m_wish = options;
  }
  Q_EMIT contextChanged();
  Q_EMIT wantedChanged();
}

void InspectorModel::setContextTokens(int tokens) {
  if (tokens == contextTokens()) return;
  const int64_t wanted = std::clamp(tokens, 1, contextMax());
  wish([&](session::LoadOptions& options) {
    // Back at what the loaded model has, the engine's own choice stands again.
    const ModelStation& station = m_hub.station();
    const bool asLoaded = station.phase() == ModelStation::Phase::loaded && station.info().n_ctx == wanted;
    options.n_ctx = asLoaded ? station.loadedOptions().n_ctx : wanted;
  });
}

QString InspectorModel::kvType() const {
  const auto kv = wanted().kv;
  if (kv && kv->k == quant::DType::Q8_0) return QStringLiteral("q8_0");
  if (kv && kv->k == quant::DType::Q4_0) return QStringLiteral("q4_0");
  return QStringLiteral("f16");
}

void InspectorModel::setKvType(const QString& type) {
  if (type == kvType()) return;
  wish([&](session::LoadOptions& options) {
    if (type == QLatin1String("q8_0")) {
      options.kv = kvOf(quant::DType::Q8_0);
    } else if (type == QLatin1String("q4_0")) {
      options.kv = kvOf(quant::DType::Q4_0);
    } else if (type == QLatin1String("f16")) {
      options.kv.reset();
    }
  });
}

bool InspectorModel::needsReload() const {
  return m_wish.has_value() && m_hub.station().phase() == ModelStation::Phase::loaded;
}

double InspectorModel::reloadSeconds() const {
  const ModelStation& station = m_hub.station();
  return station.phase() == ModelStation::Phase::loaded ? station.info().load_ms / 1e3 : -1;
}

void InspectorModel::reload() {
  if (!m_wish) return;
  ModelStation& station = m_hub.station();
  station.setOptions(*m_wish);
  station.load();  // the wish ends when the load begins
}

void InspectorModel::setPlan(DevicePlan* plan) {
  if (m_plan == plan) return;
  m_plan = plan;
  Q_EMIT planChanged();
}

void InspectorModel::setContextFits(int tokens) {
  if (m_contextFits == tokens) return;
  m_contextFits = tokens;
  Q_EMIT contextChanged();
}

}  // namespace snug::ui
