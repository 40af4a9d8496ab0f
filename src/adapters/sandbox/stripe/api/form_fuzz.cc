// Any input must give either fields with well-formed names, or an error with a reason.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/sandbox/stripe/api/form.h"
#include "base/core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace herlaad::sandbox;  // NOLINT: a program of one function
  const auto form = Form::Parse({reinterpret_cast<const char*>(bytes), size});
  if (!form.ok()) {
    CHECK(!Text(form.error()).empty(), "a refusal has a reason");
    return 0;
  }
  CHECK(form->fields().size() <= kFormFieldsMax, "the number of fields is bounded");
  for (const auto& field : form->fields()) {
    CHECK(!field.first.empty() && form->Find(field.first) == field.second,
          "each field is found by its name");
    const std::string top = field.first.substr(0, field.first.find('['));
    CHECK(top == field.first || !form->Keys(top).empty(), "a field in brackets has a key");
  }
  return 0;
}
