#include "api/http/http_api.h"

#include "api/http/admin/admin.h"
#include "api/http/admin/audit_list.h"
#include "api/http/admin/blocks.h"
#include "api/http/admin/brakes.h"
#include "api/http/admin/health.h"
#include "api/http/admin/outbox_list.h"
#include "api/http/catalogue/catalogue.h"
#include "api/http/clients/float_warnings.h"
#include "api/http/clients/floats.h"
#include "api/http/core/router.h"
#include "api/http/pages/docs.h"
#include "api/http/pages/pages.h"
#include "api/http/receipts/receipts.h"
#include "api/http/reconciliation/reconciliation.h"
#include "api/http/staff/approvals.h"
#include "api/http/staff/invitations.h"
#include "api/http/staff/sign_ins.h"
#include "api/http/staff/staff_list.h"
#include "api/http/staff/staff_pages.h"
#include "api/http/staff/staff_sessions.h"
#include "api/http/topups/callbacks.h"
#include "api/http/topups/lists/dispute_list.h"
#include "api/http/topups/lists/topup_list.h"
#include "api/http/topups/placing/topups_batch.h"
#include "api/http/topups/status/events.h"
#include "api/http/topups/topups.h"
#include "api/http/vouchers/voucher_sales.h"
#include "api/http/webhooks/webhooks.h"

namespace herlaad::http {

class HttpApi::Parts {
 public:
  Parts(Services services, HttpApiOptions options)
      : shared_(std::move(services), std::move(options)),
        topups_(shared_),
        topup_list_(shared_),
        audit_list_(shared_),
        dispute_list_(shared_),
        topups_batch_(shared_),
        voucher_sales_(shared_),
        floats_(shared_),
        float_warnings_(shared_),
        reconciliation_(shared_),
        outbox_list_(shared_),
        webhooks_(shared_),
        brakes_(shared_),
        blocks_(shared_),
        events_(shared_, topups_),
        catalogue_(shared_),
        callbacks_(shared_),
        pages_(shared_),
        receipts_(shared_, topups_),
        health_(shared_),
        admin_(shared_),
        sign_ins_(shared_),
        staff_sessions_(shared_, sign_ins_),
        invitations_(shared_, sign_ins_),
        staff_list_(shared_),
        approvals_(shared_),
        staff_pages_(shared_, sign_ins_, staff_sessions_, invitations_),
        router_(shared_, Routes()) {}

  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  // Read results are passed to these parts.
  ~Parts() { shared_.readers.Stop(); }

  void Handle(net::Request&& request, net::Responder&& responder) {
    auto exchange = std::make_shared<Exchange>(std::move(request), std::move(responder));
    exchange->error_pages = &shared_.error_pages;
    router_.Handle(std::move(exchange));
  }

  void ServeMetrics(net::Request&& request, net::Responder&& responder) {
    auto exchange = std::make_shared<Exchange>(std::move(request), std::move(responder));
    if (exchange->request.path != "/metrics") return exchange->Refuse(Problem(Code::kNotFound));
    if (exchange->request.method != "GET") {
      return exchange->Refuse(Problem(Code::kMethodNotAllowed).Header("Allow", "GET, HEAD"));
    }
    health_.Metrics(std::move(exchange));
  }

 private:
  // Most frequent requests first.
  std::vector<Route> Routes() {
    std::vector<Route> routes = PublicRoutes();
    for (auto more :
         {receipts_.Routes(), PageRoutes(), StaffRoutes(), WebhookRoutes("/v1", Access::kPublic),
          WebhookRoutes("/admin", Access::kLocal), OpenRoutes(), AdminRoutes(),
          ReconciliationRoutes(kReconciliationPath, Access::kPublic),
          ReconciliationRoutes(kLocalReconciliationPath, Access::kLocal)}) {
      std::move(more.begin(), more.end(), std::back_inserter(routes));
    }
    return routes;
  }

