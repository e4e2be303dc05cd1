#include "tests/contract/backends/registry.h"

namespace snug::contract {
namespace {

std::vector<BackendCase>& list() {
  static std::vector<BackendCase> all;
  return all;
}

}  // namespace

bool register_backend(BackendCase backend) {
  list().push_back(std::move(backend));
  return true;
}

const std::vector<BackendCase>& backends() {
  return list();
}

}  // namespace snug::contract
