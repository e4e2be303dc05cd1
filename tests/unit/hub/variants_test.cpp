#include "app/manager/hub/variants.h"

#include <gmock/gmock.h>

namespace snug::hub {
namespace {

RepoFile file(std::string path, int64_t size) {
  return {std::move(path), size, std::string(64, 'a'), std::string(40, 'b')};
}

TEST(GroupFiles, PutsShardsTogetherAndCompanionsAside) {
  const RepoGroups groups =
      group_files({file("README.md", 1), file("Q8_0/m-Q8_0-00002-of-00002.gguf", 5),
                   file("Q8_0/m-Q8_0-00001-of-00002.gguf", 7), file("m-Q4_K_M.gguf", 6), file("mmproj-m-F16.gguf", 2),
                   file("model.safetensors", 30), file("m.imatrix.gguf", 1)});
  ASSERT_EQ(groups.variants.size(), 2u);
  EXPECT_EQ(groups.variants[0].quantization, "Q4_K_M");
  EXPECT_EQ(groups.variants[1].quantization, "Q8_0");
  EXPECT_EQ(groups.variants[1].size_bytes, 12);
  EXPECT_EQ(groups.variants[1].files[0].path, "Q8_0/m-Q8_0-00001-of-00002.gguf");
  EXPECT_TRUE(groups.variants[1].complete);
  EXPECT_EQ(groups.companions.size(), 1u);
  EXPECT_EQ(groups.safetensors.size(), 1u);
}

TEST(GroupFiles, SaysWhenAShardIsMissing) {
  const RepoGroups groups = group_files({file("m-Q8_0-00001-of-00003.gguf", 5), file("m-Q8_0-00003-of-00003.gguf", 5)});
  ASSERT_EQ(groups.variants.size(), 1u);
  EXPECT_FALSE(groups.variants[0].complete);
}

TEST(GroupFiles, ReadsTheQuantizationOffTheName) {
  const auto name = [](std::string path) {
    return group_files({file(std::move(path), 1)}).variants.at(0).quantization;
  };
  EXPECT_EQ(name("Qwen3-0.6B-Q8_0.gguf"), "Q8_0");
  EXPECT_EQ(name("qwen3.q4_k_m.gguf"), "Q4_K_M");
  EXPECT_EQ(name("Qwen3-UD-Q4_K_XL.gguf"), "UD-Q4_K_XL");
  EXPECT_EQ(name("model-f16.gguf"), "F16");
  EXPECT_EQ(name("model-IQ3_XXS.gguf"), "IQ3_XXS");
  EXPECT_EQ(name("BF16/model-00001-of-00001.gguf"), "BF16");
  EXPECT_EQ(name("ggml-model.gguf"), "ggml-model");
}

TEST(FindVariant, TakesANameInAnyCaseAndSaysWhatThereIs) {
  const RepoGroups groups = group_files({file("m-Q4_K_M.gguf", 6), file("m-Q8_0.gguf", 9), file("other-Q8_0.gguf", 9)});
  EXPECT_EQ((*find_variant(groups, "q4_k_m"))->files[0].path, "m-Q4_K_M.gguf");
  EXPECT_EQ(find_variant(groups, "Q5_K_M").error().code, Code::not_found);
  EXPECT_THAT(find_variant(groups, "Q5_K_M").error().detail, testing::HasSubstr("Q4_K_M"));
  EXPECT_EQ(find_variant(groups, "Q8_0").error().code, Code::bad_input);
  EXPECT_EQ((*find_variant(groups, "other-Q8_0.gguf"))->files[0].path, "other-Q8_0.gguf");
}

}  // namespace
}  // namespace snug::hub
