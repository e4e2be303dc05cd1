// An error as a sentence of the window.
#pragma once

#include <QString>

#include "engine/base/error_table.h"

namespace snug::ui {

/// What happened, with its full stop.
inline QString sentenceOf(const Error& error) {
  return QString::fromStdString(message_of(error)) + QLatin1Char('.');
}

}  // namespace snug::ui
