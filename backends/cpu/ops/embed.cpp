// Embedding rows: opened from the file's blocks, or taken out of the packed head that the model ties to it.
#include "backends/cpu/ops/ops.h"
#include "backends/cpu/ops/product.h"

namespace snug::cpu {
namespace {

constexpr int64_t kMaxBlockBytes = 256;

/// One block's row of a packed table: only the row's own bytes are read.
void open_packed_row(const program::WeightDecl& table, const std::byte* packed, int64_t row, float* out) {
  // The row is unpacked block by block through a small buffer, so that no row needs memory of its own.
  program::WeightDecl one = table;
  const quant::TypeInfo& type = quant::type_info(table.type);
  const int64_t panel = row / kPanelRows;
  const int64_t in_panel = row % kPanelRows;
  one.n_cols = type.block;
  one.n_rows = kPanelRows;
  one.n_experts = 1;
  std::byte block[kMaxBlockBytes];
  const quant::DequantRow open = quant::dequant_row(table.type);
  const std::byte* record = packed + panel * panel_bytes(table);
  for (int64_t k = 0; k < table.n_cols; k += type.block, record += type.block_bytes * kPanelRows) {
    unpack_row(one, record, in_panel, block);
    open(block, out + k, type.block);
  }
}

}  // namespace

Status compile(Compiler& c, const program::Embed& op) {
  const program::WeightDecl table = c.program.weights[op.table];
  if (quant::type_info(table.type).block_bytes > kMaxBlockBytes) return fail(Code::unsupported, "the embedding's type");
  const std::byte* data = c.weights[op.table];
  float* out = c.slot(op.out);
  const KernelTable* kernels = &c.kernels;
  const bool packed = layout_of(table) == WeightLayout::panels;
  const int64_t row_bytes = file_row_bytes(table);
  add_rows(c, false, [=, scale = op.scale](const Step& step, int64_t row) {
    float* to = out + row * table.n_cols;
    const int64_t token = step.args->tokens[row];
    if (packed) {
      open_packed_row(table, data, token, to);
    } else {
      quant::dequant_row(table.type)(data + token * row_bytes, to, table.n_cols);
    }
    if (scale != 1.0f) kernels->add_scale(to, to, scale - 1.0f, table.n_cols, to);
  });
  return {};
}

}  // namespace snug::cpu
