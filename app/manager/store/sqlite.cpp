#include "app/manager/store/sqlite.h"

#include <sqlite3.h>

namespace snug::store {
namespace {

/// SQLite's own words: they name tables and columns of ours, never a value.
tl::unexpected<Error> sqlite_failure(sqlite3* db, int code, SourceLocation where = SourceLocation::current()) {
  Error error{code_of_sqlite(code),
              db != nullptr ? printable(sqlite3_errmsg(db)) : std::string(sqlite3_errstr(code)),
              {},
              where};
  error.with("sqlite_code", std::to_string(code));
  return fail(std::move(error));
}

}  // namespace

Code code_of_sqlite(int sqlite_code) {
  switch (sqlite_code & 0xff) {
    case SQLITE_FULL:
      return Code::disk_full;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return Code::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Code::database_damaged;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Code::locked;
    case SQLITE_NOMEM:
      return Code::out_of_memory;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return Code::io;
    default:
      return Code::database;
  }
}

void Statement::Finalize::operator()(sqlite3_stmt* s) const {
  sqlite3_finalize(s);
}
void Database::Close::operator()(sqlite3* db) const {
  sqlite3_close_v2(db);
}

void Statement::note(int sqlite_code) {
  if (sqlite_code != SQLITE_OK) bind_error_ = sqlite_code;
}

Statement& Statement::bind_int(int64_t value) {
  note(sqlite3_bind_int64(handle(), next_++, value));
  return *this;
}

Statement& Statement::bind(double value) {
  note(sqlite3_bind_double(handle(), next_++, value));
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  // A null data() would bind NULL: an empty text is not that.
  const char* data = text.data() == nullptr ? "" : text.data();
  note(sqlite3_bind_text64(handle(), next_++, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind(std::nullopt_t) {
  note(sqlite3_bind_null(handle(), next_++));
  return *this;
}

Result<bool> Statement::step() {
  if (bind_error_ != SQLITE_OK) return sqlite_failure(sqlite3_db_handle(handle()), bind_error_);
  const int code = sqlite3_step(handle());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_failure(sqlite3_db_handle(handle()), sqlite3_extended_errcode(sqlite3_db_handle(handle())));
}

Status Statement::run() {
  for (;;) {
    SNUG_TRY(const bool row, step());
    if (!row) return {};
  }
}

void Statement::reset() {
  sqlite3_reset(handle());
  sqlite3_clear_bindings(handle());
  next_ = 1;
  bind_error_ = SQLITE_OK;
}

int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(handle(), column);
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle(), column) == SQLITE_NULL;
}
int Statement::columns() const {
  return sqlite3_column_count(handle());
}

std::string Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle(), column));
  if (data == nullptr) return {};
  return {data, static_cast<size_t>(sqlite3_column_bytes(handle(), column))};
}

Result<Database> Database::open(const std::filesystem::path& path, Mode mode) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Database db(raw);
  if (code != SQLITE_OK) return sqlite_failure(raw, code);
  return db;
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(handle(), sql.data(), static_cast<int>(sql.size()), &raw, nullptr);
  if (code != SQLITE_OK) return sqlite_failure(handle(), code);
  return Statement(raw);
}

Status Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_failure(handle(), code);
  return {};
}

int64_t Database::changed_rows() const {
  return sqlite3_changes64(handle());
}

Result<Transaction> Transaction::begin(Database& db, bool exclusive) {
  SNUG_CHECK_OK(db.execute(exclusive ? "BEGIN EXCLUSIVE" : "BEGIN IMMEDIATE"));
  return Transaction(db);
}

Status Transaction::commit() {
  SNUG_CHECK_OK(db_->execute("COMMIT"));
  db_ = nullptr;
  return {};
}

Transaction::~Transaction() {
  // After some errors (disk full) SQLite has rolled back already: then this says so, and that is fine.
  if (db_ != nullptr) (void)db_->execute("ROLLBACK");
}

}  // namespace snug::store
