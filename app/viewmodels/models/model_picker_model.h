// The model picker: every model here, favourites and recent ones first. Contract: app/viewmodels/INTERFACE.md.
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QAbstractItemModel>
#include <QObject>

#include "app/viewmodels/core/row_list_model.h"
#include "app/viewmodels/models/model_desk.h"

namespace snug::ui {

struct PickerRow {
  QString rowKind;  ///< heading, model
  QString modelId;  ///< the model's ref; of a heading empty
  QString title;
  QString quant;
  double rate = -1;
  bool measured = false;
  QString verdict;
  bool favourite = false;
  bool current = false;
  bool operator==(const PickerRow&) const = default;
};

/// GUI thread.
class ModelPickerModel : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("made by the application")
  Q_PROPERTY(QString query READ query WRITE setQuery NOTIFY queryChanged FINAL)
  Q_PROPERTY(QAbstractItemModel* rows READ rows CONSTANT FINAL)

 public:
  explicit ModelPickerModel(ModelDesk& desk, QObject* parent = nullptr);

  QString query() const { return m_query; }
  void setQuery(const QString& query);
  QAbstractItemModel* rows() { return &m_rows; }

  Q_INVOKABLE void load(const QString& id) { m_desk.load(id.toStdString()); }
  Q_INVOKABLE void loadWithSettings(const QString& id) { Q_EMIT settingsWanted(id); }
  Q_INVOKABLE void setFavourite(const QString& id, bool favourite) {
    m_desk.book().setFavourite(id.toStdString(), favourite);
  }
  Q_INVOKABLE void unload() { m_desk.station().unload(); }

 Q_SIGNALS:
  void queryChanged();
  void settingsWanted(const QString& id);  ///< for LoadPanelModel::openFor()

 private:
  void rebuild();
  bool matches(const catalog::LocalModel& model) const;
  PickerRow rowOf(const catalog::LocalModel& model) const;

  ModelDesk& m_desk;
  QString m_query;
  RowListModel<PickerRow> m_rows;
};

}  // namespace snug::ui
