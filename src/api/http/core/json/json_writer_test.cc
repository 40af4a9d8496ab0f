#include "api/http/core/json/json_writer.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace herlaad::http {
namespace {

std::string Written(std::string_view text) { return JsonWriter(0).Text(text).Take(); }

TEST(JsonWriter, CommasStandBetweenValues) {
  JsonWriter json(0);
  json.Begin('{').Name("a").Number(-1).Name("list").Begin('[').Text("x").Bool(true).Null();
  json.Begin('{').End('}').End(']').Name(std::string_view("at")).At({1'795'357'331'042});
  json.Name("price").Amount(Euros(1500)).Name("raw").Raw("[]").End('}');
  EXPECT_EQ(json.Take(), R"({"a":-1,"list":["x",true,null,{}],"at":"2026-11-22T14:22:11.042Z",)"
                         R"("price":{"amount":1500,"currency":"EUR"},"raw":[]})");
}

TEST(JsonWriter, LargestNumbersAreWritten) {
  EXPECT_EQ(JsonWriter(0).Number(std::numeric_limits<std::int64_t>::min()).Take(),
            "-9223372036854775808");
  EXPECT_EQ(JsonWriter(0).Number(std::numeric_limits<std::int64_t>::max()).Take(),
            "9223372036854775807");
}

TEST(JsonWriter, TextOfPartsIsOneText) {
  EXPECT_EQ(JsonWriter(0).Text({"/v1/", "", "\"", "x"}).Take(), R"("/v1/\"x")");
  EXPECT_EQ(JsonWriter(0).Text(std::string_view()).Take(), R"("")");
}

TEST(JsonWriter, EscapesAreThoseOfJson) {
  EXPECT_EQ(Written("a\nb\t\x01\x1f\"\\/\x7f€"), R"("a\nb\u0009\u0001\u001f\"\\/)"
                                                 "\x7f€\"");
}

// Texts are searched eight characters at a time, so the length and the place matter.
TEST(JsonWriter, EveryCharacterReadsBackFromEveryPlace) {
  for (int byte = 0; byte < 128; ++byte) {
    for (std::size_t length = 1; length < 20; ++length) {
      for (std::size_t place = 0; place < length; ++place) {
        std::string text(length, 'a');
        text[place] = static_cast<char>(byte);
        EXPECT_EQ(nlohmann::json::parse(Written(text)).get<std::string>(), text) << byte;
      }
    }
  }
}

TEST(JsonWriter, PlainTextIsNotEscaped) {
  for (int byte = 0x20; byte < 128; ++byte) {
    if (byte == '"' || byte == '\\') continue;
    const std::string text(9, static_cast<char>(byte));
    EXPECT_EQ(Written(text), '"' + text + '"');
  }
  EXPECT_EQ(Written("één euro · 十欧元"), "\"één euro · 十欧元\"");
}

}  // namespace
}  // namespace herlaad::http
