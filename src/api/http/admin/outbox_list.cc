#include "api/http/admin/outbox_list.h"

#include "api/http/admin/render_client.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/parameters/list_parameters.h"

namespace herlaad::http {
namespace {

using outbox::Message;
using outbox::MessageId;

constexpr std::size_t kTextMax = 200;
constexpr int kReadsMax = 10;  // of engine::kRowsMax rows for a page; `next` goes on from there

struct Filter {
  std::optional<outbox::MessageState> state;
  std::string kind;
  std::string owner;
  std::optional<MessageId> before;  // of the cursor
  std::size_t limit = 20;
};

struct Page {
  std::vector<Message> messages;
  std::optional<MessageId> next;
};

Result<Filter, Problem> ReadFilter(const net::Request& request) {
  Filter filter;
  if (const auto text = request.Parameter("state")) {
    filter.state = outbox::ParseMessageState(*text);
    if (!filter.state) {
      return Failure{ParameterProblem(
          "state", "The state is due, leased, sent, refused, given_up or not_wanted.")};
    }
  }
  const std::pair<std::string_view, std::string*> texts[] = {{"kind", &filter.kind},
                                                             {"owner", &filter.owner}};
  for (const auto& [name, to] : texts) {
    const auto text = request.Parameter(name);
    if (!text) continue;
    if (text->empty() || text->size() > kTextMax)
      return Failure{ParameterProblem(name, std::string(name) + " is a text of 1 to 200 bytes.")};
    *to = *text;
  }
  if (const auto text = request.Parameter("limit")) {
    const auto limit = ReadLimit(*text);
    if (!limit.ok()) return Failure{limit.error()};
    filter.limit = *limit;
  }
  if (const auto text = request.Parameter("cursor")) {
    const auto before = ReadCursor(*text);
    if (!before.ok()) return Failure{before.error()};
    filter.before = MessageId(*before);
  }
  return filter;
}

bool Fits(const Filter& filter, const Message& message) {
  return (!filter.state || message.state == *filter.state) &&
         (filter.kind.empty() || message.kind == filter.kind) &&
         (filter.owner.empty() || message.owner.id == filter.owner);
}

Result<Page, engine::StoreError> ReadPage(engine::Queries& queries, const Filter& filter) {
  Page page;
  engine::RowQuery<Message> query{.below = filter.before, .newest_first = true};
  for (int reads = 0; reads < kReadsMax; ++reads) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const Message& message : *rows) {
      if (page.messages.size() == filter.limit) {
        page.next = query.below;
        return page;
      }
      query.below = message.id;
      if (Fits(filter, message)) page.messages.push_back(message);
    }
    if (rows->size() < query.limit) return page;
  }
  page.next = query.below;
  return page;
}

// Without the payload, which is for its kind.
void Render(const Message& message, JsonWriter& json) {
  json.Begin('{').Name("id").Text(ToText(message.id)).Name("kind").Text(message.kind);
  json.Name("owner").Begin('{').Name("kind").Text(message.owner.kind);
  json.Name("id").Text(message.owner.id).End('}');
  json.Name("destination").Text(message.destination);
  json.Name("policy").Text(outbox::Name(message.policy));
  json.Name("state").Text(outbox::Name(message.state));
  json.Name("in_doubt").Bool(message.in_doubt);
  json.Name("attempts").Number(message.attempts).Name("failures").Number(message.failures);
  json.Name("created_at").At(message.created_at);
  RenderAt("next_at", outbox::IsOpen(message.state) ? message.next_at : Instant{}, json);
  RenderAt("finished_at", message.finished_at, json);
  json.End('}');
}

std::string Render(const Page& page) {
  JsonWriter json;
  json.Begin('{').Name("messages").Begin('[');
  for (const Message& message : page.messages) Render(message, json);
  json.End(']').Name("next");
  if (page.next) {
    json.Text(CursorText(page.next->value()));
  } else {
    json.Null();
  }
  return json.End('}').Take();
}

}  // namespace

void OutboxList::Send(ExchangePtr exchange) {
  const auto filter = ReadFilter(exchange->request);
  if (!filter.ok()) return exchange->Refuse(filter.error());
  shared_.readers.Read(
      [filter = *filter](engine::Queries& queries) { return ReadPage(queries, filter); },
      [exchange](const auto& page) {
        if (!page.ok()) return exchange->Refuse(OfStoreError(page.error()));
        exchange->Send({200, "application/json", Render(*page), {}});
      },
      engine::Readers::Length::kLong);
}

void OutboxList::Retry(ExchangePtr exchange) {
  const auto value = ParseIdText(outbox::kMessageIdPrefix, exchange->argument);
  if (!value) return exchange->Refuse(Problem(Code::kOutboxMessageUnknown));
  const MessageId id(*value);
  const bool taken = shared_.services.engine.Submit(
      engine::RetryMessage::Check(id, exchange->client->name),
      [this, exchange, id](const engine::Answered<engine::RetryMessageResult>& answer,
                           const auto*) { Retried(exchange, id, answer); });
  if (!taken) exchange->Refuse(Busy());
}

// Called on the engine's thread, so it must be quick.
void OutboxList::Retried(const ExchangePtr& exchange, MessageId id,
                         const engine::Answered<engine::RetryMessageResult>& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  const engine::RetryMessageOutcome outcome = answer->outcome;
  if (outcome == engine::RetryMessageOutcome::kNoSuchMessage)
    return exchange->Refuse(Problem(Code::kOutboxMessageUnknown));
  if (outcome == engine::RetryMessageOutcome::kNotEnded) {
    return exchange->Refuse(
        Problem(Code::kOutboxMessageNotUnsent).With("message_state", outbox::Name(answer->state)));
  }
  shared_.Log("outbox.retried", {{"message", ToText(id)}, {"by", exchange->client->name}});
  shared_.readers.Read([id](engine::Queries& queries) { return queries.FindRow<Message>(id); },
                       [exchange](const auto& found) {
                         if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
                         if (!*found) return exchange->Refuse(Problem(Code::kOutboxMessageUnknown));
                         JsonWriter json;
                         Render(**found, json);
                         exchange->Send({200, "application/json", json.Take(), {}});
                       });
}

}  // namespace herlaad::http
