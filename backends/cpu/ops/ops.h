// One compile() for each kind of op, and scratch_bytes() for those that need scratch. Each is in the file of its name.
#pragma once

#include "backends/cpu/compiler.h"

namespace snug::cpu {

Status compile(Compiler& c, const program::Embed& op);
Status compile(Compiler& c, const program::Norm& op);
Status compile(Compiler& c, const program::Linear& op);
Status compile(Compiler& c, const program::Rope& op);
Status compile(Compiler& c, const program::KvAppend& op);
Status compile(Compiler& c, const program::AttendCore& op);
Status compile(Compiler& c, const program::Act& op);
Status compile(Compiler& c, const program::AddScale& op);
Status compile(Compiler& c, const program::GatherRows& op);
Status compile(Compiler& c, const program::Route& op);
Status compile(Compiler& c, const program::GroupedLinear& op);
Status compile(Compiler& c, const program::Combine& op);
Status compile(Compiler& c, const program::Copy& op);
Status compile(Compiler& c, const program::NormQkvRope& op);
Status compile(Compiler& c, const program::Attend& op);
Status compile(Compiler& c, const program::ProjAdd& op);
Status compile(Compiler& c, const program::NormGateUp& op);
Status compile(Compiler& c, const program::NormHead& op);
Status compile(Compiler& c, const program::MoeGateUp& op);
Status compile(Compiler& c, const program::MoeDownCombine& op);

int64_t scratch_bytes(const device::ScratchQuery& query, const program::Linear& op);
int64_t scratch_bytes(const device::ScratchQuery& query, const program::AttendCore& op);
int64_t scratch_bytes(const device::ScratchQuery& query, const program::GroupedLinear& op);
int64_t scratch_bytes(const device::ScratchQuery& query, const program::NormQkvRope& op);
int64_t scratch_bytes(const device::ScratchQuery& query, const program::Attend& op);
int64_t scratch_bytes(const device::ScratchQuery& query, const program::ProjAdd& op);
int64_t scratch_bytes(const device::ScratchQuery& query, const program::NormGateUp& op);
int64_t scratch_bytes(const device::ScratchQuery& query, const program::NormHead& op);

/// Norm of one row (or of each group of it) as the op says; shared by Norm and the composites' post-norms.
void norm_row(const KernelTable& kernels, const program::Norm& op, const float* weight, const float* bias,
              const float* in, float* out, int64_t width);
/// Turns the heads of one row by the table's row.
void rope_row(const KernelTable& kernels, const RopeTable& table, int64_t row, int32_t n_heads, int32_t head_dim,
              float* x);
/// Stores one row's keys and values, [n_kv_heads * head_dim] each, in its sequence's page.
void append_row(const KvView& kv, const device::StepArgs& args, int64_t row, const float* k, const float* v);

}  // namespace snug::cpu
