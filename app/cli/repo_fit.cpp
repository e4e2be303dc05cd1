#include "app/cli/repo_fit.h"

namespace snug::cli {

Result<Recommendation> recommend(Context&, HubSession&, const RepoListing& listing) {
  for (const char* name : {"Q4_K_M", "UD-Q4_K_XL", "Q4_K_S", "Q5_K_M", "Q6_K", "Q8_0"}) {
    for (const hub::Variant& variant : listing.groups.variants) {
      if (variant.quantization == name && variant.complete)
        return Recommendation{&variant, std::string(name) + ": what suits most machines"};
    }
  }
  for (const hub::Variant& variant : listing.groups.variants) {
    if (variant.complete) return Recommendation{&variant, variant.quantization + ": the smallest file there is"};
  }
  return fail(Code::not_found, listing.info.id + " has no GGUF file");
}

}  // namespace snug::cli
