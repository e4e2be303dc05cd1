// The tables of chats.db and the steps that lead to them. A released step is never changed: add one.
#pragma once

#include <cstdint>
#include <span>

#include "app/manager/store/sqlite.h"

namespace snug::store {

inline constexpr int64_t kApplicationId = 0x534E5547;  ///< "SNUG", at byte 68 of the file

struct Migration {
  int64_t version;  ///< user_version after the step
  Status (*apply)(Database& db);
};

/// In order; the last one's version is this build's.
std::span<const Migration> migrations();
int64_t newest_version();
/// user_version of the file.
Result<int64_t> schema_version(Database& db);
/// Applies what is missing of `steps`, each step with its user_version in one exclusive transaction: after a crash the
/// file has the old schema or the new one, nothing between.
Status migrate(Database& db, std::span<const Migration> steps = migrations());

/// Whether the triggers and views of the file are those of schema `version`, letter for letter. SQLite before 3.41 runs
/// no FTS5 table from a trigger under trusted_schema = OFF; with this check the schema has earned the trust that it
/// then gets. Error: database_damaged (salvage copies the rows and leaves such a schema behind).
Status check_program_of_schema(Database& db, int64_t version);

/// Tables that hold what a person cannot get back, in an order that satisfies foreign keys: what salvage copies.
std::span<const char* const> data_tables();

}  // namespace snug::store