  std::vector<Route> PublicRoutes() {
    constexpr auto kPublic = Access::kPublic;
    return {
        {"POST", "/v1/topups", kPublic, Bind(topups_, &Topups::Place)},
        {"POST", "/v1/sessions", kPublic, Bind(topups_, &Topups::NewSession)},
        {"POST", "/v1/topups:batch", kPublic, Bind(topups_batch_, &TopupsBatch::Place)},
        {"GET", "/v1/topups/{}", kPublic, Bind(topups_, &Topups::Read)},
        {"GET", "/v1/topups/{}/events", kPublic, Bind(events_, &Events::Follow)},
        {"GET",
         "/v1/topups",
         kPublic,
         Bind(topup_list_, &TopupList::Send),
         {TopupList::kParameters.begin(), TopupList::kParameters.end()}},
        {"GET",
         "/v1/audit",
         kPublic,
         Bind(audit_list_, &AuditList::Send),
         {AuditList::kParameters.begin(), AuditList::kParameters.end()}},
        {"GET",
         "/v1/disputes",
         kPublic,
         Bind(dispute_list_, &DisputeList::Send),
         {DisputeList::kParameters.begin(), DisputeList::kParameters.end()}},
        {"POST", "/v1/topups/{}/cancel", kPublic, Bind(topups_, &Topups::Cancel)},
        {"POST", "/v1/topups/{}/cash-returned", kPublic, Bind(topups_, &Topups::CashReturned)},
        {"GET",
         "/v1/quotes",
         kPublic,
         Bind(catalogue_, &CatalogueApi::Quote),
         {"msisdn", "operator", "amount"}},
        {"POST", "/v1/quotes", kPublic, Bind(catalogue_, &CatalogueApi::QuotePosted)},
        {"POST", "/v1/voucher-sales", kPublic, Bind(voucher_sales_, &VoucherSales::Sell)},
        {"GET", "/v1/voucher-sales/{}", kPublic, Bind(voucher_sales_, &VoucherSales::Read)},
        {"GET", "/v1/float", kPublic, Bind(floats_, &Floats::ReadOwn)},
        {"GET", "/v1/operators", kPublic, Bind(catalogue_, &CatalogueApi::Operators)},
        {"GET", "/v1/operators/{}", kPublic, Bind(catalogue_, &CatalogueApi::Operator)},
        {"GET", "/v1/products", kPublic, Bind(catalogue_, &CatalogueApi::Products), {"operator"}},
        {"GET", "/v1/sims/{}", kPublic, Bind(catalogue_, &CatalogueApi::Sim)},
        {"GET", "/pay/{}", kPublic, Bind(pages_, &Pages::Pay)},
        {"GET", "/orders/{}", kPublic, Bind(pages_, &Pages::Order)},
    };
  }

  // For clients, and the same for administrators.
  std::vector<Route> WebhookRoutes(const std::string& base, Access access) {
    const std::string all =
        access == Access::kLocal ? base + "/clients/{}/webhooks" : base + "/webhooks";
    const std::string one = base + "/webhooks/{}";
    return {
        {"POST", all, access, Bind(webhooks_, &Webhooks::Create)},
        {"GET", all, access, Bind(webhooks_, &Webhooks::List)},
        {"GET", one, access, Bind(webhooks_, &Webhooks::Read)},
        {"PATCH", one, access, Bind(webhooks_, &Webhooks::Change)},
        {"DELETE", one, access, Bind(webhooks_, &Webhooks::Delete)},
        {"POST", one + "/rotate", access, Bind(webhooks_, &Webhooks::Rotate)},
        {"POST", one + "/test", access, Bind(webhooks_, &Webhooks::Test)},
        {"GET",
         one + "/deliveries",
         access,
         Bind(webhooks_, &Webhooks::Deliveries),
         {Webhooks::kDeliveryParameters.begin(), Webhooks::kDeliveryParameters.end()}},
        {"POST", one + "/deliveries/{}/replay", access, Bind(webhooks_, &Webhooks::Replay)},
    };
  }

