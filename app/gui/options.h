// What can be said on the window's command line.
#pragma once

#include <QString>
#include <QStringList>
#include <optional>

class QCoreApplication;

namespace snug::gui {

struct Options {
  QString dataDir;    ///< --data-dir
  QString modelsDir;  ///< --models-dir
  QString model;      ///< --model, or a file given without an option
  QString place;      ///< --place, for this start only
  QString theme;      ///< --theme, for this run only
  bool offline = false;
};

/// Reads the arguments; --help and --version print and end the process with 0, a wrong line with 2, as snug-cli does.
Options readOptions(const QCoreApplication& app);

}  // namespace snug::gui
