#include "app/viewmodels/models/model_book.h"

#include <QPointer>
#include <nlohmann/json.hpp>

#include "app/chat/message.h"
#include "engine/quant/dtype.h"

namespace snug::ui {

std::string loadJson(const session::LoadOptions& options) {
  nlohmann::json json = nlohmann::json::object();
  if (!options.device.empty()) json["device"] = options.device;
  if (options.n_ctx > 0) json["context"] = options.n_ctx;
  if (options.kv) json["kv"] = {quant::type_info(options.kv->k).name, quant::type_info(options.kv->v).name};
  return json.dump();
}

session::LoadOptions loadOptionsFrom(const std::string& text, session::LoadOptions options) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return options;
  if (const auto it = json.find("device"); it != json.end() && it->is_string()) options.device = it->get<std::string>();
  if (const auto it = json.find("context"); it != json.end() && it->is_number_integer())
    options.n_ctx = std::max<int64_t>(0, it->get<int64_t>());
  if (const auto it = json.find("kv");
      it != json.end() && it->is_array() && it->size() == 2 && (*it)[0].is_string() && (*it)[1].is_string()) {
    const auto k = quant::parse_dtype((*it)[0].get<std::string>());
    const auto v = quant::parse_dtype((*it)[1].get<std::string>());
    if (k && v) options.kv = device::KvTypes{*k, *v};
  }
  return options;
}

ModelBook::ModelBook(EngineBridge& engine, ModelStation& station, store::StoreThread& store, QObject* parent)
    : QObject(parent), m_station(station), m_store(store) {
  const store::Receiver here{[self = QPointer(this)](std::function<void()> work) {
                               if (self) QMetaObject::invokeMethod(self, std::move(work), Qt::QueuedConnection);
                             },
                             std::weak_ptr<void>(m_alive)};
  m_store.ask([](store::Store& s) { return store::ModelRepository(s.db).list(); }, here,
              [this](Result<std::vector<store::ModelMemory>> models) {
                // What was written meanwhile is newer than what was read.
                if (models) {
                  for (store::ModelMemory& model : *models) {
                    std::string ref = model.ref;
                    m_models.emplace(std::move(ref), std::move(model));
                  }
                }
                m_ready = true;
                Q_EMIT read();
                Q_EMIT changed();
              });
  connect(&station, &ModelStation::phaseChanged, this, [this] {
    if (m_station.phase() == ModelStation::Phase::loaded) noteLoaded();
  });
  connect(&engine, &EngineBridge::finished, this, [this](quint64, const session::Finished& f) { noteAnswer(f); });
}

const store::ModelMemory& ModelBook::entry(const std::string& ref) const {
  static const store::ModelMemory kNothing;
  const auto it = m_models.find(ref);
  return it == m_models.end() ? kNothing : it->second;
}

double ModelBook::rate(const std::string& ref) const {
  const double rate = entry(ref).tokens_per_second;
  return rate > 0 ? rate : -1;
}

double ModelBook::loadSeconds(const std::string& ref) const {
  const double ms = entry(ref).load_ms;
  return ms > 0 ? ms / 1000 : -1;
}

session::LoadOptions ModelBook::options(const std::string& ref) const {
  return loadOptionsFrom(entry(ref).load_json, m_defaults);
}

void ModelBook::setDefaults(const session::LoadOptions& defaults) {
  if (defaults == m_defaults) return;
  m_defaults = defaults;
  Q_EMIT defaultsChanged();
  Q_EMIT changed();
}

void ModelBook::write(const std::string& ref, const std::function<void(store::ModelMemory&)>& change) {
  store::ModelMemory& model = m_models[ref];
  model.ref = ref;
  if (const catalog::LocalModel* known = m_station.find(ref)) model.name = known->name;
  change(model);
  m_store.tell([ref, name = model.name, change](store::Store& s) -> Status {
    store::ModelRepository models(s.db);
    SNUG_TRY(const std::optional<store::ModelMemory> kept, models.find(ref));
    store::ModelMemory row = kept.value_or(store::ModelMemory{});
    row.ref = ref;
    row.name = name;
    change(row);
    return models.save(row);
  });
  Q_EMIT changed();
}

void ModelBook::setFavourite(const std::string& ref, bool favourite) {
  if (m_station.find(ref) == nullptr || this->favourite(ref) == favourite) return;
  write(ref, [favourite](store::ModelMemory& m) { m.favourite = favourite; });
}

void ModelBook::noteLoaded() {
  const catalog::LocalModel* model = m_station.chosen();
  if (model == nullptr || m_station.info().path != model->path.string()) return;
  const double loadMs = m_station.info().load_ms;
  const int64_t now = chat::now_ms();
  write(model->ref, [json = loadJson(m_station.loadedOptions()), loadMs, now](store::ModelMemory& m) {
    m.load_json = json;
    m.load_ms = loadMs;
    m.last_used_ms = now;
  });
}

void ModelBook::noteAnswer(const session::Finished& finished) {
  const session::Statistics& statistics = finished.statistics;
  if (statistics.n_output_tokens < kMeasuredTokens || statistics.decode_tokens_per_second <= 0) return;
  if (m_station.phase() != ModelStation::Phase::loaded) return;
  const session::ModelInfo& info = m_station.info();
  for (const catalog::LocalModel& model : m_station.models()) {
    if (model.path.string() != info.path) continue;
    store::Measurement figure{model.ref, info.device_id, "decode_tokens_per_second",
                              statistics.decode_tokens_per_second, "tokens/s"};
    figure.detail_json =
        nlohmann::json{{"context_used", statistics.n_context_used}, {"tokens", statistics.n_output_tokens}}.dump();
    figure.created_ms = chat::now_ms();
    m_store.tell([figure](store::Store& s) { return store::ModelRepository(s.db).add_measurement(figure); });
    write(model.ref, [rate = figure.value](store::ModelMemory& m) { m.tokens_per_second = rate; });
    return;
  }
}

}  // namespace snug::ui
