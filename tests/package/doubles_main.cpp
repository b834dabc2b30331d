// The doubles of Livestatus and ilert as a program, for tests that are no C++: ilert-bridge-doubles SOCKET
// listens on the Unix socket and on a free port of 127.0.0.1, and says where on its first line. Then each
// line of the input is a request with blanks between its words, and each is answered by one line of JSON, or
// "error: …".
//
//   service web01 HTTP 2 connection refused     a hard result; the service is added if there is none
//   alerts                                      every alert ilert has, oldest first
//   told cmk-0123…                              the types of the events ilert took with this key, in order
//   ilert stop | ilert start                    ilert refuses connections, and is back with all it knew
//   tcp                                         the same site on a port of 127.0.0.1 too: its address
#include <boost/json.hpp>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>

#include "tests/doubles/ilert_double.hpp"
#include "tests/doubles/livestatus_double.hpp"
#include "tests/doubles/world.hpp"

namespace ilert_bridge::doubles {
namespace {

namespace json = boost::json;

class Stand {
 public:
  explicit Stand(const std::string& socket) : livestatus_(world_, {.unix_path = socket}) {}

  std::string ilert_url() const { return ilert_.url(); }

  json::value answer(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    if (verb == "service") return check_service(words);
    if (verb == "alerts") return alerts();
    if (verb == "told") return told(words);
    if (verb == "ilert") return switch_ilert(words);
    if (verb == "tcp")
      return json::value_from(over_tcp_.emplace(world_, LivestatusDouble::Options{}).address());
    throw std::invalid_argument("unknown request: " + verb);
  }

 private:
  json::value check_service(std::istream& words) {
    std::string host;
    std::string description;
    std::string output;
    int state = 0;
    if (!(words >> host >> description >> state))
      throw std::invalid_argument("service HOST NAME STATE OUTPUT");
    std::getline(words >> std::ws, output);
    bool known = false;
    world_.read([&](const WorldState& seen) { known = seen.find(host, description) != nullptr; });
    if (!known) world_.add_service(host, description);
    world_.service_check(host, description, state, output);
    return true;
  }

  json::value alerts() const {
    json::array all;
    for (const AlertView& alert : ilert_.alerts())
      all.push_back({{"key", alert.alert_key},
                     {"summary", alert.summary},
                     {"status", to_text(alert.status)},
                     {"pages", alert.pages}});
    return all;
  }

  json::value told(std::istream& words) const {
    std::string key;
    words >> key;
    return json::value_from(ilert_.types_taken(key));
  }

  json::value switch_ilert(std::istream& words) {
    std::string way;
    words >> way;
    if (way == "stop")
      ilert_.stop();
    else if (way == "start")
      ilert_.start();
    else
      throw std::invalid_argument("ilert stop | ilert start");
    return true;
  }

  World world_;
  LivestatusDouble livestatus_;
  std::optional<LivestatusDouble> over_tcp_;
  IlertDouble ilert_;
};

int serve(const std::string& socket) {
  Stand stand(socket);
  std::cout << stand.ilert_url() << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    try {
      std::cout << json::serialize(stand.answer(line)) << std::endl;
    } catch (const std::exception& wrong) {
      std::cout << "error: " << wrong.what() << std::endl;
    }
  }
  return 0;
}

}  // namespace
}  // namespace ilert_bridge::doubles

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: ilert-bridge-doubles SOCKET\n";
    return 2;
  }
  try {
    return ilert_bridge::doubles::serve(argv[1]);
  } catch (const std::exception& wrong) {
    std::cerr << "ilert-bridge-doubles: " << wrong.what() << '\n';
    return 1;
  }
}
