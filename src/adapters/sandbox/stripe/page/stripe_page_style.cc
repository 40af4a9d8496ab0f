// What the hosted page adds to the style of the sandbox's pages: wider, with the order beside the
// payment where there is room, and in the colours of the method.
#include "adapters/sandbox/pages/page.h"
#include "adapters/sandbox/stripe/page/stripe_page.h"

namespace herlaad::sandbox {
namespace {

// Each colour and what is written on it differ by at least 4.5 to 1 (WCAG 2.2, 1.4.3).
constexpr const char* kStyle = R"(
.card { --method: #4a55a2; --on-method: #ffffff; }
.bancontact { --method: #1e5ba8; --on-method: #ffffff; }
.paypal { --method: #ffc439; --on-method: #14213d; }
.alipay { --method: #0f5fd0; --on-method: #ffffff; }
.wechat_pay { --method: #047a3c; --on-method: #ffffff; }
.method { display: flex; flex-wrap: wrap; gap: 0 16px; margin: 0 0 16px; }
.method .label { font-weight: 700; }
.method .name { display: inline-flex; align-items: center; gap: 8px; white-space: nowrap; }
.method .name::before {
  content: ""; width: 12px; height: 12px; border-radius: 50%; background: var(--method);
}
.pay .next { background: var(--method); border-color: var(--method); color: var(--on-method); }
.pay a.button.next { color: var(--on-method); }
.methods { display: flex; flex-wrap: wrap; gap: 0 16px; margin: 0 0 16px; }
.methods a { display: inline-flex; align-items: center; min-height: 48px; }
.methods [aria-current] { font-weight: 700; text-decoration: none; }
.qr {
  display: block; width: 14rem; max-width: 100%; margin: 0 auto 16px;
  border: 4px solid var(--method); border-radius: 12px;
}
.order { margin: 0 0 24px; padding: 0 0 8px; border-bottom: 1px solid var(--line); }
.order .amount { margin: 0 0 8px; }
.order dl { margin: 0 0 16px; }
.order .notice {
  margin: 0 0 16px; padding: 12px 16px; background: var(--bubble); border-radius: 12px;
}
details { margin: 32px 0 0; }
summary { min-height: 48px; padding: 10px 0; font-weight: 700; cursor: pointer; }
@media (min-width: 56rem) {
  main, footer, .party { max-width: 64rem; }
  main { padding: 40px; }
  .sheet { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 32px; }
  .order { margin: 0; padding: 0 32px 0 0; border-bottom: 0; border-right: 1px solid var(--line); }
  .order dl { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .order dd { margin: 0 0 12px; }
}
)";

}  // namespace

net::Response HostedPageStyle() {
  net::Response response = StyleSheet();
  response.body += kStyle;
  return response;
}

}  // namespace herlaad::sandbox
