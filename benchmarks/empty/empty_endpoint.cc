// empty_endpoint: the program's own HTTP server, answering every request at once with a fixed body.
// The difference to the real program is the cost of parsing, deciding and storing. Prints its port,
// runs until SIGTERM or SIGINT.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <string>

#include "adapters/net/server/server.h"

namespace {

namespace net = herlaad::net;

// As long as the answer to a cash top-up.
constexpr const char* kOrder =
    R"({"id":"tu_0d3m9k2v7x8q1r","state":"delivered","msisdn":"+32470123456","operator":"proximus",)"
    R"("amount":{"amount":1500,"currency":"EUR"},"total":{"amount":1500,"currency":"EUR"},)"
    R"("tender":"cash","created_at":"2026-01-01T12:00:00.000Z",)"
    R"("delivered_at":"2026-01-01T12:00:00.004Z","credited":{"amount":1500,"currency":"EUR"},)"
    R"("valid_until":"2027-01-01T22:59:59.000Z"})";

void Answer(net::Request&& request, net::Responder&& responder) {
  net::Response response;
  response.status = request.method == "POST" ? 201 : 200;
  response.body = kOrder;
  responder.Send(std::move(response));
}

}  // namespace

int main(int argc, char** argv) {
  std::uint16_t port = 0;
  CLI::App app("Answers every request with a fixed body");
  app.add_option("--port", port, "0: any");
  CLI11_PARSE(app, argc, argv);

  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  net::ServerOptions options;
  options.tcp.push_back({"127.0.0.1", port, false});
  net::Server server(std::move(options), Answer);
  if (const auto started = server.Start(); !started) {
    std::fprintf(stderr, "empty_endpoint: %s\n", started.error().c_str());
    return 1;
  }
  std::printf("%u\n", static_cast<unsigned>(server.Port()));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&stop, &signal);
  server.Stop();
  return 0;
}
