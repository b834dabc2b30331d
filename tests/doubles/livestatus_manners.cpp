#include "tests/doubles/livestatus_manners.hpp"

#include <cstdlib>

namespace ilert_bridge::doubles {
namespace {

constexpr long longest_wait_ms = 5000;

bool has(const std::string& request, const char* words) { return request.find(words) != std::string::npos; }

bool names_objects(const std::string& request) {
  return has(request, "\nFilter: name = ") || has(request, "\nFilter: host_name = ");
}

std::string columns_of(const std::string& request) {
  const auto at = request.find("\nColumns:");
  return at == std::string::npos ? "" : request.substr(at + 1, request.find('\n', at + 1) - at - 1) + " ";
}

bool asks_for_lists(const std::string& request) {
  const std::string columns = columns_of(request);
  for (const char* list : {" comments", " downtimes", " host_comments", " host_downtimes"})
    if (columns.find(list) != std::string::npos) return true;
  return false;
}

const char* bad_question(const std::string& request) {
  const bool of_objects = request.starts_with("GET hosts\n") || request.starts_with("GET services\n");
  if (!of_objects) return nullptr;
  if (columns_of(request).empty() && !has(request, "\nStats:")) return "asks for every column";
  if (asks_for_lists(request) && !names_objects(request)) return "asks for lists of all rows";
  return nullptr;
}

const char* bad_wait(Flavour flavour, const std::string& request) {
  if (!has(request, "\nWait")) return nullptr;
  if (flavour == Flavour::icinga2 || flavour == Flavour::lmd) return "waits where there is no waiting";
  if (request.starts_with("GET log\n")) return "waits on table log, which blocks it for everybody";
  const auto at = request.find("\nWaitTimeout:");
  const long timeout = at == std::string::npos ? 0 : std::strtol(request.c_str() + at + 13, nullptr, 10);
  return timeout <= 0 || timeout > longest_wait_ms ? "waits too long: the core cannot stop meanwhile"
                                                   : nullptr;
}

}  // namespace

std::vector<std::string> bad_manners(Flavour flavour, const std::vector<std::string>& requests) {
  std::vector<std::string> complaints;
  for (const std::string& request : requests)
    for (const char* complaint : {bad_question(request), bad_wait(flavour, request)})
      if (complaint != nullptr) complaints.push_back(std::string(complaint) + ":\n" + request);
  return complaints;
}

}  // namespace ilert_bridge::doubles
