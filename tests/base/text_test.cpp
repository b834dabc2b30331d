#include "ilert-bridge/base/text.hpp"

#include <gtest/gtest.h>

using namespace ilert_bridge;
using namespace std::string_literals;

namespace {

struct Row {
  std::string why;
  std::string in;
  std::string out;
};

const std::string bad = "\xef\xbf\xbd";  // U+FFFD
const std::string dots = "…";

}  // namespace

TEST(Clean, MakesAnyBytesFitToBeSent) {
  const Row rows[] = {
      {"plain text stays", "CPU load 4.2", "CPU load 4.2"},
      {"nothing stays nothing", "", ""},
      {"UTF-8 stays", "Größe 100 % 🔥", "Größe 100 % 🔥"},
      {"newline and tab stay", "a\n\tb", "a\n\tb"},
      {"CR LF becomes LF", "a\r\nb", "a\nb"},
      {"a lone CR is a line's end too", "10 %\r20 %\r", "10 %\n20 %\n"},
      {"NUL vanishes", "a\0b"s, "ab"},
      {"escape sequences lose their escape", "\x1b[31mred\x1b[0m", "[31mred[0m"},
      {"DEL and C1 controls vanish",
       "a\x7f\xc2\x9b"
       "b",
       "ab"},
      {"marks that turn text around vanish",
       "a\xe2\x80\xae"
       "b\xe2\x81\xa6"
       "c",
       "abc"},
      {"line separators vanish",
       "a\xe2\x80\xa8"
       "b\xe2\x80\xa9"
       "c",
       "abc"},
      {"a byte order mark vanishes",
       "\xef\xbb\xbf"
       "a",
       "a"},
      {"Latin-1 is read as what it is", "d\xfcsseldorf 20\xb0", "düsseldorf 20°"},
      {"also at the end", "caf\xe9", "café"},
      {"beside UTF-8 nothing is Latin-1", "Größe \xfc", "Größe " + bad},
      {"in Latin-1 these are controls", "a\x93z", "a" + bad + "z"},
      {"a sequence that breaks off at the end", "a\xe2\x82", "a" + bad},
      {"a sequence that breaks off before text", "\xe2\x82xyz", bad + "xyz"},
      {"a trail byte alone",
       "\x80"
       "a",
       bad + "a"},
      {"a surrogate",
       "\xed\xa0\x80"
       "a",
       bad + "a"},
      {"an overlong slash",
       "\xc0\xaf"
       "a",
       bad + "a"},
      {"beyond Unicode",
       "\xf4\x90\x80\x80"
       "a",
       bad + "a"},
      {"bytes that UTF-8 never has", "\xff\xfe", "ÿþ"},
  };
  for (const Row& row : rows) EXPECT_EQ(clean(row.in), row.out) << row.why;
}

TEST(OneLine, HasSingleBlanksAndNoneAtTheEnds) {
  const Row rows[] = {
      {"inner white space", "a \n\t b", "a b"},
      {"at the ends", "\n a \r\n", "a"},
      {"nothing but white space", " \n\t ", ""},
      {"controls join what they stood between", "a\0b"s, "ab"},
  };
  for (const Row& row : rows) EXPECT_EQ(one_line(row.in), row.out) << row.why;
}

TEST(Cut, CountsCodePoints) {
  EXPECT_EQ(cut("äöü", 3), "äöü");
  EXPECT_EQ(cut("äöüß", 3), "äö" + dots);
  EXPECT_EQ(cut("🔥🔥🔥", 2), "🔥" + dots);
  EXPECT_EQ(cut("abc", 1), dots);
  EXPECT_EQ(cut("abc", 0), "");
  EXPECT_EQ(cut("", 0), "");
  EXPECT_EQ(code_points(cut(std::string(1000, 'x'), 255)), 255U);
}

TEST(Cut, OfInvalidTextStaysWithinIt) {
  EXPECT_EQ(cut("\xf0\xf0\xf0", 2), "\xf0" + dots);
  EXPECT_EQ(cut("\x80\x80\x80\x80", 3), "\x80\x80\x80\x80") << "no code point starts here";
}

