// For tests of this module: a server on a free port and a client that sends exactly the bytes it is
// given.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/net/ascii.h"
#include "adapters/net/server/fd.h"
#include "adapters/net/server/server.h"

namespace herlaad::net::testing {

using namespace std::chrono_literals;

inline std::int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// A temporary folder, removed on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = ::testing::TempDir() + "/herlaad-net-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

struct Reply {
  int status = 0;  // 0: the connection ended instead
  std::multimap<std::string, std::string> headers;
  std::string body;

  [[nodiscard]] std::string Get(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
  [[nodiscard]] bool closes() const { return Get("connection") == "close"; }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    Connect(&address, sizeof address);
  }
  explicit RawClient(const std::string& path)
      : fd_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    Connect(&address, sizeof address);
  }

  // False once the server has closed the connection.
  bool Say(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = send(fd_.get(), text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void EndOutput() { shutdown(fd_.get(), SHUT_WR); }
  void Reset() {  // closes with RST
    const linger now{1, 0};
    setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    fd_ = Fd();
  }

  // The next reply. `bodiless` for replies to HEAD.
  Reply Read(bool bodiless = false, std::chrono::milliseconds wait = 5s) {
    Reply reply;
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!Fill(wait)) return reply;
    }
    ParseHead(buffer_.substr(0, end + 2), reply);
    buffer_.erase(0, end + 4);
    const std::string length = reply.Get("content-length");
    const std::size_t wanted = bodiless || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < wanted) {
      if (!Fill(wait)) return {};
    }
    reply.body = buffer_.substr(0, wanted);
    buffer_.erase(0, wanted);
    return reply;
  }
  // Reads an open body up to and including `end`; returns all that arrived if `end` does not.
  std::string ReadUntil(std::string_view end, std::chrono::milliseconds wait = 5s) {
    std::size_t at = std::string::npos;
    while ((at = buffer_.find(end)) == std::string::npos) {
      if (!Fill(wait)) return std::exchange(buffer_, {});
    }
    std::string read = buffer_.substr(0, at + end.size());
    buffer_.erase(0, read.size());
    return read;
  }
  // The bytes of the next chunk; empty at the end of the body.
  std::string ReadChunk(std::chrono::milliseconds wait = 5s) {
    const std::string head = ReadUntil("\r\n", wait);
    if (!head.ends_with("\r\n")) return "no chunk: " + head;
    const std::size_t size = std::stoul(head, nullptr, 16);
    while (buffer_.size() < size + 2) {
      if (!Fill(wait)) return "cut off: " + buffer_;
    }
    std::string chunk = buffer_.substr(0, size);
    EXPECT_EQ(buffer_.substr(size, 2), "\r\n");
    buffer_.erase(0, size + 2);
    return chunk;
  }
  Reply Ask(std::string_view text) {
    Say(text);
    return Read();
  }

  // Whether the server has closed the connection and nothing is left to read.
  bool Ended(std::chrono::milliseconds wait = 5s) {
    return buffer_.empty() && !Fill(wait) && ended_;
  }
  // Whether nothing arrives for that long.
  bool Silent(std::chrono::milliseconds wait) { return buffer_.empty() && !Fill(wait) && !ended_; }
  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] const std::string& buffered() const { return buffer_; }

 private:
  template <class T>
  void Connect(const T* address, socklen_t length) {
    sockaddr_storage any{};
    std::memcpy(&any, address, length);
    const void* const generic = &any;
    EXPECT_EQ(connect(fd_.get(), static_cast<const sockaddr*>(generic), length), 0)
        << strerror(errno);
  }
  bool Fill(std::chrono::milliseconds wait) {
    pollfd waiting{fd_.get(), POLLIN, 0};
    if (poll(&waiting, 1, static_cast<int>(wait.count())) <= 0) return false;
    char bytes[16384];
    const ssize_t got = recv(fd_.get(), bytes, sizeof bytes, 0);
    ended_ = got <= 0;
    if (got > 0) buffer_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  }
  static void ParseHead(std::string_view head, Reply& reply) {
    reply.status = std::stoi(std::string(head.substr(9, 3)));
    for (std::size_t at = head.find("\r\n") + 2; at < head.size(); at = head.find("\r\n", at) + 2) {
      const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
      const std::size_t colon = line.find(": ");
      std::string name(line.substr(0, colon));
      for (char& c : name) c = LowerCase(c);
      reply.headers.emplace(name, line.substr(colon + 2));
    }
  }

  Fd fd_;
  std::string buffer_;
  bool ended_ = false;
};

// Answers 200 with the request: "GET /path?query|body|peer|secure|local".
inline void Echo(Request&& request, Responder&& responder) {
  Response response;
  response.content_type = "text/plain";
  response.body = request.method + " " + request.path + "?" + request.query + "|" + request.body +
                  "|" + request.peer + (request.secure ? "|secure" : "") +
                  (request.local ? "|local" : "");
  responder.Send(std::move(response));
}

// Holds requests until the test answers them.
class HeldRequests {
 public:
  Handler handler() {
    return [this](Request&& request, Responder&& responder) {
      const std::lock_guard lock(mutex_);
      held_.emplace_back(std::move(request), std::move(responder));
      arrived_.notify_all();
    };
  }
  bool WaitFor(std::size_t count, std::chrono::milliseconds wait = 5s) {
    std::unique_lock lock(mutex_);
    return arrived_.wait_for(lock, wait, [&] { return held_.size() >= count; });
  }
  std::string path(std::size_t i) {
    const std::lock_guard lock(mutex_);
    return held_[i].first.path;
  }
  void Answer(std::size_t i, const std::string& body) {
    const std::lock_guard lock(mutex_);
    held_[i].second.Send({.body = body});
  }
  void Forget() {
    const std::lock_guard lock(mutex_);
    held_.clear();
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::pair<Request, Responder>> held_;
};

inline std::unique_ptr<Server> StartServer(ServerOptions options, Handler handler = Echo) {
  if (options.tcp.empty() && options.unix_paths.empty()) options.tcp.push_back({});
  auto server = std::make_unique<Server>(std::move(options), std::move(handler));
  const auto started = server->Start();
  EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error());
  return server;
}

inline std::string Get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: herlaad.test\r\n" + headers + "\r\n";
}
inline std::string Post(const std::string& path, const std::string& body,
                        const std::string& headers = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: herlaad.test\r\n" + headers +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace herlaad::net::testing