  // What is the same for everybody is too cheap to be rate-limited.
  std::vector<Route> PageRoutes() {
    std::vector<Route> routes = {
        {"GET", "/assets/page.css", Access::kOpen, SendStyle},
        {"GET", "/assets/receipt.css", Access::kOpen, SendReceiptStyle},
        {"GET", "/assets/{}", Access::kOpen, Bind(pages_, &Pages::Asset)},
        {"GET", "/", Access::kOpen, Bind(pages_, &Pages::Home)},
        {"GET", "/favicon.ico", Access::kOpen, Bind(pages_, &Pages::Favicon)},
    };
    for (const messages::Language language : messages::kLanguages) {
      const std::string home = "/" + std::string(messages::Code(language));
      const auto in = [this, language](auto handler) {
        return [this, language, handler](const ExchangePtr& exchange) {
          (pages_.*handler)(language, exchange);
        };
      };
      routes.push_back({"GET", home, Access::kOpen, in(&Pages::HomeElsewhere)});
      routes.push_back({"GET", home + "/", Access::kOpen, in(&Pages::HomeIn)});
      routes.push_back({"GET", home + "/orders/{}", Access::kPublic, in(&Pages::OrderIn)});
    }
    return routes;
  }

  std::vector<Route> StaffRoutes() {
    constexpr auto kPublic = Access::kPublic;
    std::vector<Route> routes = {
        {"POST", "/v1/staff/sign-in", kPublic, Bind(staff_sessions_, &StaffSessions::SignIn)},
        {"POST", "/v1/staff/step-up", kPublic, Bind(staff_sessions_, &StaffSessions::StepUp)},
        {"POST", "/v1/staff/invitation", kPublic, Bind(invitations_, &Invitations::Show)},
        {"POST", "/v1/staff/invitation/accept", kPublic, Bind(invitations_, &Invitations::Accept)},
        {"POST", "/v1/staff/own-invitation", kPublic, Bind(invitations_, &Invitations::InviteSelf)},
        {"POST", "/v1/staff/sign-out", kPublic, Bind(staff_sessions_, &StaffSessions::SignOut)},
        {"GET", "/v1/staff/sessions", kPublic, Bind(staff_sessions_, &StaffSessions::List)},
        {"DELETE", "/v1/staff/sessions", kPublic, Bind(staff_sessions_, &StaffSessions::EndAll)},
        {"DELETE", "/v1/staff/sessions/{}", kPublic, Bind(staff_sessions_, &StaffSessions::EndOne)},
        {"GET", "/v1/staff", kPublic, Bind(staff_list_, &StaffList::List)},
        {"POST", "/v1/staff", kPublic, Bind(staff_list_, &StaffList::Add)},
        {"PATCH", "/v1/staff/{}", kPublic, Bind(staff_list_, &StaffList::Change)},
        {"GET", "/v1/staff/{}/sessions", kPublic, Bind(staff_sessions_, &StaffSessions::ListOf)},
        {"DELETE", "/v1/staff/{}/sessions", kPublic,
         Bind(staff_sessions_, &StaffSessions::EndAllOf)},
        {"POST", "/v1/approvals", kPublic, Bind(approvals_, &Approvals::Request)},
        {"GET",
         "/v1/approvals",
         kPublic,
         Bind(approvals_, &Approvals::List),
         {Approvals::kParameters.begin(), Approvals::kParameters.end()}},
        {"POST", "/v1/approvals/{}/give", kPublic, Bind(approvals_, &Approvals::Give)},
        {"POST", "/v1/approvals/{}/withdraw", kPublic, Bind(approvals_, &Approvals::Withdraw)},
        {"POST", "/v1/approvals/{}/decline", kPublic, Bind(approvals_, &Approvals::Decline)},
        {"POST", "/v1/topups/{}/resolve", kPublic, Bind(topups_, &Topups::Resolve)},
        {"GET", "/v1/clients/{}/float", kPublic, Bind(floats_, &Floats::Read)},
        {"POST", "/v1/clients/{}/float-payments", kPublic, Bind(floats_, &Floats::Pay)},
        {"PUT", "/v1/clients/{}/float-warning", kPublic,
         Bind(float_warnings_, &FloatWarnings::Set)},
        {"DELETE", "/v1/clients/{}/float-warning", kPublic,
         Bind(float_warnings_, &FloatWarnings::TurnOff)},
        {"GET", "/v1/brakes", kPublic, Bind(brakes_, &Brakes::List)},
        {"GET",
         "/v1/brake-stops",
         kPublic,
         Bind(brakes_, &Brakes::ListStops),
         {Brakes::kParameters.begin(), Brakes::kParameters.end()}},
        {"GET", "/v1/brake-stops/{}", kPublic, Bind(brakes_, &Brakes::ReadStop)},
        {"GET",
         "/v1/blocks",
         kPublic,
         Bind(blocks_, &Blocks::List),
         {Blocks::kParameters.begin(), Blocks::kParameters.end()}},
        {"POST", "/v1/blocks", kPublic, Bind(blocks_, &Blocks::Add)},
        {"DELETE", "/v1/blocks/{}", kPublic, Bind(blocks_, &Blocks::Remove)},
    };
    for (Route& route : staff_pages_.Routes()) routes.push_back(std::move(route));
    return routes;
  }

