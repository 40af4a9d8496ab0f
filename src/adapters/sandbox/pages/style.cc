#include "adapters/sandbox/pages/page.h"

namespace herlaad::sandbox {
namespace {

constexpr const char* kStyle = R"(:root {
  color-scheme: light dark;
  --ink: #14213d; --paper: #fbfaf7; --card: #ffffff; --line: #c9c5bb;
  --accent: #0b6e4f; --wait: #b26a00; --stop: #b3261e; --on-colour: #ffffff; --bubble: #e6efe9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8ecf4; --paper: #10151f; --card: #192131; --line: #3a455c;
    --accent: #4cc38a; --wait: #e0a64a; --stop: #f2867e; --on-colour: #10151f; --bubble: #22303a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; font-variant-numeric: tabular-nums;
}
.mark {
  margin: 0; padding: 8px 16px; text-align: center; font-weight: 700; background: var(--card);
  border-top: 4px solid var(--wait); border-bottom: 4px solid var(--wait);
}
main, footer, .party { max-width: 34rem; margin: 0 auto; padding: 16px; }
.party { font-weight: 700; font-size: 1.25rem; background: #26406e; color: #ffffff; }
main { background: var(--card); padding: 24px 16px; box-shadow: 0 2px 16px rgb(0 0 0 / 12%); }
@media (min-width: 36rem) {
  .party { margin-top: 24px; border-radius: 12px 12px 0 0; }
  main { border-radius: 0 0 12px 12px; }
}
h1 { margin: 0 0 16px; font-size: 1.5rem; line-height: 1.25; }
h1.amount { font-size: 2.5rem; }
h2 { margin: 32px 0 8px; font-size: 1.125rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 8px 16px; margin: 0 0 24px; }
dt { font-weight: 700; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 22rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 8px; } }
.choices { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; }
.choices p { margin: 4px 0 0; }
button, .button {
  display: block; width: 100%; min-height: 48px; padding: 10px 16px; border-radius: 12px;
  border: 2px solid var(--ink); background: transparent; color: var(--ink);
  font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer;
}
.next { background: var(--accent); border-color: var(--accent); color: var(--on-colour); }
.stop { border-color: var(--stop); color: var(--stop); }
label { display: block; font-weight: 600; margin: 0 0 4px; }
input {
  width: 100%; min-height: 48px; padding: 8px 12px; margin: 0 0 8px; border-radius: 12px;
  border: 2px solid var(--ink); background: var(--card); color: var(--ink); font: inherit;
}
:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; }
.done, .refused, .moving { border-left: 4px solid; padding: 8px 12px; margin: 0 0 16px; font-weight: 600; }
.done { border-color: var(--accent); }
.refused { border-color: var(--stop); }
.moving { border-color: var(--wait); }
a { color: inherit; }
a.button.next { color: var(--on-colour); }
.whole { white-space: nowrap; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 8px; border-bottom: 1px solid var(--line); vertical-align: top; }
.texts { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; }
.texts p {
  margin: 0; padding: 12px 16px; background: var(--bubble); border-radius: 4px 16px 16px 16px;
  overflow-wrap: anywhere;
}
.texts time { display: block; margin: 4px 16px 0; font-size: 0.875rem; }
.mails { list-style: none; margin: 0; padding: 0; display: grid; gap: 16px; }
.mails article { padding: 16px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
.mails h2 { margin: 0; }
.mails time, .mails .small { font-size: 0.875rem; }
footer nav { display: flex; flex-wrap: wrap; gap: 0 8px; }
footer a { display: inline-flex; align-items: center; min-height: 48px; padding: 0 8px; }
footer [aria-current] { font-weight: 700; text-decoration: none; }
)";

}  // namespace

net::Response StyleSheet() {
  net::Response response;
  response.content_type = "text/css; charset=utf-8";
  response.headers = {{"Cache-Control", "max-age=300"}};
  response.body = kStyle;
  return response;
}

}  // namespace herlaad::sandbox
