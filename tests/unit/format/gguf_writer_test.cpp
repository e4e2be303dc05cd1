// Writing: byte for byte what was read, complete or not at all.
#include "engine/format/gguf_writer.h"

#include <gtest/gtest.h>

#include "engine/format/gguf_file.h"
#include "tests/unit/support/gguf_builder.h"
#include "tests/unit/support/temp_dir.h"

namespace snug::format {
namespace {

using test::GgufBuilder;
using test::TempDir;

/// Copies a file through reader and writer, its data in parts of `part` bytes.
Status copy_model(const std::filesystem::path& from, const std::filesystem::path& to, size_t part = 7) {
  SNUG_TRY(const GgufFile file, GgufFile::open(from));
  GgufPlan plan{file.header().version, file.metadata(), {file.tensors().begin(), file.tensors().end()}};
  return write_gguf(to, std::move(plan), [&](const TensorInfo& tensor, const ByteSink& sink) -> Status {
    auto bytes = file.tensor_bytes(*file.find_tensor(tensor.name));
    while (!bytes.empty()) {
      const size_t n = std::min(part, bytes.size());
      SNUG_CHECK_OK(sink(bytes.first(n)));
      bytes = bytes.subspan(n);
    }
    return {};
  });
}

TEST(GgufWriter, WhatWasReadIsWrittenByteForByte) {
  GgufBuilder builder;
  builder.pair("u8", uint8_t{1}).pair("i8", int8_t{-1}).pair("u16", uint16_t{2}).pair("i16", int16_t{-2});
  builder.pair("u32", uint32_t{3}).pair("i32", int32_t{-3}).pair("f32", 0.5f).pair("yes", true).pair("no", false);
  builder.pair("text", "x").pair("empty", "").pair("u64", uint64_t{4}).pair("i64", int64_t{-4}).pair("f64", 0.25);
  builder.array<uint16_t>("array", {1, 2}).strings("strings", {"", "ab"}).array<float>("none", {});
  builder.raw("flags", 9, test::le<uint32_t>(7) + test::le<uint64_t>(2) + std::string("\x01\x00", 2));
  builder.floats("a", {1, 2, 3}).tensor({"b", {64, 2, 1}, 8, std::string(136, 'q'), {}, {}}).floats("c", {4});
  const TempDir dir;
  for (const uint32_t alignment : {8u, 32u, 256u}) {
    GgufBuilder variant = builder;
    variant.alignment = alignment;
    variant.pair("general.alignment", alignment);
    const std::string original = variant.build();
    const Status status = copy_model(dir.write("in.gguf", original), dir.path() / "out.gguf");
    ASSERT_TRUE(status) << status.error().detail;
    EXPECT_EQ(test::read_file(dir.path() / "out.gguf"), original) << alignment;
    EXPECT_FALSE(std::filesystem::exists(dir.path() / "out.gguf.part"));
  }
}

TEST(GgufWriter, ModelsOfTheTestDataComeBackByteForByte) {
  const TempDir dir;
  int n = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SNUG_TEST_DATA_DIR "/models")) {
    if (entry.path().extension() != ".gguf") continue;
    const Status status = copy_model(entry.path(), dir.path() / "out.gguf", 1 << 16);
    ASSERT_TRUE(status) << status.error().detail;
    EXPECT_TRUE(test::read_file(dir.path() / "out.gguf") == test::read_file(entry.path())) << entry.path();
    ++n;
  }
  EXPECT_GE(n, 1);
}

TEST(GgufWriter, FileWithoutTensors) {
  GgufBuilder builder;
  builder.pair("general.architecture", "llama");
  const TempDir dir;
  ASSERT_TRUE(copy_model(dir.write("in.gguf", builder.build()), dir.path() / "out.gguf"));
  EXPECT_EQ(test::read_file(dir.path() / "out.gguf"), builder.build());
}

