#include "app/viewmodels/palette/palette_sources.h"

#include <QDateTime>
#include <QLocale>
#include <utility>

#include "app/manager/store/search.h"

namespace snug::ui {
namespace {

constexpr qsizetype kMostOfALine = 48;  // of a row of 600 pixels
constexpr size_t kMostHits = 12;

/// "10:42" today, "19 Nov" this year, else with the year.
QString whenText(qint64 ms) {
  const QDateTime time = QDateTime::fromMSecsSinceEpoch(ms);
  const QDate today = QDate::currentDate();
  const QLocale locale;
  if (time.date() == today) return locale.toString(time.time(), "HH:mm");
  return locale.toString(time.date(), time.date().year() == today.year() ? "d MMM" : "d MMM yyyy");
}

QString clipped(const std::string& line) {
  const QString text = QString::fromStdString(line).simplified();
  return text.size() <= kMostOfALine ? text : text.left(kMostOfALine - 1) + QChar(0x2026);
}

}  // namespace

PaletteSources paletteSources(ChatHub& hub, ModelStation& station) {
  PaletteSources sources;
  sources.models = [&station] {
    std::vector<PaletteEntry> entries;
    for (const catalog::LocalModel& model : station.models())
      entries.push_back({QString::fromStdString(model.ref), QString::fromStdString(model.name),
                         QString::fromStdString(model.quantization)});
    return entries;
  };
  sources.chats = [&hub] {
    std::vector<PaletteEntry> entries;
    for (const store::ChatSummary& chat : hub.summaries())
      entries.push_back({QString::number(chat.id), QString::fromStdString(chat.title), {}, whenText(chat.updated_ms)});
    return entries;
  };
  sources.searchChats = [&hub](const QString& query, PaletteSources::Found found) {
    hub.store().ask(
        [text = query.toStdString()](store::Store& store) { return store::search(store.db, text, kMostHits); },
        hub.receiver(),
        [found = std::move(found)](Result<std::vector<store::SearchHit>> hits) {
          if (!hits) return;  // the titles still stand
          std::vector<PaletteEntry> entries;
          for (const store::SearchHit& hit : *hits)
            entries.push_back({QString::number(hit.chat_id), QString::fromStdString(hit.title), {}, clipped(hit.line)});
          found(std::move(entries));
        });
  };
  sources.load = [&station](const QString& id) {
    station.choose(id.toStdString());
    station.load();
  };
  sources.openChat = [&hub](const QString& id) { hub.openChat(id.toLongLong()); };
  return sources;
}

}  // namespace snug::ui
