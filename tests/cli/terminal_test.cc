// What is shown at a terminal of 80 columns ends between words.
#include <fcntl.h>
#include <pty.h>
#include <unistd.h>

#include <array>
#include <sstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

constexpr std::size_t kColumns = 80;

class Terminal {
 public:
  Terminal() {
    winsize size{};
    size.ws_col = kColumns;
    size.ws_row = 24;
    std::array<char, 128> name{};
    EXPECT_EQ(openpty(&screen_, &program_, name.data(), nullptr, &size), 0);
    EXPECT_EQ(fcntl(screen_, F_SETFL, O_NONBLOCK), 0);
    name_ = name.data();
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    close(screen_);
    close(program_);
  }

  [[nodiscard]] const std::string& name() const { return name_; }

  // The lines that were printed since the last call.
  [[nodiscard]] std::vector<std::string> Lines() const {
    std::string shown;
    std::array<char, 4'096> part{};
    for (ssize_t size = 0; (size = read(screen_, part.data(), part.size())) > 0;)
      shown.append(part.data(), static_cast<std::size_t>(size));
    std::erase(shown, '\r');
    std::vector<std::string> lines;
    std::istringstream in(shown);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

 private:
  int screen_ = -1;
  int program_ = -1;
  std::string name_;
};

// Of UTF-8.
std::size_t ColumnsOf(const std::string& line) {
  std::size_t columns = 0;
  for (const char c : line) columns += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return columns;
}

// The words of all lines.
std::string Joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) {
    std::istringstream words(line);
    for (std::string word; words >> word;) all += word + " ";
  }
  return all;
}

// Commands and links may be longer.
void ExpectNarrow(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    const bool exempt =
        line.find("://") != std::string::npos || line.find('`') != std::string::npos;
    EXPECT_TRUE(exempt || ColumnsOf(line) <= kColumns) << line;
  }
}

TEST(TerminalTest, SentencesAndHistoryAreWrapped) {
  Installation here;
  here.StartDemo();
  const Terminal terminal;
  const std::string into = ">" + terminal.name();
  const Finished placed =
      here.RunInto(into, {"topup", "place", "0485 12 30 02", "--amount", "15", "--tender", "cash",
                          "--key", "a-key", "--notify-email", "payer@example.com"});
  ASSERT_EQ(placed.code, 1) << placed.err;
  const auto following = terminal.Lines();
  ASSERT_GT(following.size(), 3U) << Joined(following) << placed.err;
  ExpectNarrow(following);

  const std::string id = here.Topups()[0]["reference"];
  ASSERT_EQ(here.RunInto(into, {"topup", "show", id}).code, 0);
  const auto shown = terminal.Lines();
  ExpectNarrow(shown);
  const std::string all = Joined(shown);
  EXPECT_NE(all.find("placed the command line: €15.00 by cash"), std::string::npos) << all;

  const Finished elsewhere = here.Run({"topup", "show", id});
  EXPECT_NE(elsewhere.out.find("the command line             €15.00 by cash\n"), std::string::npos)
      << elsewhere.out;
}

}  // namespace
}  // namespace herlaad::testing
