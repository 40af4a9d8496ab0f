#include "api/http/admin/blocks.h"

#include <algorithm>

#include "adapters/net/addresses/addresses.h"
#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/parameters/list_parameters.h"
#include "domain/access/roles.h"

namespace herlaad::http {
namespace {

using brakes::Block;
using brakes::By;
using engine::BlockOutcome;

std::string IdOf(const Block& block) {
  return IdText(engine::kBlockIdPrefix, block.subject.value());
}

// All members; without the closing bracket.
void RenderMembers(const Block& block, Instant now, JsonWriter& json) {
  json.Begin('{').Name("id").Text(IdOf(block)).Name("by").Text(brakes::Name(block.by));
  json.Name("shown").Text(block.shown).Name("reason").Text(block.reason);
  json.Name("set_by").Text(block.set_by).Name("since").At(block.since).Name("until");
  if (block.until.ms != 0) {
    json.At(block.until);
  } else {
    json.Null();
  }
  json.Name("over").Bool(block.IsOver(now));
}

void Render(const Block& block, Instant now, JsonWriter& json) {
  RenderMembers(block, now, json);
  json.End('}');
}

// A block that was just added, with the one that it replaced.
std::string RenderAdded(const Block& block, const std::optional<Block>& replaced, Instant now) {
  JsonWriter json;
  RenderMembers(block, now, json);
  if (replaced) {
    json.Name("replaced");
    Render(*replaced, now, json);
  }
  return json.End('}').Take();
}

Failure<Problem> Invalid(std::string_view field, std::string_view sentence) {
  return Failure{FieldProblem(Code::kFieldInvalid, field, sentence)};
}

// A value of which the hash is kept, and what staff are shown of it.
struct Named {
  std::string value;
  std::string shown;
};

// "192.0.2.7", "192.0.2.0/24", "2001:db8::/64" or "2001:db8::/48", as the brakes see addresses.
Result<Named, Problem> ReadAddress(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string base = text.substr(0, slash);
  const std::string bits = slash == std::string::npos ? "" : text.substr(slash + 1);
  const auto address = net::Address::Parse(base);
  if (!address) return Invalid("value", "The value is no IP address.");
  // As in topups/placing/placing.cc: it is a proxy's that is not told, or a test's.
  if (net::IsLoopback(base)) {
    return Invalid(
        "value",
        "Only this server itself reaches this address, so it counts for nobody. Behind a "
        "proxy, name that in trusted_proxies, and block the address of the payer.");
  }
  const bool ipv4 = address->is_ipv4();
  if (bits == (ipv4 ? "24" : "48")) {
    const std::string block = net::BlockOf(base);
    return Named{block, block};
  }
  if (!bits.empty() && bits != (ipv4 ? "32" : "64")) {
    return Invalid("value", "Of IPv4 an address or a /24 can be blocked, of IPv6 a /64 or a /48.");
  }
  const std::string customer = net::CustomerOf(base);
  return Named{customer, ipv4 ? customer.substr(0, customer.rfind('.')) + ".x" : customer};
}

Result<Named, Problem> ReadNamed(By by, const std::string& text) {
  switch (by) {
    case By::kNumber: {
      const auto number = Msisdn::Parse(text);
      if (!number.ok()) return Invalid("value", "The value is no Belgian mobile number.");
      return Named{number->ToE164(), number->Masked()};
    }
    case By::kAddress:
      return ReadAddress(text);
    case By::kCard:
    case By::kDevice:
      return Invalid("value",
                     "A card or a device has no name that people know: send the order that was "
                     "placed or paid with it, as order; `herlaad block add` takes --order tu_….");
  }
  CHECK(false, "somebody is blocked by one of the listed kinds");
}

struct Wanted {
  Block block;
  std::optional<OrderId> of;  // the order whose card, address or device it is
};

Result<Wanted, Problem> ReadWanted(const nlohmann::json& body, const Secret& key, Instant now) {
  const auto by_text = ReadText(body, "by");
  if (!by_text.ok()) return Failure{by_text.error()};
  const auto by = brakes::ParseBy(*by_text);
  if (!by) return Invalid("by", "It is card, address, number or device.");
  Wanted wanted;
  wanted.block.by = *by;
  const auto reason = ReadLine(body, "reason");
  if (!reason.ok()) return Failure{reason.error()};
  if (reason->empty() || reason->size() > brakes::kBlockReasonMax)
    return Invalid("reason", "A reason has 1 to 200 bytes.");
  wanted.block.reason = *reason;
  if (body.contains("until")) {
    const auto text = ReadText(body, "until");
    if (!text.ok()) return Failure{text.error()};
    const auto until = ReadTime(*text, 1);
    if (!until || *until <= now)
      return Invalid("until", "until must be a later day, such as 2026-12-31, or a later instant.");
    wanted.block.until = *until;
  }
  if (body.contains("value") == body.contains("order"))
    return Invalid("value", "Send either the value, or the order of which it is.");
  const auto text = ReadText(body, body.contains("order") ? "order" : "value");
  if (!text.ok()) return Failure{text.error()};
  if (body.contains("order")) {
    wanted.of = ParseOrderId(*text);
    if (!wanted.of) return Invalid("order", "The order is a reference, tu_…");
    return wanted;
  }
  const auto named = ReadNamed(*by, *text);
  if (!named.ok()) return Failure{named.error()};
  wanted.block.subject = brakes::SubjectOf(key, *by, named->value);
  wanted.block.shown = named->shown;
  return wanted;
}

struct Page {
  std::vector<Block> blocks;
  bool more = false;
};

}  // namespace

void Blocks::List(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayBlock)) return;
  engine::RowQuery<Block> query{.limit = 20};
  if (const auto text = exchange->request.Parameter("limit")) {
    const auto limit = ReadLimit(*text);
    if (!limit.ok()) return exchange->Refuse(limit.error());
    query.limit = *limit;
  }
  if (const auto text = exchange->request.Parameter("cursor")) {
    const auto after = ReadCursor(*text);
    if (!after.ok()) return exchange->Refuse(after.error());
    query.from = brakes::SubjectId(*after + 1);
  }
  shared_.readers.Read(
      [query](engine::Queries& queries) { return queries.ReadRows(query); },
      [exchange, limit = query.limit, now = shared_.services.clock.Now()](const auto& blocks) {
        if (!blocks.ok()) return exchange->Refuse(OfStoreError(blocks.error()));
        JsonWriter json;
        json.Begin('{').Name("blocks").Begin('[');
        for (const Block& block : *blocks) Render(block, now, json);
        json.End(']').Name("next");
        if (blocks->size() == limit) {
          json.Text(CursorText(blocks->back().subject.value()));
        } else {
          json.Null();
        }
        exchange->Send({200, "application/json", json.End('}').Take(), {}});
      });
}

