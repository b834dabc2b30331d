#include "ilert-bridge/livestatus/reply.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ilert_bridge {
namespace {

using namespace std::string_literals;

struct Read {
  std::vector<Row> rows;
  std::string fault;  // empty: none
};

Read read(std::string_view text, std::size_t piece = 1 << 20, ReplyLimits limits = {}) {
  Read read;
  RowReader reader{[&](Row&& row) { read.rows.push_back(std::move(row)); }, limits};
  for (std::size_t at = 0; at < text.size(); at += piece)
    if (const auto fed = reader.feed(text.substr(at, piece)); !fed) {
      read.fault = fed.error().text;
      return read;
    }
  if (const auto finished = reader.finish(); !finished) read.fault = finished.error().text;
  return read;
}

struct Header {
  std::string_view bytes;
  int code;  // 0: refused
  std::uint64_t length;
  const char* because;
};

TEST(ReplyHeaders, AreSixteenBytes) {
  const Header table[] = {
      {"200           42\n", 0, 0, "seventeen bytes"},
      {"200          42\n", 200, 42, "as Checkmk, Naemon and Nagios write it"},
      {"413           0\n", 413, 0, "an error without a message"},
      {"200 99999999999\n", 200, 99999999999, "the longest"},
      {"200            \n", 0, 0, "no length"},
      {"200         4 2\n", 0, 0, "two lengths"},
      {"200         -42\n", 0, 0, "less than nothing"},
      {"200          42 ", 0, 0, "no line break"},
      {"2x0          42\n", 0, 0, "no code"},
      {"-20          42\n", 0, 0, "no code"},
      {"Client connectio", 0, 0, "Naemon giving up an idle connection"},
      {"HTTP/1.1 400 Bad", 0, 0, "another protocol"},
      {"", 0, 0, "nothing"},
  };
  for (const Header& row : table) {
    const Result<ReplyHeader> header = parse_header(row.bytes);
    ASSERT_EQ(header.has_value(), row.code != 0) << row.because;
    if (!header) continue;
    EXPECT_EQ(header->code, row.code) << row.because;
    EXPECT_EQ(header->length, row.length) << row.because;
  }
  EXPECT_EQ(parse_header("HTTP/1.1 400 Bad").error().text,
            "the answer does not start as Livestatus does: \"HTTP/1.1 400 Bad\"; a web server listens at "
            "this port; "
            "Livestatus mostly has port 6557");
}

// Every kind of value that a server writes.
const std::string all_kinds =
    R"([["web01","Größe \u00e4\n",0,-1,true,false,null,1.5,nan,["a","b",3],{"os":"linux","n":1},[["k","v"],["x","y",7]],[]],)"
    "\n"
    R"(["db01","",2,1795291594,1,0,null,1e300,2.5,[],{},[[1,"a"]],["z"]]])"
    "\n";

void expect_all_kinds(const Read& read, const std::string& how) {
  ASSERT_EQ(read.fault, "") << how;
  ASSERT_EQ(read.rows.size(), 2U) << how;
  const Row& row = read.rows[0];
  ASSERT_EQ(row.size(), 13U) << how;
  EXPECT_EQ(row[0].text(), "web01") << how;
  EXPECT_EQ(row[1].text(), "Größe ä\n") << how;
  EXPECT_EQ(row[2].number(7), 0) << how;
  EXPECT_EQ(row[3].number(), -1) << how;
  EXPECT_TRUE(row[4].truth()) << how;
  EXPECT_FALSE(row[5].truth(true)) << how;
  EXPECT_TRUE(row[6].is_null()) << how;
  EXPECT_EQ(row[7].number(), 1) << how;
  EXPECT_EQ(row[8].number(7), 7) << "nan is no number, " << how;
  EXPECT_EQ(row[9].list(), (std::vector{"a"s, "b"s, "3"s})) << how;
  EXPECT_EQ(row[10].pairs(), (Pairs{{"os", "linux"}, {"n", "1"}})) << how;
  EXPECT_EQ(row[11].pairs(), (Pairs{{"k", "v"}, {"x", "y"}})) << "a list of pairs is a dictionary, " << how;
  EXPECT_EQ(row[11].table()[1], (std::vector{"x"s, "y"s, "7"s})) << how;
  EXPECT_TRUE(row[12].list().empty() && row[12].pairs().empty()) << how;
  EXPECT_EQ(read.rows[1][7].number(), std::numeric_limits<std::int64_t>::max()) << how;
  EXPECT_TRUE(read.rows[1][4].truth() && !read.rows[1][5].truth(true)) << "0 and 1 are booleans too, " << how;
}

TEST(RowReader, ReadsEveryKindOfValueAtEveryCut) {
  for (std::size_t piece = 1; piece <= all_kinds.size(); ++piece)
    expect_all_kinds(read(all_kinds, piece), "in pieces of " + std::to_string(piece));
}

TEST(RowReader, UsesTheSpaceOfARowThatWasLeft) {
  std::vector<std::string> seen;
  std::vector<const Cell*> places;
  RowReader reader{[&](Row&& row) {
    seen.push_back(row.at(0).text() + '/' + std::to_string(row.at(1).number()) + '/' +
                   std::to_string(row.size()));
    places.push_back(row.data());
  }};
  ASSERT_TRUE(reader.feed(R"([["a long text that needs memory",1],["b",2],["c",null,3],["d",4]])"));
  EXPECT_EQ(seen, (std::vector{"a long text that needs memory/1/2"s, "b/2/2"s, "c/0/3"s, "d/4/2"s}));
  EXPECT_EQ(places[0], places[1]);
}

TEST(RowReader, TellsATruncatedAnswerAtEveryByte) {
  for (std::size_t end = 0; end + 2 < all_kinds.size(); ++end) {  // without its last bracket and line break
    const Read cut = read(all_kinds.substr(0, end), 7);
    EXPECT_NE(cut.fault, "") << "cut after " << end;
    EXPECT_LE(cut.rows.size(), 2U);
  }
}

struct Bad {
  std::string text;
  const char* fault;
};

TEST(RowReader, SaysWhatIsWrong) {
  const Bad table[] = {
      {"", "the answer is empty"},
      {"  \n", "ends in the middle"},
      {"{\"data\":[]}", "no list of rows"},
      {"[1,2]", "no list of rows"},
      {"[\"a\"]", "no list of rows"},
      {"[{}]", "no list of rows"},
      {"null", "no list of rows"},
      {"\"a\"", "no list of rows"},
      {"[[1],", "ends in the middle"},
      {"[[1]]x", "goes on after its end: \"x\""},
      {"[[1]]\n[[2]]", "goes on after its end: \"[[2]]\""},
      {"400: Garbage", "no list of rows"},
      {"<html>", "not JSON at byte 0"},
      {"[[1,]]", "not JSON at byte 4"},
      {"[[\"\\q\"]]", "not JSON"},
      {std::string(100, '['), "not JSON"},
  };
  for (const Bad& row : table)
    EXPECT_NE(read(row.text).fault.find(row.fault), std::string::npos)
        << row.text << ": " << read(row.text).fault;
}

TEST(RowReader, TakesTextThatIsNoUtf8) {
  const Read latin1 = read(
      "[[\"Gr\xf6\xdf"
      "e\"]]");
  ASSERT_EQ(latin1.fault, "");
  EXPECT_EQ(latin1.rows[0][0].text(),
            "Gr\xf6\xdf"
            "e");
}

TEST(RowReader, KeepsTheRowWithHalfAnEmoji) {
  const Read read_row = read(R"([["disk \ud83d full",2]])");
  ASSERT_EQ(read_row.fault, "");
  EXPECT_EQ(read_row.rows[0][0].text(), "disk \xef\xbf\xbd full");
}

TEST(RowReader, CutsALongTextAndKeepsTheRow) {
  const Read cut = read("[[\"" + std::string(1'000'000, 'x') + "\",2]]", 4096);
  ASSERT_EQ(cut.fault, "");
  EXPECT_EQ(cut.rows[0][0].text().size(), ReplyLimits{}.text_bytes);
  EXPECT_EQ(cut.rows[0][1].number(), 2);
}

TEST(RowReader, EndsARowThatNeverEnds) {
  const ReplyLimits limits{.text_bytes = 100, .row_bytes = 1000, .rows = 10};
  const Bad table[] = {
      {"[[" +
           [] {
             std::string list;
             for (int i = 0; i < 1000; ++i) list += "1,";
             return list;
           }(),
       "one row"},
      {"[[[" +
           [] {
             std::string list;
             for (int i = 0; i < 1000; ++i) list += "\"a\",";
             return list;
           }(),
       "one row"},
      {"[[[" +
           [] {
             std::string list;
             for (int i = 0; i < 1000; ++i) list += "[],";
             return list;
           }(),
       "one row"},
      {"[[{" +
           [] {
             std::string list;
             for (int i = 0; i < 1000; ++i) list += "\"k\":[],";
             return list;
           }(),
       "one row"},
      {"[" +
           [] {
             std::string list;
             for (int i = 0; i < 1000; ++i) list += "[1],";
             return list;
           }(),
       "more than 10 rows"},
  };
  for (const Bad& row : table)
    EXPECT_NE(read(row.text, 64, limits).fault.find(row.fault), std::string::npos) << row.text.substr(0, 20);
}

TEST(RowReader, DoesNotGrowWithANumberThatNeverEnds) {
  RowReader reader{[](Row&&) {}};
  ASSERT_TRUE(reader.feed("[[1"));
  for (int i = 0; i < 1000; ++i)
    if (!reader.feed("0000000000")) return;  // refused is as good as ignored
  SUCCEED();
}

TEST(RowReader, SurvivesGarbage) {
  std::mt19937 random{20261121};  // the same bytes in every run
  const std::string alphabet = "[]{}\",:\\u0123456789abcdefntrue-. \n\xff\x80";
  for (int round = 0; round < 20'000; ++round) {
    std::string text = round % 2 == 0 ? "[[" : all_kinds;
    for (int i = 0; i < 20; ++i) {
      const char byte = alphabet[random() % alphabet.size()];
      if (round % 2 == 0) {
        text += byte;
      } else {
        text[random() % text.size()] = byte;
      }
    }
    const Read garbage = read(text, 1 + random() % 16);
    EXPECT_LE(garbage.rows.size(), 20U);
  }
}

TEST(Cells, GiveADefaultForWhatDoesNotFit) {
  const Cell text{Cell::Value{"x"s}};
  EXPECT_EQ(text.number(5), 5);
  EXPECT_TRUE(text.truth(true));
  EXPECT_TRUE(text.list().empty());
  const Cell number{Cell::Value{2.9}};
  EXPECT_EQ(number.text(), "");
  EXPECT_EQ(number.number(), 2);
  EXPECT_EQ(Cell{Cell::Value{-1e300}}.number(), std::numeric_limits<std::int64_t>::min());
}

}  // namespace
}  // namespace ilert_bridge
