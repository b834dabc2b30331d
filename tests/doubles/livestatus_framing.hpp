// Where a request ends, and what else can happen while one is read. Pure: bytes in, requests out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/livestatus/flavour.hpp"

namespace ilert_bridge::doubles {

// Lines end with \n, a request with an empty line or the end of the stream at the start of a line.
class Framing {
 public:
  struct Heard {
    enum class Kind {
      more,     // not yet
      request,  // `lines` are one, without what trails them
      refused,  // say `code` and `text`, then close
      over      // close
    } kind = Kind::more;
    std::vector<std::string> lines = {};
    int code = 0;
    std::string text = {};
  };
  explicit Framing(Flavour flavour) : flavour_(flavour) {}
  void feed(std::string_view bytes) { unread_ += bytes; }
  void end() { ended_ = true; }
  Heard next();  // call until it says `more`: requests may be pipelined

 private:
  Heard complete();
  Heard at_end();

  Flavour flavour_;
  std::string unread_;
  std::vector<std::string> lines_;
  bool ended_ = false;
};

}  // namespace ilert_bridge::doubles
