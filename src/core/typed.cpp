#include "ilert-bridge/core/typed.hpp"

#include <algorithm>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

// Takes what stands before the first such character, and that, away; empty where there is none.
std::string taken_before(std::string& text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string::npos) return {};
  std::string before = text.substr(0, at);
  text.erase(0, at + 1);
  return before;
}

}  // namespace

Subject typed_subject(const std::string& first, const std::vector<std::string>& more,
                      const std::vector<std::string>& sites) {
  Subject subject{.site = {}, .host = first, .service = {}, .own = {}};
  std::string rest = first;
  const std::string site = taken_before(rest, '/');
  if (std::find(sites.begin(), sites.end(), site) != sites.end()) {
    subject.site = site;
    subject.host = rest;
  }
  // A host has no ';' in its name, and hardly a '/'; a service often has.
  const std::size_t end = subject.host.find_first_of(";/");
  std::vector<std::string> words;
  if (end != std::string::npos) {
    words.push_back(subject.host.substr(end + 1));
    subject.host.erase(end);
  }
  words.insert(words.end(), more.begin(), more.end());
  subject.service = join(words, " ");
  return subject;
}

}  // namespace ilert_bridge
