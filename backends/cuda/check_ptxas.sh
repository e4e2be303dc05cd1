#!/bin/sh
# Runs a CUDA compiler and fails where ptxas says that a kernel is not what it was written to be: products of a
# warpgroup serialized, or registers spilled. The simple kernels of raw.cuh may spill: they are not fast ones.
out=$("$@" 2>&1)
status=$?
[ -z "$out" ] || printf '%s\n' "$out" >&2
[ "$status" -eq 0 ] || exit "$status"
if printf '%s\n' "$out" | grep -q 'wgmma.mma_async instructions are serialized'; then
  echo 'error: ptxas serialized warpgroup products' >&2
  exit 1
fi
if printf '%s\n' "$out" | grep 'Registers are spilled' | grep -qv 'raw_dot'; then
  echo 'error: a kernel spills registers' >&2
  exit 1
fi