TEST(CutBytes, NeverBreaksACodePoint) {
  const std::string text = "aä€🔥";  // 1, 2, 3 and 4 bytes
  EXPECT_EQ(cut_bytes(text, 10), text);
  EXPECT_EQ(cut_bytes(text, 9), "aä€" + dots);
  EXPECT_EQ(cut_bytes(text, 8), "aä" + dots);
  EXPECT_EQ(cut_bytes(text, 6), "aä" + dots);
  EXPECT_EQ(cut_bytes(text, 5), "a" + dots);
  EXPECT_EQ(cut_bytes(text, 3), dots);
  EXPECT_EQ(cut_bytes(text, 2), "");
  for (std::size_t limit = 0; limit < 12; ++limit) EXPECT_LE(cut_bytes(text, limit).size(), limit);
}

TEST(CutBytes, OfInvalidTextLosesLittle) { EXPECT_EQ(cut_bytes(std::string(100, '\x80'), 50).size(), 47U); }

TEST(Pad, FillsOrCutsToAWidth) {
  EXPECT_EQ(pad("ä", 3), "ä  ");
  EXPECT_EQ(pad("abcd", 3), "ab" + dots);
  EXPECT_EQ(pad("", 0), "");
}

TEST(Quoted, EscapesWhatWouldBreakALineOrPlayWithTheTerminal) {
  const Row rows[] = {
      {"plain", "web01", R"("web01")"},
      {"quotes and backslashes", R"(a"b\c)", R"("a\"b\\c")"},
      {"newline and tab", "a\n\tb", R"("a\n\tb")"},
      {"controls", "\x1b[2J\0"s, R"("\x1b[2J\x00")"},
      {"UTF-8 stays readable", "Größe", R"("Größe")"},
      {"C1 controls are escape sequences to some terminals", "\xc2\x9b", R"("\xc2\x9b")"},
      {"text turned around", "\xe2\x80\xae", R"("\xe2\x80\xae")"},
      {"bytes that are no UTF-8", "d\xfcs", R"("d\xfcs")"},
      {"a lone byte makes all others suspicious", "ö\xff", R"("\xc3\xb6\xff")"},
  };
  for (const Row& row : rows) EXPECT_EQ(quoted(row.in), row.out) << row.why;
}

TEST(LogValue, IsQuotedOnlyWhereItMustBe) {
  const Row rows[] = {
      {"plain", "prod/web01/HTTP", "prod/web01/HTTP"},
      {"UTF-8", "Größe", "Größe"},
      {"empty", "", R"("")"},
      {"blank", "a b", R"("a b")"},
      {"equals sign", "a=b", R"("a=b")"},
      {"quote", R"(a"b)", R"("a\"b")"},
      {"backslash", R"(a\b)", R"("a\\b")"},
      {"newline", "a\nb", R"("a\nb")"},
      {"invalid", "\xfc", R"("\xfc")"},
      {"line separator", "\xe2\x80\xa8", R"("\xe2\x80\xa8")"},
  };
  for (const Row& row : rows) EXPECT_EQ(log_value(row.in), row.out) << row.why;
}

TEST(Nearest, FindsTheWordThatWasMeant) {
  const std::vector<std::string_view> keys{"poll_interval", "address", "auth_user", "ca_file", "url"};
  EXPECT_EQ(nearest("poll_intervall", keys), "poll_interval");
  EXPECT_EQ(nearest("adress", keys), "address");
  EXPECT_EQ(nearest("authuser", keys), "auth_user");
  EXPECT_EQ(nearest("cafile", keys), "ca_file");
  EXPECT_EQ(nearest("pol_interwal", keys), "poll_interval");
}

TEST(Nearest, DoesNotGuessWildly) {
  const std::vector<std::string_view> keys{"address", "url"};
  EXPECT_EQ(nearest("heartbeat", keys), "");
  EXPECT_EQ(nearest("", keys), "");
  EXPECT_EQ(nearest("xy", keys), "");
  EXPECT_EQ(nearest("adr", {}), "");
  EXPECT_EQ(nearest(std::string(100'000, 'a'), keys), "");
}

TEST(Words, LowerAndJoin) {
  EXPECT_EQ(lower("Retry-AFTER Ä"), "retry-after Ä");
  EXPECT_EQ(join({"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({}, ", "), "");
}
