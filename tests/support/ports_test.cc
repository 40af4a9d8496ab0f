#include "tests/support/ports.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

namespace herlaad::testing {
namespace {

// Two tests chose ports between 20,000 and 32,000 at random and met, as their demos use three each.
TEST(Ports, NoPortIsReservedTwice) {
  constexpr int kProcesses = 8;
  constexpr int kEach = 100;  // together more than a quarter of all blocks
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  int hold[2];  // no process ends before all have reserved
  ASSERT_EQ(pipe(hold), 0);
  for (int i = 0; i < kProcesses; ++i) {
    if (fork() == 0) {
      close(hold[1]);
      for (int n = 0; n < kEach; ++n) {
        const std::uint16_t port = ReservePorts();
        if (write(ends[1], &port, sizeof port) != sizeof port) _exit(1);
      }
      char wait;
      const auto ended = read(hold[0], &wait, 1);
      _exit(ended == 0 ? 0 : 1);
    }
  }
  std::set<std::uint16_t> reserved;
  for (int n = 0; n < kProcesses * kEach; ++n) {
    std::uint16_t port = 0;
    ASSERT_EQ(read(ends[0], &port, sizeof port), static_cast<ssize_t>(sizeof port));
    EXPECT_TRUE(reserved.insert(port).second) << port;
    EXPECT_EQ(port % kPortsTogether, 0);
    EXPECT_GE(port, 20'000);
    EXPECT_LT(port, 32'000);
  }
  close(hold[0]);
  close(hold[1]);
  for (int i = 0; i < kProcesses; ++i) {
    int status = 1;
    wait(&status);
    EXPECT_EQ(status, 0);
  }
}

}  // namespace
}  // namespace herlaad::testing
