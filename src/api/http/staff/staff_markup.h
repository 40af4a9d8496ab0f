// What the pages of staff are made of.
#pragma once

#include <string>
#include <string_view>

#include "api/http/core/html/html.h"
#include "api/http/core/html/page_shell.h"
#include "base/messages/messages.h"

namespace herlaad::http {

// "/nl/staff" and `path`.
std::string StaffPath(messages::Language language, std::string_view path);
PageHead StaffHead(messages::Language language, int status);

struct Input {
  std::string_view id;
  messages::Key label;
  std::string_view attributes;  // constant markup
};
// `wrong`: marked as such, with the sentence of Notice.
void Field(messages::Language language, const Input& input, std::string_view value, bool wrong,
           Html& main);
void Hidden(std::string_view name, std::string_view value, Html& main);
void NameField(messages::Language language, std::string_view name, bool wrong, Html& main);
// Password and one-time code.
void ProofFields(messages::Language language, bool wrong, Html& main);
// A form with a button and nothing else.
void Button(messages::Language language, const std::string& action, messages::Key text,
            std::string_view css_class, Html& main);
// That something failed, read out at once by screen readers.
void Notice(std::string_view sentence, Html& main);
// That something is done.
void GoodNotice(std::string_view sentence, Html& main);
// Where a person has a new invitation made.
void RenewForm(messages::Language language, bool wrong, Html& main);

}  // namespace herlaad::http
