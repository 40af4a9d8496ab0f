#include "api/http/core/errands.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <string>

#include "base/core/check.h"

namespace herlaad::http {
namespace {

// Drawing a receipt of an impossible order must end neither the thread nor the process.
TEST(Errands, ErrandThatThrowsIsDroppedAndTheNextRuns) {
  std::promise<std::string> reported;
  std::promise<void> thrown;
  int reports = 0;
  Errands errands({4, 4}, [&](const char* what) {
    if (++reports == 1) reported.set_value(what);
  });
  ASSERT_TRUE(errands.Post("", [] { CHECK(false, "an order is right"); }));
  ASSERT_TRUE(errands.Post("", [] { throw std::runtime_error("a bug"); }));
  ASSERT_TRUE(errands.Post("", [&] { thrown.set_value(); }));
  EXPECT_NE(reported.get_future().get().find("an order is right"), std::string::npos);
  thrown.get_future().wait();
  EXPECT_EQ(reports, 2);
}

// One address asked for pictures of one receipt again and again, and everybody else's waited.
TEST(Errands, CustomersTakeTurnsAndOneCannotFillTheQueue) {
  std::promise<void> begun;
  std::promise<void> go;
  std::promise<void> done;
  std::string order;
  Errands errands({8, 3}, [](const char*) {});
  ASSERT_TRUE(errands.Post("first", [&] {
    begun.set_value();
    go.get_future().wait();
  }));
  begun.get_future().wait();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(errands.Post("many", [&] { order += 'm'; }));
  EXPECT_FALSE(errands.Post("many", [&] { order += 'x'; }));
  EXPECT_TRUE(errands.Post("few", [&] { order += 'f'; }));
  EXPECT_TRUE(errands.Post("other", [&] { order += 'o'; }));
  EXPECT_TRUE(errands.Post("few", [&] { order += 'f'; }));
  EXPECT_TRUE(errands.Post("other", [&] { done.set_value(); }));
  go.set_value();
  done.get_future().wait();
  EXPECT_EQ(order.substr(0, 5), "mfomf");
}

// Whoever has most of the places gives one up for somebody who has fewer.
TEST(Errands, FullQueueTakesAPlaceFromWhoHasMost) {
  std::promise<void> begun;
  std::promise<void> go;
  std::promise<void> done;
  std::string order;
  std::string dropped;
  Errands errands({6, 6}, [](const char*) {});
  const auto post = [&](const std::string& customer, const std::string& text) {
    const auto run = [&order, &done, text] {
      order += text;
      if (order.size() == 6) done.set_value();
    };
    return errands.PostInTurn(customer, run, [&dropped, text] { dropped += text; });
  };
  const auto wait = [&] {
    begun.set_value();
    go.get_future().wait();
  };
  ASSERT_TRUE(errands.PostInTurn("first", wait, [] {}));
  begun.get_future().wait();
  for (const char* text : {"1", "2", "3", "4", "5", "6"}) EXPECT_TRUE(post("many", text));
  EXPECT_FALSE(post("many", "7")) << "it has most itself";
  EXPECT_TRUE(post("few", "f"));
  EXPECT_EQ(dropped, "6") << "its latest";
  EXPECT_TRUE(post("other", "o"));
  EXPECT_EQ(dropped, "65");
  EXPECT_TRUE(post("few", "g"));
  EXPECT_EQ(dropped, "654");
  EXPECT_FALSE(errands.Post("late", [] {})) << "that drops nobody";
  EXPECT_TRUE(post("last", "l"));
  EXPECT_EQ(dropped, "6543");
  EXPECT_FALSE(post("few", "x")) << "nobody has more";
  go.set_value();
  done.get_future().wait();
  EXPECT_EQ(order, "1fol2g") << "in turn";
}

}  // namespace
}  // namespace herlaad::http
