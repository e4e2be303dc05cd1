#include "app/viewmodels/models/model_picker_model.h"

#include <algorithm>

namespace snug::ui {

ModelPickerModel::ModelPickerModel(ModelDesk& desk, QObject* parent)
    : QObject(parent),
      m_desk(desk),
      m_rows({{"rowKind", [](const PickerRow& r) { return r.rowKind; }},
              {"modelId", [](const PickerRow& r) { return r.modelId; }},
              {"title", [](const PickerRow& r) { return r.title; }},
              {"quant", [](const PickerRow& r) { return r.quant; }},
              {"rate", [](const PickerRow& r) { return r.rate; }},
              {"measured", [](const PickerRow& r) { return r.measured; }},
              {"verdict", [](const PickerRow& r) { return r.verdict; }},
              {"favourite", [](const PickerRow& r) { return r.favourite; }},
              {"current", [](const PickerRow& r) { return r.current; }}}) {
  connect(&desk.station(), &ModelStation::modelsChanged, this, &ModelPickerModel::rebuild);
  connect(&desk.station(), &ModelStation::chosenChanged, this, &ModelPickerModel::rebuild);
  connect(&desk.book(), &ModelBook::changed, this, &ModelPickerModel::rebuild);
  connect(&desk, &ModelDesk::outlooksChanged, this, &ModelPickerModel::rebuild);
  rebuild();
}

void ModelPickerModel::setQuery(const QString& query) {
  if (query == m_query) return;
  m_query = query;
  Q_EMIT queryChanged();
  rebuild();
}

bool ModelPickerModel::matches(const catalog::LocalModel& model) const {
  const QString text = QString::fromStdString(model.name + ' ' + model.quantization + ' ' + model.path.stem().string());
  const QStringList words = m_query.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  return std::all_of(words.begin(), words.end(),
                     [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

PickerRow ModelPickerModel::rowOf(const catalog::LocalModel& model) const {
  const catalog::LocalModel* chosen = m_desk.station().chosen();
  PickerRow row;
  row.rowKind = QStringLiteral("model");
  row.modelId = QString::fromStdString(model.ref);
  row.title = QString::fromStdString(model.name);
  row.quant = QString::fromStdString(model.quantization);
  row.rate = m_desk.rate(model.ref);
  row.measured = m_desk.rateMeasured(model.ref);
  row.verdict = m_desk.verdict(model.ref);
  row.favourite = m_desk.book().favourite(model.ref);
  row.current = chosen != nullptr && chosen->ref == model.ref;
  return row;
}

void ModelPickerModel::rebuild() {
  const ModelBook& book = m_desk.book();
  std::vector<const catalog::LocalModel*> favourites, recent, others;
  for (const catalog::LocalModel& model : m_desk.station().models()) {
    if (!matches(model)) continue;
    auto& group = book.favourite(model.ref) ? favourites : book.lastUsedMs(model.ref) > 0 ? recent : others;
    group.push_back(&model);
  }
  std::stable_sort(recent.begin(), recent.end(),
                   [&](const auto* a, const auto* b) { return book.lastUsedMs(a->ref) > book.lastUsedMs(b->ref); });
  const bool grouped = !favourites.empty() || !recent.empty();
  std::vector<PickerRow> rows;
  const auto add = [&](const QString& heading, const std::vector<const catalog::LocalModel*>& models) {
    if (models.empty()) return;
    if (grouped) {
      PickerRow row;
      row.rowKind = QStringLiteral("heading");
      row.title = heading;
      rows.push_back(row);
    }
    for (const catalog::LocalModel* model : models) rows.push_back(rowOf(*model));
  };
  add(tr("Favourites"), favourites);
  add(tr("Recent"), recent);
  add(tr("All models"), others);
  m_rows.update(std::move(rows), [](const PickerRow& a, const PickerRow& b) {
    return a.rowKind == b.rowKind &&
           (a.rowKind == QLatin1String("model") ? a.modelId == b.modelId : a.title == b.title);
  });
}

}  // namespace snug::ui
