#include "engine/format/safetensors.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

#include "engine/base/checked.h"

namespace snug::format {
namespace {

constexpr int64_t kLengthBytes = 8;
constexpr size_t kMaxDims = 32;

/// Takes the header's JSON event by event. It accepts exactly
///   { name: { "dtype": text, "shape": [n...], "data_offsets": [begin, end] }, "__metadata__": { text: text } }
/// so that neither depth nor memory depends on what a hostile file nests.
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  SafetensorsHeader header;
  std::optional<Error> error;

  bool null() override { return refuse("a null"); }
  bool boolean(bool) override { return refuse("a boolean"); }
  bool number_float(number_float_t, const string_t&) override { return refuse("a number that is no size"); }
  bool binary(binary_t&) override { return refuse("binary data"); }
  bool number_integer(number_integer_t) override { return refuse("a negative number"); }

  bool number_unsigned(number_unsigned_t value) override {
    if (numbers_ == nullptr || !in_array_) return refuse("a number");
    if (value > static_cast<uint64_t>(INT64_MAX)) return refuse("a number above 2^63");
    if (numbers_->size() >= kMaxDims) return refuse("an array that is too long");
    numbers_->push_back(static_cast<int64_t>(value));
    return true;
  }

  bool string(string_t& value) override {
    if (place_ == Place::metadata) {
      header.metadata.emplace_back(key_, value);
      return true;
    }
    if (place_ != Place::tensor || key_ != "dtype" || in_array_) return refuse("a text");
    tensor_.dtype = value;
    return true;
  }

  bool start_object(size_t) override {
    if (in_array_) return refuse("an object in an array");
    if (place_ == Place::outside) return enter(Place::top);
    if (place_ != Place::top) return refuse("an object too deep");
    if (key_ == "__metadata__") return enter(Place::metadata);
    if (std::ssize(header.tensors) >= kSafetensorsTensors) {
      error = Error{Code::limit_exceeded, "more than " + std::to_string(kSafetensorsTensors) + " tensors"};
      return false;
    }
    tensor_ = {};
    tensor_.name = key_;
    offsets_.clear();
    return enter(Place::tensor);
  }

  bool key(string_t& value) override {
    auto& seen = place_ == Place::top ? top_keys_ : inner_keys_;
    if (!seen.insert(value).second) return refuse("the key " + printable(value) + " twice");
    key_ = value;
    numbers_ = nullptr;
    return true;
  }

  bool end_object() override {
    if (place_ == Place::tensor) {
      if (inner_keys_.size() != 3 || !inner_keys_.contains("dtype") || !inner_keys_.contains("shape") ||
          !inner_keys_.contains("data_offsets")) {
        return refuse("tensor " + printable(tensor_.name) + " without just dtype, shape and data_offsets");
      }
      if (!finish_tensor()) return false;
    }
    place_ = place_ == Place::top ? Place::outside : Place::top;
    return true;
  }

  bool start_array(size_t) override {
    if (in_array_ || place_ != Place::tensor) return refuse("an array");
    if (key_ == "shape") numbers_ = &tensor_.shape;
    if (key_ == "data_offsets") numbers_ = &offsets_;
    in_array_ = true;
    return numbers_ != nullptr || refuse("an array");
  }

  bool end_array() override {
    in_array_ = false;
    return true;
  }

  bool parse_error(size_t position, const std::string&, const nlohmann::detail::exception&) override {
    if (!error) error = Error{Code::file_malformed, "the header's JSON is broken at byte " + std::to_string(position)};
    return false;
  }

 private:
  enum class Place { outside, top, metadata, tensor };

  bool enter(Place place) {
    place_ = place;
    inner_keys_.clear();
    return true;
  }

  bool refuse(const std::string& what) {
    error = Error{Code::file_malformed, "the header has " + what};
    return false;
  }

  bool finish_tensor() {
    if (offsets_.size() != 2 || offsets_[0] > offsets_[1]) {
      return refuse("tensor " + printable(tensor_.name) + " with data_offsets that are no range");
    }
    tensor_.offset_bytes = offsets_[0];
    tensor_.size_bytes = offsets_[1] - offsets_[0];
    header.tensors.push_back(std::move(tensor_));
    return true;
  }

