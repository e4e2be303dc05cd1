// Reads .npy files of float32 or float16 in C order, as the goldens are.
#pragma once

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "engine/quant/half.h"

namespace snug::test {

struct NpyArray {
  std::vector<int64_t> shape;
  std::vector<float> values;
};

/// Empty shape if the file is not there or not of that kind.
inline NpyArray read_npy(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(in)), {});
  NpyArray out;
  if (bytes.size() < 12 || bytes.compare(0, 6, "\x93NUMPY") != 0) return out;
  const size_t header_bytes = static_cast<uint8_t>(bytes[8]) | static_cast<size_t>(static_cast<uint8_t>(bytes[9])) << 8;
  const std::string header = bytes.substr(10, header_bytes);
  const bool half = header.find("'<f2'") != std::string::npos;
  if (!half && header.find("'<f4'") == std::string::npos) return out;
  const size_t open = header.find('(');
  const std::string dims = header.substr(open + 1, header.find(')') - open - 1);
  int64_t total = 1;
  for (size_t i = 0; i < dims.size();) {
    if (dims[i] < '0' || dims[i] > '9') {
      ++i;
      continue;
    }
    size_t used = 0;
    out.shape.push_back(std::stoll(dims.substr(i), &used));
    total *= out.shape.back();
    i += used;
  }
  out.values.resize(static_cast<size_t>(total));
  const char* data = bytes.data() + 10 + header_bytes;
  for (int64_t i = 0; i < total; ++i) {
    if (half) {
      uint16_t h = 0;
      std::memcpy(&h, data + 2 * i, 2);
      out.values[i] = quant::half_to_float(h);
    } else {
      std::memcpy(&out.values[i], data + 4 * i, 4);
    }
  }
  return out;
}

}  // namespace snug::test
