#include "engine/plan/slots.h"

#include <gtest/gtest.h>

#include <random>

namespace snug::plan {
namespace {

bool overlap(const SlotLife& a, const SlotLife& b) {
  return a.offset_bytes < b.offset_bytes + b.size_bytes && b.offset_bytes < a.offset_bytes + a.size_bytes;
}
bool alive_together(const SlotLife& a, const SlotLife& b) {
  return a.first_op <= b.last_op && b.first_op <= a.last_op;
}

TEST(PlaceSlots, SlotsAliveTogetherNeverShareBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    std::vector<SlotLife> lives(1 + random() % 30);
    int64_t largest = 0;
    for (SlotLife& life : lives) {
      life.first_op = static_cast<int32_t>(random() % 20);
      life.last_op = life.first_op + static_cast<int32_t>(random() % 6);
      life.size_bytes = 1 + static_cast<int64_t>(random() % 5000);
      largest = std::max(largest, life.size_bytes);
    }
    const int64_t total = place_slots(lives, 64);
    EXPECT_GE(total, largest);
    for (size_t i = 0; i < lives.size(); ++i) {
      EXPECT_EQ(lives[i].offset_bytes % 64, 0);
      EXPECT_LE(lives[i].offset_bytes + lives[i].size_bytes, total);
      for (size_t j = 0; j < i; ++j) {
        EXPECT_FALSE(alive_together(lives[i], lives[j]) && overlap(lives[i], lives[j]));
      }
    }
  }
}

TEST(PlaceSlots, SlotsThatNeverMeetShareBytes) {
  std::vector<SlotLife> lives{{0, 0, 1, 1000, 0}, {1, 2, 3, 1000, 0}, {2, 4, 5, 500, 0}};
  EXPECT_EQ(place_slots(lives, 64), 1000);
}

}  // namespace
}  // namespace snug::plan
