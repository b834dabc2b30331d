// Every key there is, once: this table reads the files, knows what is misspelt, has the defaults, and is what
// the sample file and the manual page are compared with.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/config/config.hpp"
#include "ilert-bridge/config/values.hpp"

namespace ilert_bridge {

// What a key's value goes into. Those that the key's path does not lead through are null.
struct Slot {
  Config* config = nullptr;
  SiteSettings* site = nullptr;
  RouteSettings* route = nullptr;
  Policy* policy = nullptr;
};

struct Key {
  std::string path;    // "site.*.poll_interval"; '*' is a name the administrator chose
  std::string type;    // "duration", "\"keep\" or \"alert\"", …
  std::string preset;  // the default as TOML; empty: there is none, and `otherwise` says what holds
  std::string otherwise;
  std::string meaning;  // one line
  std::function<void(const Node&, const Slot&, const Complain&)> store;

  Path parts() const;
};

// In the order of the documentation.
const std::vector<Key>& schema();

// The parts that may follow `pattern` ("route.*"), each once: "match", "delay", …
std::vector<std::string_view> children_of(std::string_view pattern);

}  // namespace ilert_bridge
