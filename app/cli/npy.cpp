#include "app/cli/npy.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "engine/base/check.h"

namespace snug::cli {
namespace {

constexpr size_t kHeaderMultiple = 64;

tl::unexpected<Error> write_error(const std::filesystem::path& path, int number) {
  const Code code = number == ENOSPC                      ? Code::disk_full
                    : number == ENOENT                    ? Code::folder_gone
                    : number == EACCES || number == EROFS ? Code::read_only
                                                          : Code::io;
  return fail(code, printable(path.string()) + ": " + std::strerror(number));
}

/// Magic, version, length and the dictionary, padded so that data begins at a multiple of 64.
std::string npy_header(std::span<const int64_t> shape) {
  std::string dims;
  for (const int64_t size : shape) dims += fmt::format("{}, ", size);
  if (shape.size() > 1) dims.resize(dims.size() - 2);
  if (shape.size() == 1) dims.resize(dims.size() - 1);  // a tuple of one keeps its comma
  std::string dictionary = fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", dims);
  const size_t unpadded = 10 + dictionary.size() + 1;
  dictionary.append((kHeaderMultiple - unpadded % kHeaderMultiple) % kHeaderMultiple, ' ');
  dictionary += '\n';
  std::string header("\x93NUMPY\x01\x00", 8);
  header += static_cast<char>(dictionary.size() & 255);
  header += static_cast<char>(dictionary.size() >> 8);
  return header + dictionary;
}

}  // namespace

Result<NpyWriter> NpyWriter::create(const std::filesystem::path& path, std::span<const int64_t> shape) {
  NpyWriter writer;
  writer.path_ = path;
  writer.part_path_ = path;
  writer.part_path_ += ".part";
  writer.values_left_ = 1;
  for (const int64_t size : shape) writer.values_left_ *= size;
  writer.file_.reset(std::fopen(writer.part_path_.c_str(), "wb"));
  if (!writer.file_) return write_error(path, errno);
  const std::string header = npy_header(shape);
  if (std::fwrite(header.data(), 1, header.size(), writer.file_.get()) != header.size())
    return write_error(path, errno);
  return writer;
}

NpyWriter::~NpyWriter() {
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(part_path_, ignored);
}

Status NpyWriter::append(std::span<const float> values) {
  SNUG_CHECK(std::ssize(values) <= values_left_, "more values than the shape has");
  values_left_ -= std::ssize(values);
  if (std::fwrite(values.data(), sizeof(float), values.size(), file_.get()) != values.size())
    return write_error(path_, errno);
  return {};
}

Status NpyWriter::finish() {
  SNUG_CHECK(values_left_ == 0, "fewer values than the shape has");
  if (std::fflush(file_.get()) != 0) return write_error(path_, errno);
  std::error_code error;
  std::filesystem::rename(part_path_, path_, error);
  if (error) return write_error(path_, error.value());
  if (std::fclose(file_.release()) != 0) return write_error(path_, errno);
  return {};
}

}  // namespace snug::cli
