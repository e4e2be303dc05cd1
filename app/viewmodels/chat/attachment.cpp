#include "app/viewmodels/chat/attachment.h"

#include <QFile>
#include <QFileInfo>
#include <QStringDecoder>
#include <algorithm>

namespace snug::ui {
namespace {

bool isText(const QByteArray& bytes) {
  // A NUL is valid UTF-8 and the mark of a binary file; other control characters that no text has count the same.
  const bool binary = std::any_of(bytes.begin(), bytes.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\b' && u != 0x1b;
  });
  if (binary) return false;
  QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
  const QString text = decoder.decode(bytes);
  return !decoder.hasError();
}

}  // namespace

Result<Attachment> readAttachment(const std::string& path) {
  const QFileInfo info(QString::fromStdString(path));
  const std::string name = printable(info.fileName().toStdString());
  if (!info.exists()) return fail(Code::file_not_found, name);
  if (!info.isFile()) return fail(Code::bad_input, name + " is no file that can be read");
  const auto tooLarge = [&](int64_t bytes) {
    return fail(Error{Code::bad_input, name + " has " + std::to_string((bytes + 999'999) / 1'000'000) +
                                           " MB; files of up to 1 MB can be attached"}
                    .with("bytes", std::to_string(bytes)));
  };
  if (info.size() > kMaxAttachmentBytes) return tooLarge(info.size());
  QFile file(info.filePath());
  if (!file.open(QIODevice::ReadOnly)) return fail(Code::io, name);
  // Files that say size 0 (/proc) and ones that grow: the limit holds for what is read.
  QByteArray bytes = file.read(kMaxAttachmentBytes + 1);
  if (bytes.size() > kMaxAttachmentBytes) return tooLarge(bytes.size());
  if (bytes.startsWith("\xef\xbb\xbf")) bytes.remove(0, 3);
  if (bytes.isEmpty()) return fail(Code::bad_input, name + " is empty");
  if (!isText(bytes)) return fail(Code::bad_text, name + " is not a text file in UTF-8");
  return Attachment{name, bytes.replace("\r\n", "\n").toStdString(), -1};
}

std::string asMessageText(const Attachment& attachment) {
  size_t longest = 0, run = 0;
  for (const char c : attachment.text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<size_t>(3, longest + 1), '`');
  const size_t dot = attachment.name.rfind('.');
  std::string language = dot == std::string::npos ? "" : attachment.name.substr(dot + 1);
  if (!std::all_of(language.begin(), language.end(),
                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }))
    language.clear();
  std::string out = attachment.name + ":\n\n" + fence + language + "\n" + attachment.text;
  if (out.back() != '\n') out += '\n';
  return out + fence;
}

}  // namespace snug::ui
