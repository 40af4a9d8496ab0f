#include "tests/support/ports.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <random>
#include <string>

#include "base/core/check.h"

namespace herlaad::testing {
namespace {

constexpr unsigned kFirst = 20'000;
constexpr unsigned kBlocks = 3'000;

bool IsFree(std::uint16_t port, std::uint32_t address) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int reuse = 1;  // as servers do: a connection that ended a moment ago is no hindrance
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  name.sin_addr.s_addr = htonl(address);
  const bool bound = bind(fd, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0;
  close(fd);
  return bound;
}

// The lock ends with the process, whatever ends it; the file stays.
bool Lock(std::uint16_t port) {
  const std::string path =
      std::filesystem::temp_directory_path() / ("herlaad-test-port-" + std::to_string(port));
  const int fd = open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return false;  // another user's
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
  close(fd);
  return false;
}

bool AllAreFree(std::uint16_t first) {
  for (std::uint16_t i = 0; i < kPortsTogether; ++i) {
    const auto port = static_cast<std::uint16_t>(first + i);
    if (!IsFree(port, INADDR_LOOPBACK) || !IsFree(port, INADDR_ANY)) return false;
  }
  return true;
}

}  // namespace

std::uint16_t ReservePorts() {
  std::random_device random;
  std::uniform_int_distribution<unsigned> block(0, kBlocks - 1);
  for (int tries = 1;; ++tries) {
    CHECK(tries <= 1'000, "there are free ports");
    const auto first = static_cast<std::uint16_t>(kFirst + block(random) * kPortsTogether);
    if (Lock(first) && AllAreFree(first)) return first;
  }
}

}  // namespace herlaad::testing
