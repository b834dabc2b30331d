// Whether what answers at [ilert] url is ilert: as far as that can be told without an event. Pure.
#pragma once

#include <string>
#include <string_view>

#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge {

// A question to ilert's REST API without a token. ilert refuses it in its own way; nothing comes of it.
HttpRequest presence_request(std::string_view base_url);

struct IlertPresence {
  enum class Kind {
    proven,    // it answers as ilert does. Whether it takes the keys is another question
    unproven,  // something answers, and it may be any web server
    absent     // no answer, or one that says that no event will get through
  } kind = Kind::absent;
  std::string text;    // for people; no secret is in it
  std::string remedy;  // as of an event's answer
};
IlertPresence presence_of(const HttpAnswer& answer);

}  // namespace ilert_bridge
