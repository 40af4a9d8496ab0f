#include "simulation/seed_on_abort.h"

#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <string_view>

namespace herlaad::simulation {
namespace {

constexpr std::string_view kText = "the simulated history has the seed ";
char message[64];
std::size_t message_size = 0;

// May only do what is allowed in a signal handler; the text was prepared before.
void PrintSeed(int) {
  if (write(STDERR_FILENO, message, message_size) < 0) return;
}

void Prepare(std::uint64_t seed) {
  char* const digits = kText.copy(message, kText.size()) + message;
  char* const end = std::to_chars(digits, message + sizeof(message) - 1, seed).ptr;
  *end = '\n';
  message_size = static_cast<std::size_t>(end + 1 - message);
}

}  // namespace

// abort() ends the process once the handler has returned.
SeedOnAbort::SeedOnAbort(std::uint64_t seed) {
  Prepare(seed);
  before_ = std::signal(SIGABRT, &PrintSeed);
}

SeedOnAbort::~SeedOnAbort() { std::signal(SIGABRT, before_); }

}  // namespace herlaad::simulation
