#include "apps/herlaad/cli/console.h"

#include <gtest/gtest.h>

namespace herlaad::app {
namespace {

using net::ClientErrorKind;

TEST(Console, WhatIsSaidWithoutAnAnswerIsTrue) {
  const struct {
    ClientErrorKind kind;
    const char* text;
  } cases[] = {
      {ClientErrorKind::kConnect, "the server does not answer at /d/socket"},
      {ClientErrorKind::kTimeout,
       "the server did not answer within 20 s at /d/socket; it may still be at work"},
      {ClientErrorKind::kTooLarge,
       "the answer of the server at /d/socket is longer than 16 MB; ask for less at once"},
      {ClientErrorKind::kBroken,
       "the server at /d/socket ended the connection before it answered: see its log"},
  };
  for (const auto& each : cases)
    EXPECT_EQ(WhyNoAnswer(each.kind, "/d/socket", Millis(20'000)), each.text);
}

}  // namespace
}  // namespace herlaad::app
