// What can go wrong with an answer of the Livestatus double.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace ilert_bridge::doubles {

struct Fault {
  enum class Kind {
    hang,          // nothing comes, the connection stays
    cut_after,     // the first `bytes` of the right answer, then the end
    reset_after,   // likewise, with a RST over TCP
    garbage,       // bytes that are not Livestatus, then the end
    empty,         // not one byte, then the end, as a restarting core ends a question
    empty_body,    // 200 with a length of 0
    wrong_length,  // the header promises `bytes` more than there are, then the end
    invalid_utf8,  // a byte 0xFF at the start of every string
    not_json,      // the right frame around a body that is no JSON
    refuse,        // `code` and `text`
    too_large,     // 413, as if the answer were over the server's limit
    never_ending,  // a huge length and row after row, until the client goes
    close_now,     // the connection ends as soon as it is accepted, before a question
    one_byte_writes,
    slow,           // `bytes` at a time (1 if 0) with a `pause` after each
    restart_before  // the core restarts (states kept, connections stay) before it answers
  } kind = Kind::hang;
  int answers = 1;  // so many of the next answers (connections for close_now); a negative number: for ever
  std::size_t bytes = 0;
  int code = 400;
  std::string text = {};
  std::chrono::milliseconds pause{10};
  int after = 0;  // so many answers before it are right
};

}  // namespace ilert_bridge::doubles
