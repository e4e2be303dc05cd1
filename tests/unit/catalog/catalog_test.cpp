#include "app/manager/catalog/catalog.h"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/unit/support/temp_dir.h"

namespace snug::catalog {
namespace {

const std::filesystem::path kModels = std::filesystem::path(SNUG_TEST_DATA_DIR) / "models";

TEST(Catalog, DescribesAModelFromItsHeader) {
  const auto model = describe(kModels / "tiny-llama-f32.gguf");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->name, "tiny-llama");
  EXPECT_EQ(model->architecture, "llama");
  EXPECT_EQ(model->quantization, "F32");
  EXPECT_EQ(model->n_ctx_train, 256);
  EXPECT_TRUE(model->runnable);
  EXPECT_EQ(model->ref.size(), 64u);
}

TEST(Catalog, TheSameFileElsewhereIsTheSameModel) {
  const std::filesystem::path copy = std::filesystem::path(testing::TempDir()) / "other-name.gguf";
  std::filesystem::copy_file(kModels / "tiny-llama-f32.gguf", copy, std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(describe(copy)->ref, describe(kModels / "tiny-llama-f32.gguf")->ref);
  EXPECT_NE(describe(copy)->ref, describe(kModels / "tiny-qwen3-f16.gguf")->ref);
}

TEST(Catalog, ScansFoldersAndLeavesOutWhatIsNoModel) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "scan";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder / "a" / "b");
  std::filesystem::copy_file(kModels / "tiny-llama-f32.gguf", folder / "a" / "b" / "deep.GGUF");
  std::filesystem::copy_file(kModels / "tiny-llama-f32.gguf", folder / "mmproj-x.gguf");
  std::filesystem::copy_file(kModels / "tiny-llama-f32.gguf", folder / "x-00002-of-00003.gguf");
  std::ofstream(folder / "broken.gguf") << "GGUF and nothing else";
  const auto models = scan({folder, folder, "/nowhere"});
  ASSERT_EQ(models.size(), 1u);
  EXPECT_EQ(models[0].path.filename(), "deep.GGUF");
}

TEST(Catalog, FindsByNameFileOrRefAndNamesWhatIsNear) {
  const auto models = scan({kModels});
  ASSERT_GT(models.size(), 3u);
  EXPECT_EQ(find(models, "TINY-llama-f32")->quantization, "F32");
  EXPECT_EQ(find(models, models[0].ref)->ref, models[0].ref);
  const auto missing = find(models, "qwen");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::model_not_found);
  EXPECT_NE(missing.error().detail.find("tiny-qwen3-f16"), std::string::npos);
}

}  // namespace
}  // namespace snug::catalog
