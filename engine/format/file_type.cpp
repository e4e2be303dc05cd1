#include "engine/format/file_type.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace snug::format {
namespace {

/// llama-quantize's file types by number; 1024 is added where a file's type was guessed.
constexpr std::array<std::pair<int, const char*>, 36> kNames{{
    {0, "F32"},     {1, "F16"},     {2, "Q4_0"},       {3, "Q4_1"},    {7, "Q8_0"},     {8, "Q5_0"},
    {9, "Q5_1"},    {10, "Q2_K"},   {11, "Q3_K_S"},    {12, "Q3_K_M"}, {13, "Q3_K_L"},  {14, "Q4_K_S"},
    {15, "Q4_K_M"}, {16, "Q5_K_S"}, {17, "Q5_K_M"},    {18, "Q6_K"},   {19, "IQ2_XXS"}, {20, "IQ2_XS"},
    {21, "Q2_K_S"}, {22, "IQ3_XS"}, {23, "IQ3_XXS"},   {24, "IQ1_S"},  {25, "IQ4_NL"},  {26, "IQ3_S"},
    {27, "IQ3_M"},  {28, "IQ2_S"},  {29, "IQ2_M"},     {30, "IQ4_XS"}, {31, "IQ1_M"},   {32, "BF16"},
    {36, "TQ1_0"},  {37, "TQ2_0"},  {38, "MXFP4_MOE"}, {39, "NVFP4"},  {40, "Q1_0"},    {41, "Q2_0"},
}};

}  // namespace

std::string file_type_name(const GgufHeader& header) {
  if (const auto key = header.metadata.optional_i64("general.file_type"); key && *key) {
    for (const auto& [id, name] : kNames) {
      if (id == **key % 1024) return name;
    }
  }
  std::map<quant::DType, int64_t> elements;
  for (const TensorInfo& tensor : header.tensors) elements[tensor.type] += tensor.n_elements();
  if (elements.empty()) return {};
  const auto most = std::max_element(elements.begin(), elements.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return std::string(quant::type_info(most->first).name);
}

}  // namespace snug::format