void Blocks::Add(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayBlock)) return;
  const brakes::BrakesPtr brakes = shared_.services.brakes.Get();
  if (!brakes) return exchange->Refuse(Problem(Code::kNotFound));
  const auto body = ReadBody(exchange->request, {"by", "value", "order", "reason", "until"});
  if (!body.ok()) return exchange->Refuse(body.error());
  auto wanted = ReadWanted(*body, brakes->key, shared_.services.clock.Now());
  if (!wanted.ok()) return exchange->Refuse(wanted.error());
  if (wanted->of) return AddOf(exchange, *wanted->of, std::move(wanted->block));
  Submit(exchange, std::move(wanted->block));
}

void Blocks::AddOf(const ExchangePtr& exchange, OrderId of, Block block) {
  shared_.readers.Read(
      [of](engine::Queries& queries) { return queries.FindRow<engine::BrakeTrace>(of); },
      [this, exchange, of, block = std::move(block)](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        Block known = block;
        if (*found) known.subject = (*found)->subjects.Of(block.by);
        if (known.subject.empty()) {
          return exchange->Refuse(Problem(Code::kBlockNobody).With("by", brakes::Name(block.by)));
        }
        known.shown = std::string(brakes::Name(block.by)) + " of " + ToText(of);
        Submit(exchange, std::move(known));
      });
}

void Blocks::Submit(const ExchangePtr& exchange, Block block) {
  const brakes::SubjectId subject = block.subject;
  auto command = engine::AddBlock::Check(std::move(block), exchange->client->name);
  CHECK(command != nullptr, "the fields were checked");
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange, subject](const engine::Answered<engine::BlockResult>& answer, const auto*) {
        Added(exchange, subject, answer);
      });
  if (!taken) exchange->Refuse(Busy());
}

// Called on the engine's thread, so it must be quick.
void Blocks::Added(const ExchangePtr& exchange, brakes::SubjectId subject,
                   const engine::Answered<engine::BlockResult>& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  if (answer->outcome == BlockOutcome::kActorMayNot) {
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMayBlock));
  }
  shared_.Log("brake.block", {{"block", IdText(engine::kBlockIdPrefix, subject.value())},
                              {"by", exchange->client->name}});
  shared_.readers.Read(
      [subject](engine::Queries& queries) { return queries.FindRow<Block>(subject); },
      [exchange, replaced = answer->replaced,
       now = shared_.services.clock.Now()](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (!*found) return exchange->Refuse(Problem(Code::kBlockUnknown));  // removed since
        exchange->Send({201, "application/json", RenderAdded(**found, replaced, now), {}});
      });
}

void Blocks::Remove(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayBlock)) return;
  const auto id = ParseIdText(engine::kBlockIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kBlockUnknown));
  const std::string text = exchange->argument;
  const bool taken = shared_.services.engine.Submit(
      engine::RemoveBlock::Check(brakes::SubjectId(*id), exchange->client->name),
      [this, exchange, text](const engine::Answered<BlockOutcome>& answer, const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        if (*answer == BlockOutcome::kActorMayNot) {
          return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMayBlock));
        }
        if (*answer == BlockOutcome::kNoSuchBlock)
          return exchange->Refuse(Problem(Code::kBlockUnknown));
        shared_.Log("brake.unblock", {{"block", text}, {"by", exchange->client->name}});
        JsonWriter json;
        json.Begin('{').Name("id").Text(text).Name("removed").Bool(true).End('}');
        exchange->Send({200, "application/json", json.Take(), {}});
      });
  if (!taken) exchange->Refuse(Busy());
}

}  // namespace herlaad::http
