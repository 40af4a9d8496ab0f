#include "doors/http/errands.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>

#include "base/core/check.h"

namespace herlaad::http {
namespace {

// Drawing a receipt of an order that cannot be right must end neither the thread nor the process.
TEST(Errands, OneThatMeetsAMistakeIsGivenUpAndTheNextIsDone) {
  std::promise<std::string> reported;
  std::promise<void> thrown;
  int reports = 0;
  Errands errands(4, [&](const char* what) {
    if (++reports == 1) reported.set_value(what);
  });
  ASSERT_TRUE(errands.Post([] { CHECK(false, "an order is right"); }));
  ASSERT_TRUE(errands.Post([] { throw std::runtime_error("a bug"); }));
  ASSERT_TRUE(errands.Post([&] { thrown.set_value(); }));
  EXPECT_NE(reported.get_future().get().find("an order is right"), std::string::npos);
  thrown.get_future().wait();
  EXPECT_EQ(reports, 2);
}

}  // namespace
}  // namespace herlaad::http