  std::vector<Route> OpenRoutes() {
    constexpr auto kOpen = Access::kOpen;
    return {
        {"POST", "/v1/callbacks/{}", kOpen, Bind(callbacks_, &Callbacks::Take)},
        {"GET", "/health/live", kOpen, Bind(health_, &Health::Live)},
        {"GET", "/health/ready", kOpen, Bind(health_, &Health::Ready)},
        {"GET", "/docs", kOpen, SendDocs},
        {"GET", "/docs/{}", kOpen, SendGuide},
        {"GET", "/api/openapi.yaml", kOpen, SendDescription},
    };
  }

  std::vector<Route> AdminRoutes() {
    constexpr auto kLocal = Access::kLocal;
    return {
        {"POST", "/admin/clients", kLocal, Bind(admin_, &Admin::CreateClient)},
        {"GET", "/admin/clients", kLocal, Bind(admin_, &Admin::ListClients)},
        {"GET", "/admin/clients/{}", kLocal, Bind(admin_, &Admin::ShowClient)},
        {"POST", "/admin/clients/{}/disable", kLocal, Bind(admin_, &Admin::DisableClient)},
        {"POST", "/admin/clients/{}/enable", kLocal, Bind(admin_, &Admin::EnableClient)},
        {"POST", "/admin/clients/{}/float-payments", kLocal, Bind(floats_, &Floats::Pay)},
        {"PUT", "/admin/clients/{}/float-warning", kLocal,
         Bind(float_warnings_, &FloatWarnings::Set)},
        {"DELETE", "/admin/clients/{}/float-warning", kLocal,
         Bind(float_warnings_, &FloatWarnings::TurnOff)},
        {"GET",
         "/admin/outbox-messages",
         kLocal,
         Bind(outbox_list_, &OutboxList::Send),
         {OutboxList::kParameters.begin(), OutboxList::kParameters.end()}},
        {"POST", "/admin/outbox-messages/{}/retry", kLocal, Bind(outbox_list_, &OutboxList::Retry)},
        {"POST", "/admin/clients/{}/notes", kLocal, Bind(admin_, &Admin::AddNote)},
        {"GET", "/admin/clients/{}/notes", kLocal, Bind(admin_, &Admin::ListNotes)},
        {"POST", "/admin/keys", kLocal, Bind(admin_, &Admin::CreateKey)},
        {"GET", "/admin/keys", kLocal, Bind(admin_, &Admin::ListKeys)},
        {"POST", "/admin/keys/{}/revoke", kLocal, Bind(admin_, &Admin::RevokeKey)},
        {"POST", "/admin/keys/{}/rotate", kLocal, Bind(admin_, &Admin::RotateKey)},
        {"POST", "/admin/topups/{}/resolve", kLocal, Bind(topups_, &Topups::Resolve)},
        {"POST", "/admin/sims", kLocal, Bind(admin_, &Admin::Provision)},
        {"POST", "/admin/grants", kLocal, Bind(admin_, &Admin::GrantBucket)},
        {"POST", "/admin/vouchers", kLocal, Bind(admin_, &Admin::CreateVouchers)},
        {"GET", "/admin/vouchers/{}", kLocal, Bind(admin_, &Admin::ReadVoucher)},
        {"POST", "/admin/backup", kLocal, Bind(admin_, &Admin::Backup)},
        {"POST", "/admin/verify", kLocal, Bind(admin_, &Admin::Verify)},
        {"POST", "/admin/hold", kLocal, Bind(admin_, &Admin::Hold)},
        {"POST", "/admin/resume", kLocal, Bind(admin_, &Admin::Resume)},
        {"GET", "/metrics", kLocal, Bind(health_, &Health::Metrics)},
        {"GET", "/admin/nodes", kLocal, Bind(admin_, &Admin::ListNodes)},
    };
  }

