// What a person gave for a setting, brought into the table's form or refused with a sentence.
#pragma once

#include <QString>

#include "app/manager/settings/settings_table.h"

namespace snug::ui {

/// Either the value to store or why not.
struct SettingInput {
  QString value = {};
  QString problem = {};
};

/// Spaces around it are dropped; a number may have a decimal comma and divided thousands; "~/" is the home folder. A
/// download folder exists and takes files, or can be made; more folders (divided by ";" or lines) exist; an endpoint is
/// https, or http on this machine. Looks at the disk, changes nothing.
SettingInput settingInput(settings::Key key, const QString& given);

/// extra_folders as one line for a field, and as a list.
QString foldersAsLine(const QString& stored);

}  // namespace snug::ui
