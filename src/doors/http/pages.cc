#include "doors/http/pages.h"

#include "doors/http/human_time.h"
#include "doors/http/order_story.h"

namespace herlaad::http {
namespace {

net::Response Redirect(int status, std::string address) {
  net::Response response{status, "text/plain; charset=utf-8", {}, {}};
  response.headers.push_back({"Location", std::move(address)});
  return response;
}

net::Response Sorry(int status, std::string_view headline, std::string_view sentence) {
  Html main;
  main.Element("h1", "", headline).Element("p", "", sentence);
  return PageResponse(status, headline, main);
}

net::Response Opening(std::string_view page) {
  Html main;
  main.Element("h1", "waiting", "Opening the payment page");
  main.Element("p", "", "No money was taken yet. This takes a moment.");
  main.Markup("<p>").Link(page, "quiet", "See the top-up instead").Markup("</p>\n");
  return PageResponse(200, "Opening the payment page", main, std::chrono::seconds(1));
}

// A sign and a word, never a colour alone.
struct MarkWords {
  std::string_view css_class;
  std::string_view sign;
  std::string_view word;
};
MarkWords WordsOf(StoryStep::Mark mark) {
  switch (mark) {
    case StoryStep::Mark::kDone:
      return {"done", "✓", "Done: "};
    case StoryStep::Mark::kMoving:
      return {"moving", "◌", "Under way: "};
    case StoryStep::Mark::kAhead:
      return {"ahead", "·", "To come: "};
    case StoryStep::Mark::kStopped:
      return {"stopped", "✕", "Ended: "};
  }
  CHECK(false, "a step has one of the listed marks");
}

void ShowStep(const StoryStep& step, Html& main) {
  const MarkWords words = WordsOf(step.mark);
  main.Markup("<li class=\"").Markup(words.css_class).Markup("\"><span aria-hidden=\"true\">");
  main.Markup(words.sign).Markup("</span> <span class=\"hidden\">").Text(words.word);
  main.Markup("</span><strong>").Text(step.what).Markup("</strong>");
  if (step.at.ms != 0) {
    main.Markup(" <time datetime=\"").Text(ToRfc3339(step.at)).Markup("\">");
    main.Text(HumanDateTime(step.at)).Markup("</time>");
  }
  if (!step.more.empty()) main.Markup(" <span>").Text(step.more).Markup("</span>");
  main.Markup("</li>\n");
}

std::string_view ClassOf(Story::Mood mood) {
  switch (mood) {
    case Story::Mood::kGood:
      return "good";
    case Story::Mood::kWaiting:
    case Story::Mood::kPerson:
      return "waiting";
    case Story::Mood::kNeutral:
      return "neutral";
  }
  CHECK(false, "a story has one of the listed moods");
}

void ShowFacts(const orders::Order& order, const std::string& operator_name, Html& main) {
  const auto row = [&main](std::string_view name, std::string_view value) {
    main.Markup("<div>").Element("dt", "", name).Element("dd", "", value).Markup("</div>\n");
  };
  main.Markup("<dl>\n");
  row("Number", order.msisdn.National());
  row("Operator", operator_name);
  row("Top-up", money::Human({order.terms.amount, order.terms.currency}));
  if (order.terms.fee > 0) row("Fee", money::Human({order.terms.fee, order.terms.currency}));
  row("Total", money::Human({order.terms.total(), order.terms.currency}));
  row("Reference", ToText(order.id));
  main.Markup("</dl>\n");
}

net::Response ShowOrder(const orders::Order& order, const std::string& operator_name,
                        const Links& links) {
  const Story story = StoryOf(order, operator_name);
  const std::string token = links.Token(order.id);
  Html main;
  main.Element("h1", ClassOf(story.mood), story.headline);
  for (const std::string& sentence : story.sentences) main.Element("p", "", sentence);
  if (story.can_pay) main.Link(links.Pay(token), "next", "Go to the payment page");
  main.Markup("<ol class=\"steps\">\n");
  for (const StoryStep& step : story.steps) ShowStep(step, main);
  main.Markup("</ol>\n");
  ShowFacts(order, operator_name, main);
  if (story.again.count() > 0) {
    main.Markup("<p class=\"small\">This page looks again by itself. ");
    main.Link(links.Page(token), "quiet", "Look now").Markup("</p>\n");
  }
  return PageResponse(200, story.headline, main, story.again);
}

}  // namespace

std::optional<orders::Order> Pages::Opened(Exchange& exchange) {
  const auto id = shared_.links.Open(exchange.argument);
  if (!id) {
    exchange.Send(Sorry(404, "This link opens no top-up",
                        "Check that it was copied whole. Nothing was changed and no money was "
                        "taken by opening it."));
    return std::nullopt;
  }
  auto found = shared_.services.queries.FindOrder(*id);
  if (found.ok() && *found) return std::move((*found)->order);
  exchange.Send(Sorry(503, "We cannot look at your top-up just now",
                      "Your money is where it was. Open this page again in a minute."));
  return std::nullopt;
}

void Pages::Pay(ExchangePtr exchange) {
  const auto order = Opened(*exchange);
  if (!order) return;
  const std::string page = shared_.links.Page(order->id);
  const orders::Payment& payment = order->payments.front();
  if (payment.state == orders::PaymentState::kOpening) return exchange->Send(Opening(page));
  if (payment.state == orders::PaymentState::kOpen)
    return exchange->Send(Redirect(302, payment.url));
  exchange->Send(Redirect(303, page));
}

void Pages::Order(ExchangePtr exchange) {
  const auto order = Opened(*exchange);
  if (!order) return;
  const catalog::Operator* const op = shared_.services.catalog.Find(order->operator_id);
  exchange->Send(ShowOrder(*order, op != nullptr ? op->name : order->operator_id, shared_.links));
}

}  // namespace herlaad::http