  std::vector<Route> ReconciliationRoutes(std::string_view path, Access access) {
    const std::string below(path);
    Reconciliation& part = reconciliation_;
    return {
        {"POST", below + "/lists", access, Bind(part, &Reconciliation::Begin)},
        {"GET", below + "/lists", access, Bind(part, &Reconciliation::Lists)},
        {"POST", below + "/lists/{}/lines", access, Bind(part, &Reconciliation::AddLines)},
        {"POST", below + "/lists/{}/complete", access, Bind(part, &Reconciliation::Complete)},
        {"POST", below + "/lists/{}/withdraw", access, Bind(part, &Reconciliation::Withdraw)},
        {"POST", below + "/till-counts", access, Bind(part, &Reconciliation::CountTills)},
        {"POST", below + "/fetch", access, Bind(part, &Reconciliation::Fetch)},
        {"GET",
         below + "/differences",
         access,
         Bind(part, &Reconciliation::Differences),
         {"from", "to", "after"}},
        {"POST", below + "/differences/{}/mend", access, Bind(part, &Reconciliation::Mend)},
        {"GET", below + "/report", access, Bind(part, &Reconciliation::Report), {"date"}},
    };
  }

  template <class Part, class Argument>
  static RouteHandler Bind(Part& part, void (Part::*handler)(Argument)) {
    return [&part, handler](ExchangePtr exchange) { (part.*handler)(std::move(exchange)); };
  }

  Shared shared_;
  Topups topups_;
  TopupList topup_list_;
  AuditList audit_list_;
  DisputeList dispute_list_;
  TopupsBatch topups_batch_;
  VoucherSales voucher_sales_;
  Floats floats_;
  FloatWarnings float_warnings_;
  Reconciliation reconciliation_;
  OutboxList outbox_list_;
  Webhooks webhooks_;
  Brakes brakes_;
  Blocks blocks_;
  Events events_;
  CatalogueApi catalogue_;
  Callbacks callbacks_;
  Pages pages_;
  Receipts receipts_;
  Health health_;
  Admin admin_;
  SignIns sign_ins_;
  StaffSessions staff_sessions_;
  Invitations invitations_;
  StaffList staff_list_;
  Approvals approvals_;
  StaffPages staff_pages_;
  Router router_;
};

HttpApi::HttpApi(Services services, HttpApiOptions options)
    : parts_(std::make_unique<Parts>(std::move(services), std::move(options))) {}

HttpApi::~HttpApi() = default;

void HttpApi::Handle(net::Request&& request, net::Responder&& responder) {
  parts_->Handle(std::move(request), std::move(responder));
}

void HttpApi::ServeMetrics(net::Request&& request, net::Responder&& responder) {
  parts_->ServeMetrics(std::move(request), std::move(responder));
}

}  // namespace herlaad::http