GgufPlan plan_of(std::string name, std::array<int64_t, 4> shape, quant::DType type = quant::DType::F32) {
  TensorInfo tensor;
  tensor.name = std::move(name);
  tensor.shape = shape;
  tensor.n_dims = 2;
  tensor.type = type;
  return {3, {}, {tensor}};
}

const TensorSource kNoBytes = [](const TensorInfo&, const ByteSink&) { return Status{}; };

TEST(GgufWriter, SizeIsKnownBeforeWriting) {
  GgufPlan plan = plan_of("a", {256, 3, 1, 1}, quant::DType::Q4_K);
  const auto bytes = lay_out_gguf(plan);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(plan.tensors[0].size_bytes, 432);
  EXPECT_EQ(*bytes, plan.tensors[0].offset_bytes + 448);
}

TEST(GgufWriter, WhatTheReaderRefusesIsNotWritten) {
  const TempDir dir;
  const auto code = [&](GgufPlan plan) { return write_gguf(dir.path() / "x", std::move(plan), kNoBytes).error().code; };
  EXPECT_EQ(code(plan_of("", {1, 1, 1, 1})), Code::file_malformed);
  EXPECT_EQ(code(plan_of("a", {0, 1, 1, 1})), Code::tensor_shape);
  EXPECT_EQ(code(plan_of("a", {100, 1, 1, 1}, quant::DType::Q4_K)), Code::tensor_shape);
  EXPECT_EQ(code(plan_of("a", {INT64_MAX / 4, 2, 1, 1})), Code::limit_exceeded);
  GgufPlan twice = plan_of("a", {1, 1, 1, 1});
  twice.tensors.push_back(twice.tensors[0]);
  EXPECT_EQ(code(twice), Code::duplicate_tensor);
  GgufPlan version = plan_of("a", {1, 1, 1, 1});
  version.version = 1;
  EXPECT_EQ(code(version), Code::gguf_version);
  GgufPlan aligned = plan_of("a", {1, 1, 1, 1});
  aligned.metadata.set("general.alignment", uint32_t{3});
  EXPECT_EQ(code(aligned), Code::bad_value);
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
}

TEST(GgufWriter, AFailingSourceLeavesNothingAndTheOldFileAlone) {
  const TempDir dir;
  const auto path = dir.write("x.gguf", "old");
  const auto stopped = write_gguf(path, plan_of("a", {8, 1, 1, 1}),
                                  [](const TensorInfo&, const ByteSink&) -> Status { return fail(Code::cancelled); });
  EXPECT_EQ(stopped.error().code, Code::cancelled);
  EXPECT_EQ(write_gguf(path, plan_of("a", {8, 1, 1, 1}), kNoBytes).error().code, Code::internal);
  const std::vector<std::byte> many(100);
  const auto excess =
      write_gguf(path, plan_of("a", {8, 1, 1, 1}), [&](const TensorInfo&, const ByteSink& sink) { return sink(many); });
  EXPECT_EQ(excess.error().code, Code::internal);
  EXPECT_EQ(test::read_file(path), "old");
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "x.gguf.part"));
}

TEST(GgufWriter, FolderThatIsNotThere) {
  const TempDir dir;
  const auto status = write_gguf(dir.path() / "none" / "x.gguf", plan_of("a", {1, 1, 1, 1}), kNoBytes);
  EXPECT_EQ(status.error().code, Code::folder_gone);
}

TEST(GgufWriter, FullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full";
  const TempDir dir;
  std::filesystem::create_symlink("/dev/full", dir.path() / "x.gguf.part");
  const std::vector<std::byte> zeros(32);
  const auto status = write_gguf(dir.path() / "x.gguf", plan_of("a", {8, 1, 1, 1}),
                                 [&](const TensorInfo&, const ByteSink& sink) { return sink(zeros); });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, Code::disk_full);
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "x.gguf"));
}

}  // namespace
}  // namespace snug::format
