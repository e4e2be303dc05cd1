#include "app/chat/history.h"

#include <gtest/gtest.h>

namespace snug::chat {
namespace {

Message question(Id parent, std::string text) {
  return {.id = new_id(), .chat_id = 1, .parent_id = parent, .role = Role::user, .content = std::move(text)};
}

TEST(NewId, GrowsAndIsExactInADouble) {
  Id last = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Id id = new_id();
    ASSERT_GT(id, last);
    ASSERT_EQ(static_cast<Id>(static_cast<double>(id)), id);
    last = id;
  }
  EXPECT_LT(last, int64_t{1} << 53);
}

TEST(History, AQuestionAnAnswerAnotherAnswer) {
  History h;
  const Message q = question(0, "why?");
  ASSERT_TRUE(h.add(q));
  const Message a1 = h.reply(q.id, "M").value();
  EXPECT_EQ(a1.state, MessageState::streaming);
  ASSERT_TRUE(h.append(a1.id, "because", "hm"));
  ASSERT_TRUE(h.finish(a1.id, MessageState::complete, {.output_tokens = 3}));
  EXPECT_EQ(h.find(a1.id)->content, "because");
  EXPECT_EQ(h.find(a1.id)->reasoning, "hm");
  const Message a2 = h.regenerate(a1.id, "M").value();
  EXPECT_EQ(h.active_leaf(), a2.id);
  const Siblings s = h.siblings(a2.id);
  EXPECT_EQ(s.ids, (std::vector<Id>{a1.id, a2.id}));
  EXPECT_EQ(s.index, 1u);
  EXPECT_EQ(h.select_sibling(a2.id, -1).value(), a1.id);
  EXPECT_EQ(h.active_leaf(), a1.id);
  EXPECT_EQ(h.select_sibling(a1.id, -5).value(), a1.id);  // stays at the end
}

TEST(History, EditStartsABranchAndTheOldOneIsRemembered) {
  History h;
  const Message q = question(0, "one");
  ASSERT_TRUE(h.add(q));
  const Id a = h.reply(q.id, "M").value().id;
  const Message q2 = question(a, "two");
  ASSERT_TRUE(h.add(q2));
  const Id b = h.reply(q2.id, "M").value().id;
  EXPECT_EQ(h.answers_below(q.id), 2u);
  const Message edited = h.edit(q.id, "uno").value();
  EXPECT_EQ(edited.parent_id, 0);
  EXPECT_EQ(h.active_leaf(), edited.id);
  EXPECT_EQ(h.find(b)->parent_id, q2.id);  // the answers below stay
  ASSERT_TRUE(h.select(q.id));
  EXPECT_EQ(h.active_leaf(), b);  // back where it was
  EXPECT_EQ(std::vector<Id>(h.active_path().begin(), h.active_path().end()), (std::vector<Id>{q.id, a, q2.id, b}));
}

TEST(History, ContinueOnlyTheShownEnd) {
  History h;
  const Message q = question(0, "one");
  ASSERT_TRUE(h.add(q));
  const Id a = h.reply(q.id, "M").value().id;
  EXPECT_EQ(h.continue_answer(a).error().code, Code::bad_input);  // streams now
  ASSERT_TRUE(h.finish(a, MessageState::stopped, {}));
  ASSERT_TRUE(h.continue_answer(a));
  EXPECT_EQ(h.find(a)->state, MessageState::streaming);
  EXPECT_EQ(h.continue_answer(q.id).error().code, Code::bad_input);
  EXPECT_EQ(h.continue_answer(42).error().code, Code::not_found);
}

TEST(History, RefusesWhatWouldBreakTheTree) {
  History h;
  EXPECT_EQ(h.add({}).error().code, Code::bad_input);
  const Message q = question(0, "x");
  ASSERT_TRUE(h.add(q));
  EXPECT_EQ(h.add(q).error().code, Code::bad_input);
  EXPECT_EQ(h.add(question(12345, "y")).error().code, Code::bad_input);
  EXPECT_EQ(h.edit(99, "").error().code, Code::not_found);
  EXPECT_EQ(h.regenerate(q.id, "M").error().code, Code::bad_input);
}

TEST(History, LoadHidesNothing) {
  History h;
  // 10 <- 20 <- 30, an orphan 40 (parent 35 gone), and a circle 50 <-> 60.
  std::vector<Message> stored{{.id = 30, .parent_id = 20}, {.id = 10},
                              {.id = 20, .parent_id = 10}, {.id = 40, .parent_id = 35},
                              {.id = 50, .parent_id = 60}, {.id = 60, .parent_id = 50}};
  EXPECT_EQ(h.load(stored, 30), 2u);
  EXPECT_EQ(h.size(), 6u);
  EXPECT_EQ(std::vector<Id>(h.active_path().begin(), h.active_path().end()), (std::vector<Id>{10, 20, 30}));
  EXPECT_EQ(h.siblings(40).ids, (std::vector<Id>{10, 40, 50}));
  h.load(stored, 0);
  EXPECT_EQ(h.active_leaf(), 60);  // the newest
  h.load({}, 0);
  EXPECT_EQ(h.active_leaf(), 0);
}

}  // namespace
}  // namespace snug::chat
