// A model's file that is cut or written while it is read or loaded, and memory that is not there: an error value or
// nothing, never a signal.
#include "backends/reference/reference_backend.h"
#include "engine/base/error_table.h"
#include "engine/session/loaded_model.h"
#include "tests/integration/bad_input/mangle.h"

namespace snug::test {
namespace {

namespace fs = std::filesystem;

std::vector<session::DeviceEntry> devices(int64_t capacity_bytes = INT64_MAX) {
  return {{reference::reference_caps(), {}, [=](int32_t) -> Result<std::unique_ptr<device::Backend>> {
             return reference::make_reference_backend(capacity_bytes);
           }}};
}

TEST(ChangedFile, CutWhileItIsRead) {
  const TempDir dir;
  const auto path = dir.write("x.gguf", read_file(kTinyModel));
  const auto entries = devices();
  const auto model = session::load_model(path.string(), {}, entries, [&](int64_t, int64_t) {
    fs::resize_file(path, 20000);
    return true;
  });
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, Code::file_truncated);
}

TEST(ChangedFile, WrittenWhileItIsRead) {
  const TempDir dir;
  const auto path = dir.write("x.gguf", read_file(kTinyModel));
  const auto entries = devices();
  const auto model = session::load_model(path.string(), {}, entries, [&](int64_t done, int64_t) {
    if (done > 0) std::ofstream(path, std::ios::app) << "more";
    return true;
  });
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, Code::file_changed);
}

TEST(ChangedFile, CutAfterLoadingTheModelGoesOn) {
  const TempDir dir;
  const auto path = dir.write("x.gguf", read_file(kTinyModel));
  const auto entries = devices();
  auto model = session::load_model(path.string(), {}, entries, [](int64_t, int64_t) { return true; });
  ASSERT_TRUE(model) << message_of(model.error());
  fs::resize_file(path, 0);
  const std::vector<int32_t> tokens{1, 2, 3};
  EXPECT_TRUE((*model)->executor->feed(0, tokens, true));
  fs::remove(path);
  EXPECT_TRUE((*model)->executor->feed(0, tokens, true));
}

TEST(NoMemory, IsSaidBeforeAnythingIsAllocatedWithTheContextThatFits) {
  const auto entries = devices(4 << 20);
  session::LoadOptions options;
  options.n_ctx = 1 << 20;
  const auto model = session::load_model(kTinyModel, options, entries, [](int64_t, int64_t) {
    ADD_FAILURE() << "weights were read";
    return true;
  });
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().code, Code::does_not_fit);
  EXPECT_EQ(error_info(model.error().code).exit_status, 5);
  EXPECT_NE(model.error().detail.find("a context of"), std::string::npos) << model.error().detail;
}

}  // namespace
}  // namespace snug::test
