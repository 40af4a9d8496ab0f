// bare_read: the least that reading a bank statement takes. Of XML, Expat with handlers that count;
// of lines, finding their ends and adding up one column. Knows nothing of statements. Prints
// {"mb_per_s": …}.
#include <expat.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>

namespace {

constexpr std::size_t kPiece = 1'024UL * 1'024;
constexpr std::size_t kAmountAt = 32;  // in a line of CODA, 15 digits
constexpr std::size_t kAmountEnd = 47;

std::uint64_t counted = 0;

void OnElement(void* /*unused*/, const XML_Char* /*name*/, const XML_Char** /*attributes*/) {
  ++counted;
}
void OnEnd(void* /*unused*/, const XML_Char* /*name*/) { ++counted; }
void OnText(void* /*unused*/, const XML_Char* /*text*/, int length) {
  counted += static_cast<std::uint64_t>(length);
}

class Xml {
 public:
  Xml() : parser_(XML_ParserCreate(nullptr), XML_ParserFree) {
    XML_SetElementHandler(parser_.get(), OnElement, OnEnd);
    XML_SetCharacterDataHandler(parser_.get(), OnText);
  }
  bool Take(std::string_view piece) {
    return XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()), XML_FALSE) ==
           XML_STATUS_OK;
  }

 private:
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser_;
};

class Lines {
 public:
  bool Take(std::string_view piece) {
    rest_.append(piece);
    std::string_view text = rest_;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      Count(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    rest_ = std::string(text);
    return true;
  }

 private:
  static void Count(std::string_view line) {
    if (line.size() < kAmountEnd || line[0] != '2') return;
    std::uint64_t amount = 0;
    for (std::size_t i = kAmountAt; i < kAmountEnd; ++i)
      amount = amount * 10 + static_cast<std::uint64_t>(line[i] - '0');
    counted += amount;
  }
  std::string rest_;
};

template <class Reader>
int Read(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::string piece(kPiece, '\0');
  Reader reader;
  double bytes = 0;
  const auto begun = std::chrono::steady_clock::now();
  while (in.read(piece.data(), static_cast<std::streamsize>(kPiece)), in.gcount() > 0) {
    const auto size = static_cast<std::size_t>(in.gcount());
    if (!reader.Take(std::string_view(piece).substr(0, size))) return 1;
    bytes += static_cast<double>(size);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  std::printf("{\"counted\":%llu,\"mb_per_s\":%.1f}\n", static_cast<unsigned long long>(counted),
              bytes / 1e6 / took.count());
  return bytes > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  return std::strcmp(argv[1], "xml") == 0 ? Read<Xml>(argv[2]) : Read<Lines>(argv[2]);
}
