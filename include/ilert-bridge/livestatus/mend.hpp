// What servers write where JSON allows it not, made JSON: Naemon's raw `nan` and `inf` become null, Checkmk's
// lone surrogates U+FFFD, raw control characters in strings escapes. Pure; nothing is copied as long as
// nothing is wrong.
#pragma once

#include <string>
#include <string_view>

namespace ilert_bridge {

class Mender {
 public:
  // The next piece of the document, mended; valid until the next call and as long as `piece`. What cannot be
  // judged before more comes (a dozen bytes at most) is kept back.
  std::string_view mend(std::string_view piece);
  std::string_view rest() const { return held_; }  // what was kept back, when nothing more comes

 private:
  bool in_string_ = false;
  std::string held_, joined_, mended_;
};

}  // namespace ilert_bridge
