#include "api/http/pages/built_in/docs_page.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <vector>

namespace herlaad::http {
namespace {

using Json = nlohmann::ordered_json;

std::string TextIn(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// The address of a guide with which the text begins: "/docs/webhooks.md". Empty if there is none.
std::string_view GuideAt(std::string_view text) {
  constexpr std::string_view kBefore = "/docs/";
  constexpr std::string_view kEnd = ".md";
  if (!text.starts_with(kBefore)) return {};
  const std::size_t dot = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_-", kBefore.size());
  const bool ends = dot != std::string_view::npos && text.substr(dot).starts_with(kEnd);
  return ends ? text.substr(0, dot + kEnd.size()) : std::string_view();
}

// Renders `code`, **strong** and addresses of guides in the description.
void Inline(std::string_view text, Html& html) {
  bool code = false;
  bool strong = false;
  while (!text.empty()) {
    if (text.front() == '`') {
      html.Markup(code ? "</code>" : "<code>");
      code = !code;
      text.remove_prefix(1);
    } else if (!code && text.starts_with("**")) {
      html.Markup(strong ? "</strong>" : "<strong>");
      strong = !strong;
      text.remove_prefix(2);
    } else if (const auto guide = GuideAt(text); !guide.empty()) {
      html.Link(guide, "", guide);
      text.remove_prefix(guide.size());
    } else {
      html.Text(text.substr(0, 1));
      text.remove_prefix(1);
    }
  }
}

void Paragraphs(std::string_view text, Html& html) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    html.Markup("<p>");
    Inline(text.substr(0, end), html);
    html.Markup("</p>\n");
    text.remove_prefix(std::min(text.size(), end + 2));
  }
}

std::string Slug(std::string_view text) {
  std::string slug;
  for (const char c : text) {
    slug += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '-';
  }
  return slug;
}

class Page {
 public:
  Page(const Json& description, const QuickStart& quick_start)
      : description_(description), quick_start_(quick_start) {}

  std::string Write() {
    Head();
    WriteQuickStart(quick_start_, html_);
    for (const Json& tag : description_.at("tags")) Tag(tag);
    html_.Markup("<h2 id=\"schemas\">Schemas</h2>\n");
    for (const auto& [name, schema] : description_.at("components").at("schemas").items()) {
      Schema(name, schema);
    }
    Problems();
    html_.Markup("</main>\n</body>\n</html>\n");
    return html_.out();
  }

 private:
  void Head() {
    const Json& info = description_.at("info");
    html_.Markup(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
        "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>The API · "
        "Herlaad</title>\n<link rel=\"stylesheet\" href=\"/assets/page.css\">\n</head>\n<body "
        "class=\"wide\">\n<header><p class=\"brand\">Herlaad</p></header>\n<main>\n<h1>");
    html_.Text(TextIn(info, "summary")).Markup("</h1>\n<p>Version ").Text(TextIn(info, "version"));
    html_.Markup(" · <a href=\"/api/openapi.yaml\">OpenAPI description</a></p>\n");
    Paragraphs(TextIn(info, "description"), html_);
    html_.Markup("<nav aria-label=\"Contents\"><ul>\n");
    Contents("quick-start", "Quick start");
    Contents("sandbox", "The sandbox");
    for (const Json& tag : description_.at("tags"))
      Contents(Slug(TextIn(tag, "name")), TextIn(tag, "name"));
    Contents("schemas", "Schemas");
    Contents("problems", "Problems");
    html_.Markup("</ul></nav>\n");
  }

  void Contents(std::string_view id, std::string_view name) {
    html_.Markup("<li>").Link("#" + std::string(id), "", name).Markup("</li>\n");
  }

  void Tag(const Json& tag) {
    const std::string name = TextIn(tag, "name");
    html_.Markup("<h2 id=\"").Text(Slug(name)).Markup("\">").Text(name).Markup("</h2>\n");
    Paragraphs(TextIn(tag, "description"), html_);
    for (const auto& [path, methods] : description_.at("paths").items()) {
      for (const auto& [method, operation] : methods.items()) {
        if (operation.at("tags").front() == name) Operation(method, path, operation);
      }
    }
  }

  void Operation(const std::string& method, const std::string& path, const Json& operation) {
    std::string upper = method;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    html_.Markup("<section class=\"operation\" id=\"").Text(TextIn(operation, "operationId"));
    html_.Markup("\">\n<h3>").Text(TextIn(operation, "summary")).Markup("</h3>\n<p><code>");
    html_.Text(upper).Markup(" ").Text(path).Markup("</code></p>\n");
    Paragraphs(TextIn(operation, "description"), html_);
    Security(operation);
    if (operation.contains("parameters")) Parameters(operation.at("parameters"));
    if (operation.contains("requestBody")) {
      html_.Markup("<h4>Body</h4>\n");
      Content(operation.at("requestBody"));
    }
    html_.Markup("<h4>Answers</h4>\n<dl>\n");
    for (const auto& [status, response] : operation.at("responses").items()) {
      Answer(status, Resolved(response));
    }
    html_.Markup("</dl>\n</section>\n");
  }

  void Security(const Json& operation) {
    if (!operation.contains("security")) return;
    if (operation.at("security").empty()) return;  // no authentication
    std::vector<std::string> ways;
    for (const Json& way : operation.at("security")) {
      if (way.empty()) ways.emplace_back("without an API key");
      for (const auto& [name, scopes] : way.items()) {
        std::string text = "with an API key";
        if (name == "staff") text = "by a person who has signed in";
        for (const Json& scope : scopes) text += " with the scope " + scope.get<std::string>();
        ways.push_back(std::move(text));
      }
    }
    std::string sentence;
    for (const std::string& way : ways) (sentence += sentence.empty() ? "Asked " : ", or ") += way;
    html_.Element("p", "small", sentence + ".");
  }

