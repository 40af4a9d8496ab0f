// open_pages: places unpaid orders and follows each order's event stream, as many browsers with an
// open page would. Prints "placed", waits for a line on standard input, opens the streams, prints
// "ready" when all have received their first event, listens until standard input ends, and prints
// the results as JSON.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "benchmarks/load/answer.h"

namespace {

using herlaad::bench::Answer;
using herlaad::bench::IdIn;
using herlaad::bench::ReadAnswer;

struct Options {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  std::size_t pages = 2'000;
  std::int64_t msisdn_first = 32'470'000'000;
};

struct Page {
  int fd = -1;
  std::string head;  // until the first event has arrived
  bool told = false;
};

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

int Connect(const Options& options) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(options.port);
  if (fd < 0 || inet_pton(AF_INET, options.address.c_str(), &where.sin_addr) != 1) Fail("socket");
  const void* const generic = &where;
  if (connect(fd, static_cast<const sockaddr*>(generic), sizeof where) != 0) Fail("connect");
  return fd;
}

void Say(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) Fail("send");
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// Each order has its own key and number.
std::string Order(const Options& options, const std::string& session, std::size_t i) {
  const std::string number = std::to_string(options.msisdn_first + static_cast<std::int64_t>(i));
  const std::string body =
      R"({"msisdn":"+)" + number +
      R"(","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})";
  return "POST /v1/topups HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
         "Herlaad-Session: " +
         session + "\r\nIdempotency-Key: \"open page " + std::to_string(getpid()) + " " + number +
         "\"\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The body of the answer to `request`, which must be 201; `in` keeps what follows it.
std::string Ask(int fd, const std::string& request, std::string& in) {
  Say(fd, request);
  Answer answer = ReadAnswer(in);
  while (answer.state == Answer::State::kIncomplete) {
    std::array<char, 8192> bytes;  // NOLINT: filled by recv
    const ssize_t got = recv(fd, bytes.data(), bytes.size(), 0);
    if (got <= 0) Fail("no answer to an order");
    in.append(bytes.data(), static_cast<std::size_t>(got));
    answer = ReadAnswer(in);
  }
  if (answer.status != 201) throw std::runtime_error("an order was not taken: " + in);
  std::string body(answer.body);
  in.erase(0, answer.size);
  return body;
}

// {"session":"…"}
std::string SessionIn(const std::string& body) {
  const std::size_t begin = body.find(":\"") + 2;
  return body.substr(begin, body.find('"', begin) - begin);
}

std::vector<std::string> PlaceOrders(const Options& options) {
  const int fd = Connect(options);
  std::vector<std::string> ids;
  std::string in;
  const std::string session = SessionIn(
      Ask(fd, "POST /v1/sessions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", in));
  for (std::size_t i = 0; i < options.pages; ++i)
    ids.emplace_back(IdIn(Ask(fd, Order(options, session, i), in)));
  close(fd);
  return ids;
}

class Pages {
 public:
  Pages(const Options& options, const std::vector<std::string>& ids) : epoll_(epoll_create1(0)) {
    for (const std::string& id : ids) {
      Page& page = pages_.emplace_back();
      page.fd = Connect(options);
      Say(page.fd, "GET /v1/topups/" + id + "/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
      Watch(page.fd, pages_.size() - 1);
    }
    Watch(STDIN_FILENO, kInput);
  }

  void ListenUntil(bool all_told) {
    while (!(all_told && told_ == pages_.size()) && !ended_) {
      std::array<epoll_event, 256> events;  // NOLINT: filled by epoll_wait
      const int count = epoll_wait(epoll_, events.data(), events.size(), -1);
      for (int i = 0; i < count; ++i) Hear(events[static_cast<std::size_t>(i)].data.u64);
    }
  }
  void Print() const {
    std::printf("{\"pages\":%zu,\"told\":%zu,\"lost\":%zu,\"bytes\":%zu}\n", pages_.size(), told_,
                lost_, bytes_);
  }

 private:
  static constexpr std::uint64_t kInput = ~std::uint64_t{0};

  void Watch(int fd, std::uint64_t about) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = about;
    // Standard input that is a file is always ready and cannot be watched; its end is ignored.
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event) != 0 && about != kInput) Fail("epoll");
  }
  void Hear(std::uint64_t about) {
    std::array<char, 8192> bytes;  // NOLINT: filled by read
    Page* const page = about == kInput ? nullptr : &pages_[about];
    const int fd = page == nullptr ? STDIN_FILENO : page->fd;
    const ssize_t got = read(fd, bytes.data(), bytes.size());
    if (got <= 0) {
      epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
      if (page == nullptr) {
        ended_ = true;
      } else {
        ++lost_;
      }
      return;
    }
    if (page != nullptr) Take(*page, {bytes.data(), static_cast<std::size_t>(got)});
  }
  void Take(Page& page, std::string_view text) {
    bytes_ += text.size();
    if (page.told) return;
    page.head += text;
    if (page.head.find("\nevent: topup\n") == std::string::npos) return;
    page.told = true;
    ++told_;
    std::string().swap(page.head);
  }

  const int epoll_;
  std::vector<Page> pages_;
  std::size_t told_ = 0, lost_ = 0, bytes_ = 0;
  bool ended_ = false;
};

void RaiseDescriptors() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Keeps many pages of orders open, and prints what they heard, as JSON");
  app.add_option("--address", options.address, "IPv4 address of the server");
  app.add_option("--port", options.port)->required();
  app.add_option("--pages", options.pages)->check(CLI::Range(1, 50'000));
  app.add_option("--msisdn-first", options.msisdn_first);
  CLI11_PARSE(app, argc, argv);
  try {
    RaiseDescriptors();
    const std::vector<std::string> ids = PlaceOrders(options);
    std::printf("placed\n");
    std::fflush(stdout);
    std::getchar();  // the benchmark measures the server before the pages are opened
    Pages pages(options, ids);
    pages.ListenUntil(true);
    std::printf("ready\n");
    std::fflush(stdout);
    pages.ListenUntil(false);
    pages.Print();
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "open_pages: %s\n", problem.what());
    return 1;
  }
  return 0;
}
