#include "app/chat/prompt.h"

#include <gtest/gtest.h>

namespace snug::chat {
namespace {

Id say(History& h, Id parent, Role role, std::string text, MessageState state = MessageState::complete,
       std::string reasoning = {}) {
  const Id id = new_id();
  EXPECT_TRUE(h.add({.id = id,
                     .parent_id = parent,
                     .role = role,
                     .state = state,
                     .content = std::move(text),
                     .reasoning = std::move(reasoning)}));
  return id;
}

TEST(Prompt, TheBranchWithTheSystemPromptAndWithoutThoughts) {
  History h;
  const Id q1 = say(h, 0, Role::user, "q1");
  say(h, q1, Role::assistant, "other branch");
  const Id a1 = say(h, q1, Role::assistant, "a1", MessageState::stopped, "hm");
  const Id q2 = say(h, a1, Role::user, "q2");
  const Prompt p = assemble_prompt(h, q2, {.system_prompt = "s"}).value();
  EXPECT_EQ(p.messages, (std::vector<PromptMessage>{
                            {Role::system, "s"}, {Role::user, "q1"}, {Role::assistant, "a1"}, {Role::user, "q2"}}));
  EXPECT_FALSE(p.continues);
  EXPECT_EQ(assemble_prompt(h, q2, {.keep_reasoning = true})->messages[1].reasoning, "hm");
  EXPECT_EQ(assemble_prompt(h, 7, {}).error().code, Code::not_found);
  EXPECT_EQ(assemble_prompt(h, 0, {}).error().code, Code::not_found);
}

TEST(Prompt, ContinueAndEmptyAnswers) {
  History h;
  const Id q = say(h, 0, Role::user, "q");
  const Id partial = say(h, q, Role::assistant, "half an ans", MessageState::streaming, "hm");
  Prompt p = assemble_prompt(h, partial, {}).value();
  EXPECT_TRUE(p.continues);
  EXPECT_EQ(p.messages.back().content, "half an ans");
  EXPECT_EQ(p.messages.back().reasoning, "hm");
  const Id fresh = say(h, q, Role::assistant, "", MessageState::streaming);
  p = assemble_prompt(h, fresh, {}).value();
  EXPECT_FALSE(p.continues);
  EXPECT_EQ(p.messages.back().content, "q");
  const Id failed = say(h, q, Role::assistant, "", MessageState::failed);
  const Id q2 = say(h, failed, Role::user, "q2");
  EXPECT_EQ(assemble_prompt(h, q2, {})->messages.size(), 2u);
}

TEST(Prompt, LeavesOutWholeTurns) {
  const Prompt full{{{Role::system, "s"},
                     {Role::user, "1"},
                     {Role::assistant, "2"},
                     {Role::user, "3"},
                     {Role::assistant, "4"},
                     {Role::user, "5"}}};
  const auto count = [](const Prompt& p) { return static_cast<int64_t>(p.messages.size()); };
  Prompt p = full;
  EXPECT_EQ(leave_out_oldest(p, 6, count).value(), 0u);
  EXPECT_EQ(leave_out_oldest(p, 5, count).value(), 2u);
  EXPECT_EQ(p.messages[1].content, "3");
  p = full;
  EXPECT_EQ(leave_out_oldest(p, 2, count).value(), 4u);
  EXPECT_EQ(p.messages[1].content, "5");
  EXPECT_EQ(leave_out_oldest(p, 1, count).error().code, Code::prompt_too_long);
}

}  // namespace
}  // namespace snug::chat