  void Parameters(const Json& parameters) {
    html_.Markup("<h4>Parameters</h4>\n<dl>\n");
    for (const Json& reference : parameters) {
      const Json& parameter = Resolved(reference);
      html_.Markup("<dt><code>").Text(TextIn(parameter, "name")).Markup("</code> in ");
      html_.Text(TextIn(parameter, "in"));
      if (parameter.value("required", false)) html_.Markup(", required");
      html_.Markup(", ");
      Type(parameter.at("schema"));
      html_.Markup("</dt><dd>");
      Inline(TextIn(parameter, "description"), html_);
      if (parameter.contains("example")) {
        html_.Markup(" For example <code>").Text(TextIn(parameter, "example")).Markup("</code>.");
      }
      html_.Markup("</dd>\n");
    }
    html_.Markup("</dl>\n");
  }

  void Answer(const std::string& status, const Json& response) {
    html_.Markup("<dt>").Text(status).Markup("</dt><dd>");
    Inline(TextIn(response, "description"), html_);
    if (response.contains("headers")) {
      for (const auto& [name, header] : response.at("headers").items()) {
        html_.Markup("<br>Header <code>").Text(name).Markup("</code> ");
        Inline(TextIn(Resolved(header), "description"), html_);
      }
    }
    if (response.contains("content")) Content(response);
    html_.Markup("</dd>\n");
  }

  void Content(const Json& holder) {
    for (const auto& [type, content] : holder.at("content").items()) {
      html_.Markup("<p><code>").Text(type).Markup("</code>: ");
      Type(content.at("schema"));
      html_.Markup("</p>\n");
      const Json& schema = content.at("schema");
      if (schema.contains("properties")) Properties(schema);
      if (!content.contains("examples")) continue;
      for (const auto& [name, example] : content.at("examples").items()) {
        html_.Markup("<details><summary>Example: ").Text(name);
        html_.Markup("</summary><pre>")
            .Text(example.at("value").dump(2))
            .Markup("</pre></details>\n");
      }
    }
  }

  void Schema(const std::string& name, const Json& schema) {
    html_.Markup("<section id=\"schema-").Text(name).Markup("\">\n<h3>").Text(name);
    html_.Markup("</h3>\n");
    Paragraphs(TextIn(schema, "description"), html_);
    if (schema.contains("enum")) {
      html_.Markup("<p>");
      for (const Json& value : schema.at("enum")) {
        html_.Markup("<code>").Text(value.get<std::string>()).Markup("</code> ");
      }
      html_.Markup("</p>\n");
    }
    if (schema.contains("properties")) Properties(schema);
    html_.Markup("</section>\n");
  }

  void Properties(const Json& schema) {
    const Json required = schema.value("required", Json::array());
    html_.Markup("<dl>\n");
    for (const auto& [name, property] : schema.at("properties").items()) {
      html_.Markup("<dt><code>").Text(name).Markup("</code> ");
      Type(property);
      const bool required_here =
          std::find(required.begin(), required.end(), Json(name)) != required.end();
      if (!required_here) html_.Markup(", optional");
      html_.Markup("</dt><dd>");
      Inline(TextIn(property, "description"), html_);
      html_.Markup("</dd>\n");
    }
    html_.Markup("</dl>\n");
  }

  // The type in a few words, with a link if it has a name.
  void Type(const Json& schema) {
    if (schema.contains("$ref")) {
      const std::string reference = TextIn(schema, "$ref");
      const std::string name = reference.substr(reference.rfind('/') + 1);
      html_.Markup("<a href=\"#schema-").Text(name).Markup("\">").Text(name).Markup("</a>");
    } else if (schema.contains("oneOf")) {
      bool first = true;
      for (const Json& one : schema.at("oneOf")) {
        if (!first) html_.Markup(" or ");
        Type(one);
        first = false;
      }
    } else if (schema.contains("items")) {
      html_.Markup("list of ");
      Type(schema.at("items"));
    } else if (schema.at("type").is_array()) {
      html_.Text(schema.at("type").front().get<std::string>()).Markup(" or null");
    } else {
      html_.Text(schema.at("type").get<std::string>());
    }
  }

  void Problems() {
    html_.Markup("<h2 id=\"problems\">Problems</h2>\n<dl>\n");
    for (const auto& [code, problem] : description_.at("x-problems").items()) {
      html_.Markup("<dt id=\"").Text(code).Markup("\"><code>").Text(code).Markup("</code> ");
      html_.Text(std::to_string(problem.at("status").get<int>())).Markup("</dt><dd>");
      html_.Text(TextIn(problem, "title")).Markup(".</dd>\n");
    }
    html_.Markup("</dl>\n");
  }

  const Json& Resolved(const Json& node) const {
    if (!node.contains("$ref")) return node;
    return description_.at(Json::json_pointer(TextIn(node, "$ref").substr(1)));
  }

  const Json& description_;
  const QuickStart& quick_start_;
  Html html_;
};

}  // namespace

std::string DocsPage(const Json& description, const QuickStart& quick_start) {
  return Page(description, quick_start).Write();
}

}  // namespace herlaad::http
