#include "apps/herlaad/server/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>

#include "adapters/net/server/fd.h"
#include "tests/support/process.h"

namespace herlaad::app {
namespace {

class Manager : public ::testing::Test {
 protected:
  ~Manager() override { unsetenv("NOTIFY_SOCKET"); }

  // Listens where `name` says, which begins with @ for an abstract address.
  void ListenAt(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path - 1);
    if (name.front() == '@') address.sun_path[0] = '\0';
    socket_ = net::Fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    ASSERT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  std::string Received() {
    std::array<char, 256> text{};
    const ssize_t size = recv(socket_.get(), text.data(), text.size(), 0);
    return size < 0 ? "nothing" : std::string(text.data(), static_cast<std::size_t>(size));
  }

  testing::TemporaryFolder folder_;
  net::Fd socket_;
};

TEST_F(Manager, StateIsSentToTheSocket) {
  ListenAt(folder_.path() + "/notify");
  EXPECT_TRUE(TellManager("READY=1"));
  EXPECT_EQ(Received(), "READY=1");
}

TEST_F(Manager, StateIsSentToAnAbstractAddress) {
  ListenAt("@herlaad/test/" + std::to_string(getpid()));
  EXPECT_TRUE(TellManager("STOPPING=1"));
  EXPECT_EQ(Received(), "STOPPING=1");
}

TEST_F(Manager, NothingIsSentWithoutAManager) {
  unsetenv("NOTIFY_SOCKET");
  EXPECT_FALSE(TellManager("READY=1"));
}

TEST_F(Manager, UnusableAddressIsNoFailure) {
  for (const std::string& name : {std::string(), std::string("/"), std::string("relative"),
                                  folder_.path() + "/nobody", std::string(200, '/')}) {
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
    EXPECT_FALSE(TellManager("READY=1")) << name;
  }
}

TEST_F(Manager, ReloadSaysWhenItBegan) {
  const std::string state = Reloading();
  EXPECT_TRUE(state.starts_with("RELOADING=1\nMONOTONIC_USEC=")) << state;
  EXPECT_GT(std::stoll(state.substr(state.rfind('=') + 1)), 0);
}

}  // namespace
}  // namespace herlaad::app
