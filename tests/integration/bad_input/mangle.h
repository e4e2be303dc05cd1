// The tiny model's bytes, with one thing wrong.
#pragma once

#include "tests/integration/support/run_cli.h"
#include "tests/unit/support/gguf_builder.h"

namespace snug::test {

inline const std::string kTinyModel = std::string(SNUG_TEST_DATA_DIR) + "/models/tiny-llama-f32.gguf";

/// `bytes` with the first `from` replaced; both must be of one length, so that every offset stays.
inline std::string with(std::string bytes, const std::string& from, const std::string& to) {
  const size_t at = bytes.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  EXPECT_EQ(from.size(), to.size());
  return at == std::string::npos ? bytes : bytes.replace(at, from.size(), to);
}

/// Where the header's entry of a tensor has its type's number.
inline size_t type_at(const std::string& bytes, const std::string& tensor) {
  const size_t name = bytes.find(gguf_text(tensor));
  EXPECT_NE(name, std::string::npos) << tensor;
  const size_t dims = name + 8 + tensor.size();
  return dims + 4 + 8 * static_cast<size_t>(bytes[dims]);
}

}  // namespace snug::test
