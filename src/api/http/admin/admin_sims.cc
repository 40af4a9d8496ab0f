#include <algorithm>

#include "api/http/admin/admin.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/topups/placing/place_body.h"
#include "base/core/check.h"
#include "engine/commands/sims/provision_sims.h"

namespace herlaad::http {
namespace {

// The order of magnitude of all mobile numbers in Belgium.
constexpr std::int64_t kCountMax = 10'000'000;
constexpr std::size_t kListMax = 100'000;

// Either a list, or a range of numbers starting at `first`.
struct Wanted {
  std::string operator_id;
  prepaid::SimState state = prepaid::SimState::kActive;
  std::vector<Msisdn> list;
  std::int64_t first = 0;
  std::int64_t count = 0;
};

Result<Nothing, Problem> ReadList(const nlohmann::json& numbers, Wanted& wanted) {
  if (!numbers.is_array() || numbers.empty() || numbers.size() > kListMax) {
    return Failure{FieldProblem(Code::kFieldInvalid, "numbers",
                                "This field is a list of 1 to 100,000 numbers.")};
  }
  for (const nlohmann::json& number : numbers) {
    if (!number.is_string()) {
      return Failure{FieldProblem(Code::kFieldInvalid, "numbers", "A number is a string.")};
    }
    const auto msisdn = ReadMsisdn(number.get<std::string>(), "numbers");
    if (!msisdn.ok()) return Failure{msisdn.error()};
    wanted.list.push_back(*msisdn);
  }
  wanted.count = static_cast<std::int64_t>(wanted.list.size());
  return Nothing{};
}

Result<Nothing, Problem> ReadRun(const nlohmann::json& body, Wanted& wanted) {
  const auto typed = ReadText(body, "first");
  if (!typed.ok()) return Failure{typed.error()};
  const auto first = ReadMsisdn(*typed, "first");
  if (!first.ok()) return Failure{first.error()};
  const auto count = ReadInteger(body, "count");
  if (!count.ok()) return Failure{count.error()};
  wanted.first = first->value();
  wanted.count = *count;
  const bool fits = *count >= 1 && *count <= kCountMax &&
                    Msisdn::FromValue(wanted.first + *count - 1).has_value();
  if (fits) return Nothing{};
  return Failure{FieldProblem(Code::kFieldInvalid, "count",
                              "The run has at least one number and ends among mobile numbers.")};
}

Result<Wanted, Problem> ReadWanted(const net::Request& request) {
  const auto body = ReadBody(request, {"operator", "state", "numbers", "first", "count"},
                             {.depth = 3, .values = kListMax + 16});
  if (!body.ok()) return Failure{body.error()};
  Wanted wanted;
  const auto operator_id = ReadText(*body, "operator");
  if (!operator_id.ok()) return Failure{operator_id.error()};
  wanted.operator_id = *operator_id;
  const auto name = ReadText(*body, "state");
  if (!name.ok()) return Failure{name.error()};
  const auto state = prepaid::ParseSimState(*name);
  if (!state) {
    return Failure{FieldProblem(Code::kFieldInvalid, "state", "There is no such state of a SIM.")};
  }
  if (*state == prepaid::SimState::kGrace) {
    return Failure{FieldProblem(Code::kFieldInvalid, "state",
                                "Grace begins by itself when the validity of the credit is over.")};
  }
  wanted.state = *state;
  const auto numbers = body->find("numbers");
  const auto read = numbers != body->end() ? ReadList(*numbers, wanted) : ReadRun(*body, wanted);
  if (!read.ok()) return Failure{read.error()};
  return wanted;
}

std::vector<Msisdn> Chunk(const Wanted& wanted, std::int64_t from) {
  const auto max = static_cast<std::int64_t>(engine::kProvisionMax);
  const std::int64_t size = std::min(max, wanted.count - from);
  if (!wanted.list.empty()) {
    return {wanted.list.begin() + from, wanted.list.begin() + from + size};
  }
  std::vector<Msisdn> chunk;
  chunk.reserve(static_cast<std::size_t>(size));
  for (std::int64_t i = 0; i < size; ++i) {
    chunk.push_back(Msisdn::FromStored(wanted.first + from + i));
  }
  return chunk;
}

std::optional<Problem> OfResult(const engine::ProvisionResult& result, std::int64_t before) {
  switch (result.outcome) {
    case engine::ProvisionOutcome::kDone:
      return std::nullopt;
    case engine::ProvisionOutcome::kNotAHostedOperator:
      return Problem(Code::kNotAHostedOperator).With("field", "operator");
    case engine::ProvisionOutcome::kOtherOperator:
      return Problem(Code::kSimOfOtherOperator)
          .With("operator", result.in_the_way->operator_id)
          .WithJson("count", std::to_string(before));
    case engine::ProvisionOutcome::kNoTransition:
      return Problem(Code::kSimStateNotPossible)
          .With("msisdn", result.in_the_way->msisdn.ToE164())
          .With("state", prepaid::Name(result.in_the_way->state))
          .WithJson("count", std::to_string(before));
  }
  CHECK(false, "provisioning ends in one of the listed ways");
}

}  // namespace

void Admin::Provision(ExchangePtr exchange) {
  const auto wanted = ReadWanted(exchange->request);
  if (!wanted.ok()) return exchange->Refuse(wanted.error());
  Soon(exchange, [this, exchange, wanted = *wanted] {
    std::int64_t done = 0;
    while (done < wanted.count) {
      std::vector<Msisdn> chunk = Chunk(wanted, done);
      const auto size = static_cast<std::int64_t>(chunk.size());
      auto command =
          engine::ProvisionSims::Check(std::move(chunk), wanted.operator_id, wanted.state, "admin");
      CHECK(command.ok(), "a chunk has between one and the most numbers");
      const auto answer = Call(*exchange, *std::move(command));
      if (!answer.ok()) return;
      if (const auto problem = OfResult(*answer, done)) return exchange->Refuse(*problem);
      done += size;
    }
    shared_.Log("sims.provisioned",
                {{"operator", wanted.operator_id}, {"count", std::to_string(done)}});
    exchange->Send({200,
                    "application/json",
                    JsonWriter().Begin('{').Name("count").Number(done).End('}').Take(),
                    {}});
  });
}

}  // namespace herlaad::http
