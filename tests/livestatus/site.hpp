// A site of each kind, and who looks at it.
#pragma once

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ilert-bridge/livestatus/source.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/net/scripted_peer.hpp"

namespace ilert_bridge::testing_livestatus {

inline const Flavour all_flavours[] = {Flavour::checkmk, Flavour::naemon, Flavour::icinga2, Flavour::lmd,
                                       Flavour::nagios};

inline Subject host(const std::string& name) { return {"prod", name, "", ""}; }
inline Subject service(const std::string& name, const std::string& description) {
  return {"prod", name, description, ""};
}

// A site with a World behind it, and a Source that looks at it.
class Site {
 public:
  explicit Site(Flavour flavour = Flavour::checkmk, std::size_t max_response = 0)
      : server_(world, {.flavour = flavour, .max_response = max_response}) {
    options.site = "prod";
    options.endpoint = server_.endpoint();
    options.deadlines = {.connect = std::chrono::seconds{5},
                         .silence = std::chrono::seconds{2},
                         .answer = std::chrono::seconds{20}};
  }

  Asked<Look> look(const std::vector<Subject>& by_name = {}) {
    return testing_net::run(context_, source().look(by_name));
  }
  Asked<std::map<Subject, Texts>> texts(const std::vector<Subject>& subjects) {
    return testing_net::run(context_, source().texts(subjects));
  }
  // The failure's text, or nothing.
  std::string unsure(const std::vector<Subject>& by_name = {}) {
    const Asked<Look> looked = look(by_name);
    return looked ? "" : looked.error().text;
  }
  Source& source() {
    if (!source_) source_.emplace(options);
    return *source_;
  }
  doubles::LivestatusDouble& server() { return server_; }

  doubles::World world;
  SourceOptions options;

 private:
  doubles::LivestatusDouble server_;
  testing_net::asio::io_context context_;
  std::optional<Source> source_;

 public:
  testing_net::asio::io_context& context() { return context_; }
};

inline const Sighting* find(const Look& look, const Subject& subject) {
  const auto found = std::find_if(look.sightings.begin(), look.sightings.end(),
                                  [&](const Sighting& one) { return one.subject == subject; });
  return found == look.sightings.end() ? nullptr : &*found;
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace ilert_bridge::testing_livestatus
