#include "app/manager/store/search.h"

#include <algorithm>

#include "app/chat/utf8_stream.h"
#include "engine/base/log.h"

namespace snug::store {
namespace {

constexpr size_t kMaxWords = 8;
constexpr size_t kMaxWordBytes = 200;

std::vector<std::string> words_of(std::string_view query) {
  std::vector<std::string> words;
  for (size_t at = 0; at < query.size() && words.size() < kMaxWords;) {
    const size_t begin = query.find_first_not_of(" \t\n", at);
    if (begin == query.npos) break;
    const size_t end = std::min(query.find_first_of(" \t\n", begin), query.size());
    words.emplace_back(query.substr(begin, chat::utf8_cut(query.substr(begin, end - begin), kMaxWordBytes)));
    at = end;
  }
  return words;
}

size_t characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

/// The condition that `column` contains every word: the trigram index for words of three characters or more, LIKE for
/// shorter ones, which it cannot find.
struct Condition {
  std::string sql;
  std::vector<std::string> values;
};

Condition contains_all(const std::vector<std::string>& words, const std::string& table, const std::string& column) {
  std::string match;
  Condition out;
  for (const std::string& word : words) {
    if (characters(word) < 3) continue;
    match += match.empty() ? "\"" : " AND \"";
    for (const char c : word) match += c == '"' ? std::string("\"\"") : std::string(1, c);
    match += '"';
  }
  if (!match.empty()) {
    out.sql = "rowid IN (SELECT rowid FROM " + table + " WHERE " + table + " MATCH ?)";
    out.values.push_back(match);
  }
  for (const std::string& word : words) {
    if (characters(word) >= 3) continue;
    std::string like = "%";
    for (const char c : word) like += c == '%' || c == '_' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    out.sql += (out.sql.empty() ? "" : " AND ") + column + " LIKE ? ESCAPE '\\'";
    out.values.push_back(like + "%");
  }
  return out;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Cuts out the line around the first word. Case of other scripts is not folded here: then the line is the first one.
void set_line(SearchHit& hit, const std::string& content, const std::string& word) {
  const auto found = std::search(content.begin(), content.end(), word.begin(), word.end(),
                                 [](char a, char b) { return lower(a) == lower(b); });
  const bool matched = found != content.end();
  const size_t at = matched ? static_cast<size_t>(found - content.begin()) : 0;
  size_t begin = at == 0 ? 0 : content.rfind('\n', at - 1);
  begin = begin == std::string::npos || at == 0 ? 0 : begin + 1;
  if (at - begin > 60) {
    begin = at - 60;
    while (begin < at && (static_cast<unsigned char>(content[begin]) & 0xc0) == 0x80) ++begin;
  }
  const std::string_view rest =
      std::string_view(content).substr(begin, std::min(content.find('\n', at), content.size()) - begin);
  hit.line = rest.substr(0, chat::utf8_cut(rest, 160));
  hit.match_at = at - begin;
  hit.match_length = matched ? std::min(word.size(), hit.line.size() - std::min(hit.match_at, hit.line.size())) : 0;
}

}  // namespace

Result<std::vector<SearchHit>> search(Database& db, std::string_view query, size_t limit) {
  const std::vector<std::string> words = words_of(query);
  std::vector<SearchHit> out;
  if (words.empty()) return out;
  const Condition in_message = contains_all(words, "message_fts", "content");
  const Condition in_title = contains_all(words, "chat_fts", "title");
  SNUG_TRY(Statement s,
           db.prepare("SELECT c.id, c.title, m.id, m.content FROM chat c LEFT JOIN ("
                      "  SELECT chat_id, max(id) AS id FROM message WHERE " +
                      in_message.sql +
                      " GROUP BY chat_id) hit ON hit.chat_id = c.id "
                      "LEFT JOIN message m ON m.id = hit.id "
                      "WHERE c.deleted_ms IS NULL AND (hit.id IS NOT NULL OR c.id IN (SELECT id FROM chat WHERE " +
                      in_title.sql +
                      ")) "
                      "ORDER BY c.pinned DESC, c.updated_ms DESC LIMIT ?"));
  for (const std::string& value : in_message.values) s.bind(value);
  for (const std::string& value : in_title.values) s.bind(value);
  s.bind(limit);
  for (;;) {
    SNUG_TRY(const bool row, s.step());
    if (!row) return out;
    SearchHit hit{.chat_id = s.integer(0), .title = s.text(1), .message_id = s.integer(2), .line = {}};
    if (hit.message_id != 0) set_line(hit, s.text(3), words.front());
    out.push_back(std::move(hit));
  }
}

Status repair_search(Database& db) {
  for (const std::string table : {"message_fts", "chat_fts"}) {
    const Status sound = db.run("INSERT INTO " + table + "(" + table + ", rank) VALUES ('integrity-check', 1)");
    if (sound) continue;
    log(LogLevel::warning, "store", "the search index is built anew");
    SNUG_CHECK_OK(db.run("INSERT INTO " + table + "(" + table + ") VALUES ('rebuild')"));
  }
  return {};
}

}  // namespace snug::store