  Place place_ = Place::outside;
  bool in_array_ = false;
  std::string key_;
  SafetensorsTensor tensor_;
  std::vector<int64_t> offsets_;
  std::vector<int64_t>* numbers_ = nullptr;
  std::unordered_set<std::string> top_keys_;
  std::unordered_set<std::string> inner_keys_;
};

/// Elements and bytes that dtype and shape give, against the bytes that the offsets give.
Status check_size(SafetensorsTensor& tensor) {
  const std::string name = printable(tensor.name);
  const int64_t bits = safetensors_bits(tensor.dtype);
  if (bits == 0) return fail(Code::unknown_type, "tensor " + name + ": type " + printable(tensor.dtype));
  std::optional<int64_t> elements = 1;
  for (const int64_t size : tensor.shape) {
    elements = checked_mul(*elements, size);
    if (!elements) return fail(Code::limit_exceeded, "tensor " + name + " has more than 2^63 elements");
  }
  const auto total_bits = checked_mul(*elements, bits);
  if (!total_bits) return fail(Code::limit_exceeded, "tensor " + name + " has more than 2^63 bits");
  if (*total_bits % 8 != 0) return fail(Code::file_malformed, "tensor " + name + " does not fill whole bytes");
  if (*total_bits / 8 != tensor.size_bytes) {
    return fail(Code::file_malformed, "tensor " + name + " has " + std::to_string(tensor.size_bytes) +
                                          " bytes where its shape takes " + std::to_string(*total_bits / 8));
  }
  tensor.n_elements = *elements;
  return {};
}

/// The format allows no hole and no overlap, and the data ends with the file.
Status check_layout(SafetensorsHeader& header) {
  std::sort(header.tensors.begin(), header.tensors.end(), [](const auto& a, const auto& b) {
    return std::pair(a.offset_bytes, a.size_bytes) < std::pair(b.offset_bytes, b.size_bytes);
  });
  int64_t end = 0;
  for (SafetensorsTensor& tensor : header.tensors) {
    if (tensor.offset_bytes != end) {
      return fail(Code::file_malformed, "tensor " + printable(tensor.name) + " begins at byte " +
                                            std::to_string(tensor.offset_bytes) + " of the data, not " +
                                            std::to_string(end));
    }
    end += tensor.size_bytes;  // cannot overflow: offsets come from the file as begin and end
    tensor.offset_bytes += header.header_bytes;
  }
  const auto total = checked_add(header.header_bytes, end);
  if (!total || *total > header.file_bytes) return fail(Code::file_truncated, "the last tensor ends behind the file");
  if (*total < header.file_bytes) {
    return fail(Code::file_malformed, std::to_string(header.file_bytes - *total) + " bytes follow the last tensor");
  }
  return {};
}

}  // namespace

int64_t safetensors_bits(std::string_view dtype) {
  struct Row {
    std::string_view name;
    int64_t bits;
  };
  static constexpr std::array kRows{Row{"BOOL", 8},    Row{"F4", 4},          Row{"F6_E2M3", 6},     Row{"F6_E3M2", 6},
                                    Row{"U8", 8},      Row{"I8", 8},          Row{"F8_E5M2", 8},     Row{"F8_E4M3", 8},
                                    Row{"F8_E8M0", 8}, Row{"I16", 16},        Row{"U16", 16},        Row{"F16", 16},
                                    Row{"BF16", 16},   Row{"F8_E4M3FNUZ", 8}, Row{"F8_E5M2FNUZ", 8}, Row{"I32", 32},
                                    Row{"U32", 32},    Row{"F32", 32},        Row{"C64", 64},        Row{"F64", 64},
                                    Row{"I64", 64},    Row{"U64", 64}};
  const auto found = std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.name == dtype; });
  return found == kRows.end() ? 0 : found->bits;
}

Result<SafetensorsHeader> parse_safetensors_header(std::span<const std::byte> json, int64_t file_bytes) {
  if (json.empty() || json[0] != std::byte{'{'}) return fail(Code::file_malformed, "the header does not begin with {");
  HeaderReader reader;
  reader.header.header_bytes = kLengthBytes + std::ssize(json);
  reader.header.file_bytes = file_bytes;
  const char* begin = reinterpret_cast<const char*>(json.data());
  if (!nlohmann::json::sax_parse(begin, begin + json.size(), &reader)) {
    return fail(reader.error.value_or(Error{Code::file_malformed, "the header's JSON is broken"}));
  }
  for (SafetensorsTensor& tensor : reader.header.tensors) SNUG_CHECK_OK(check_size(tensor));
  SNUG_CHECK_OK(check_layout(reader.header));
  return std::move(reader.header);
}

Result<SafetensorsHeader> read_safetensors_header(const std::filesystem::path& path) {
  const std::string name = printable(path.string());
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) return fail(errno == ENOENT ? Code::file_not_found : Code::io, name + ": " + std::strerror(errno));
  const int64_t file_bytes = in.tellg();
  uint64_t length = 0;
  in.seekg(0);
  in.read(reinterpret_cast<char*>(&length), sizeof length);
  if (!in) return fail(Code::file_truncated, name);
  if (length > static_cast<uint64_t>(kSafetensorsHeaderBytes)) {
    return fail(Code::limit_exceeded, "a header of " + std::to_string(length) + " bytes");
  }
  if (static_cast<int64_t>(length) > file_bytes - kLengthBytes) return fail(Code::file_truncated, "in the header");
  std::vector<std::byte> json(static_cast<size_t>(length));
  in.read(reinterpret_cast<char*>(json.data()), static_cast<std::streamsize>(length));
  if (!in) return fail(Code::io, name);
  return parse_safetensors_header(json, file_bytes);
}

}  // namespace snug::format
