// SQLite as values: a connection, a statement, a transaction. Nothing here knows the schema.
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace snug::store {

/// An SQLite result code as one of ours: full disk, read-only, damaged, locked, out of memory, I/O, else `database`.
Code code_of_sqlite(int sqlite_code);

/// One prepared statement. Not thread-safe; must not outlive its Database.
class Statement {
 public:
  /// The next row: true if there is one, false at the end.
  Result<bool> step();
  /// For statements without rows: runs to the end.
  Status run();
  /// Runs again from the beginning with new values.
  void reset();

  /// Binds the next parameter, from the first after prepare() or reset(). Text and blobs are copied.
  Statement& bind(std::integral auto value) { return bind_int(static_cast<int64_t>(value)); }
  Statement& bind(double value);
  Statement& bind(std::string_view text);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(std::nullopt_t);
  template <class T>
  Statement& bind(const std::optional<T>& value) {
    return value ? bind(*value) : bind(std::nullopt);
  }
  template <class... A>
  requires(sizeof...(A) > 1) Statement& bind(const A&... values) {
    (bind(values), ...);
    return *this;
  }

  /// Columns of the current row, from 0. A value of another type is converted as SQLite does; NULL is 0 or "".
  [[nodiscard]] int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] int columns() const;
  [[nodiscard]] sqlite3_stmt* handle() const { return statement_.get(); }

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* s) const;
  };
  explicit Statement(sqlite3_stmt* s) : statement_(s) {}
  Statement& bind_int(int64_t value);
  void note(int sqlite_code);

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int next_ = 1;
  int bind_error_ = 0;
};

/// One connection. Used by one thread at a time.
class Database {
 public:
  enum class Mode : uint8_t { read_only, read_write, create };

  /// Opens without looking at the content. Errors: read_only, io, out_of_memory, database.
  static Result<Database> open(const std::filesystem::path& path, Mode mode);

  Result<Statement> prepare(std::string_view sql);
  /// One statement with its values, to its end.
  template <class... A>
  Status run(std::string_view sql, const A&... values) {
    SNUG_TRY(Statement s, prepare(sql));
    (s.bind(values), ...);
    return s.run();
  }
  /// Several statements without values. They are ours: never build this text from data.
  Status execute(const char* sql);
  /// First column of the first row; not_found if there is no row.
  template <class... A>
  Result<int64_t> integer(std::string_view sql, const A&... values) {
    SNUG_TRY(Statement s, prepare(sql));
    (s.bind(values), ...);
    SNUG_TRY(const bool row, s.step());
    if (!row) return fail(Code::not_found);
    return s.integer(0);
  }
  template <class... A>
  Result<std::string> text(std::string_view sql, const A&... values) {
    SNUG_TRY(Statement s, prepare(sql));
    (s.bind(values), ...);
    SNUG_TRY(const bool row, s.step());
    if (!row) return fail(Code::not_found);
    return s.text(0);
  }
  /// Rows changed by the last statement that changed any.
  [[nodiscard]] int64_t changed_rows() const;
  [[nodiscard]] sqlite3* handle() const { return db_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const;
  };
  explicit Database(sqlite3* db) : db_(db) {}
  std::unique_ptr<sqlite3, Close> db_;
};

/// Rolls back unless committed.
class Transaction {
 public:
  /// `exclusive` for migrations; else immediate, so that it cannot fail half-way for want of the write lock.
  static Result<Transaction> begin(Database& db, bool exclusive = false);
  Status commit();
  Transaction(Transaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

 private:
  explicit Transaction(Database& db) : db_(&db) {}
  Database* db_;
};

}  // namespace snug::store
