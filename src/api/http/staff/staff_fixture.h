// A world with staff who sign in, for tests.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>

#include "base/credentials/one_time_code.h"
#include "domain/access/sign_in.h"
#include "tests/support/api_world.h"

namespace herlaad::testing {

inline constexpr const char* kPassword = "a long password";
inline constexpr const char* kOrigin = "https://herlaad.example";
inline const std::pair<std::string, std::string> kOwnPage{"origin", kOrigin};

inline Secret FromBase32(const std::string& text) {
  std::string bytes;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    held = held << 5 | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((bits += 5) < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(held >> bits & 0xff);
  }
  return Secret(bytes);
}

class StaffFixture : public ::testing::Test {
 protected:
  explicit StaffFixture(ApiWorld::Settings settings = {}) : world_(settings) {}

  nlohmann::json Ask(const net::Response& response, int status) {
    EXPECT_EQ(response.status, status) << response.body;
    return response.body.empty() ? nlohmann::json() : nlohmann::json::parse(response.body);
  }
  nlohmann::json Invite(const std::string& name, const std::string& role) {
    const nlohmann::json body{{"name", name}, {"full_name", "A Person"}, {"role", role}};
    return Ask(world_.Local("POST", "/v1/staff", body.dump()), 201);
  }
  // The secret of the codes that an invitation shows is kept for Code.
  void ReadInvitation(const std::string& name, const std::string& invitation) {
    const nlohmann::json body{{"name", name}, {"invitation", invitation}};
    const nlohmann::json shown = Ask(world_.Post("/v1/staff/invitation", body.dump()), 200);
    secrets_.insert_or_assign(name, FromBase32(shown["code_secret"]));
  }
  net::Response Accept(const std::string& name, const std::string& invitation,
                       const std::string& password = kPassword) {
    const nlohmann::json body{
        {"name", name}, {"invitation", invitation}, {"password", password}, {"code", Code(name)}};
    return world_.Post("/v1/staff/invitation/accept", body.dump());
  }
  // A person who has accepted the invitation, some codes ago.
  void Add(const std::string& name, const std::string& role) {
    const std::string invitation = Invite(name, role)["invitation"];
    ReadInvitation(name, invitation);
    Ask(Accept(name, invitation), 204);
    world_.clock.Pass(access::kTimeStep * 3);
  }
  std::string Code(const std::string& name, std::int64_t later = 0) {
    return credentials::CodeOf(secrets_.at(name), access::TimeStepAt(world_.clock.Now()) + later)
        .Reveal();
  }
  net::Response TrySignIn(const std::string& name, const std::string& code,
                          const std::string& password = kPassword,
                          const ApiWorld::Headers& headers = {}) {
    const nlohmann::json body{{"name", name}, {"password", password}, {"code", code}};
    return world_.Post("/v1/staff/sign-in", body.dump(), headers);
  }
  static std::string CookieIn(const net::Response& response) {
    for (const net::Header& header : response.headers) {
      if (header.name == "Set-Cookie") return header.value.substr(0, header.value.find(';'));
    }
    return {};
  }
  // The cookie of a new session, with the next code.
  std::string SignIn(const std::string& name) {
    world_.clock.Pass(access::kTimeStep);
    const net::Response response = TrySignIn(name, Code(name));
    EXPECT_EQ(response.status, 200) << response.body;
    return CookieIn(response);
  }
  // With the password and the next code.
  net::Response TryStepUp(const std::string& cookie, const std::string& name,
                          const std::string& password = kPassword) {
    world_.clock.Pass(access::kTimeStep);
    const nlohmann::json body{{"password", password}, {"code", Code(name)}};
    return As(cookie, "POST", "/v1/staff/step-up", body.dump());
  }
  std::string StepUp(const std::string& cookie, const std::string& name) {
    Ask(TryStepUp(cookie, name), 200);
    return cookie;
  }
  net::Response As(const std::string& cookie, const std::string& method, const std::string& path,
                   const std::string& body = "", ApiWorld::Headers headers = {kOwnPage}) {
    headers.emplace_back("cookie", "other=1; " + cookie);
    if (!body.empty()) headers.emplace_back("content-type", "application/json");
    return world_.Send(ApiWorld::MakeRequest(method, path, body, headers));
  }
  bool IsSignedIn(const std::string& cookie) {
    return As(cookie, "GET", "/v1/staff/sessions").status == 200;
  }

  ApiWorld world_;
  std::map<std::string, Secret> secrets_;
};

}  // namespace herlaad::testing
