#include "ilert-bridge/livestatus/mend.hpp"

#include <gtest/gtest.h>

namespace ilert_bridge {
namespace {

std::string mended(std::string_view text, std::size_t piece) {
  Mender mender;
  std::string result;
  for (std::size_t at = 0; at < text.size(); at += piece) result += mender.mend(text.substr(at, piece));
  return result += mender.rest();
}

struct Wound {
  std::string_view text;
  std::string_view mended;
  const char* because;
};

TEST(Mender, MakesJsonOfWhatServersWrite) {
  const Wound table[] = {
      {R"([["a",1,-1,true,null,1.5e-7]])", R"([["a",1,-1,true,null,1.5e-7]])", "nothing is wrong"},
      {R"([[nan,-nan,inf,-inf,NaN,Infinity]])", R"([[null,null,null,null,null,null]])", "Naemon's doubles"},
      {R"(["nan","-inf","\"nan"])", R"(["nan","-inf","\"nan"])", "in a text they are words"},
      {R"(["\ud83d\ude00"])", R"(["\ud83d\ude00"])", "a pair of surrogates is a character"},
      {R"(["\ud83d"])", R"(["\ufffd"])", "half a pair, at the end"},
      {R"(["\ud83dx"])", R"(["\ufffdx"])", "half a pair, before text"},
      {R"(["\ud83d\n"])", R"(["\ufffd\n"])", "half a pair, before another escape"},
      {R"(["\ud83d\u0041"])", R"(["\ufffd\u0041"])", "half a pair, before another character"},
      {R"(["\ud83d\ud83d\ude00"])", R"(["\ufffd\ud83d\ude00"])", "half a pair, before a pair"},
      {R"(["\ude00"])", R"(["\ufffd"])", "the second half alone"},
      {R"(["\\ud83d"])", R"(["\\ud83d"])", "an escaped backslash and letters"},
      {R"(["\u00zz"])", R"(["\u00zz"])", "no escape; the parser says so"},
      {"[\"a\nb\tc\x01\"]", R"(["a\nb\tc\ufffd"])", "control characters as they are"},
      {"[\n[1],\n[2]]\n", "[\n[1],\n[2]]\n", "outside of texts line breaks are nothing"},
      {R"(["\u)", R"(["\u)", "cut short: nothing is lost"},
      {R"(na)", R"(na)", "likewise"},
  };
  for (const Wound& row : table)
    for (std::size_t piece = 1; piece <= row.text.size(); ++piece)
      EXPECT_EQ(mended(row.text, piece), row.mended) << row.because << ", in pieces of " << piece;
}

TEST(Mender, CopiesNothingWhenNothingIsWrong) {
  Mender mender;
  const std::string_view text = R"([["web01","HTTP",2,"caf\u00e9 \"x\"",-1,null]])";
  EXPECT_EQ(mender.mend(text).data(), text.data());
}

}  // namespace
}  // namespace ilert_bridge
