// The way back, from ilert to Checkmk: [sync].
#include <algorithm>
#include <chrono>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/schema_rows.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

const Names<SyncAccept> acceptances{{"acknowledge", SyncAccept::acknowledge}, {"ignore", SyncAccept::ignore}};

const Names<SyncResolve> resolutions{{"ignore", SyncResolve::ignore},
                                     {"acknowledge", SyncResolve::acknowledge},
                                     {"reopen", SyncResolve::reopen}};

const Names<SyncUnaccept> removals{{"ignore", SyncUnaccept::ignore}, {"remove", SyncUnaccept::remove}};

constexpr std::size_t longest_author = 40;

// It stands in a command to Checkmk, where ';' separates.
std::optional<std::string> read_author(const Node& node, const Complain& complain) {
  const auto text = read_text(node, complain);
  if (!text) return text;
  const bool is_plain = !text->empty() && code_points(*text) <= longest_author && one_line(*text) == *text &&
                        text->find_first_of(";\\") == std::string::npos;
  if (is_plain) return text;
  complain(
      node,
      "must have 1 to 40 characters, without ';' and '\\', and blanks only between words, one at a time");
  return std::nullopt;
}

void check_token_file(const Node& node, const Slot&, const Complain& complain) {
  (void)read_text(node, complain);
}

}  // namespace

std::vector<Key> sync_rows() {
  return {
      {"sync.api_token_file", "file name", "\"\"", "",
       "file with the API key of an ilert user, which may read alerts and alert sources; empty: nothing is "
       "taken over from ilert",
       check_token_file},
      {"sync.interval", "duration", "\"30s\"", "", "pause between two questions to ilert",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->sync.interval, read_span(n, 1s, 1h, c));
       }},
      {"sync.accept", either(words_of(acceptances)), "\"acknowledge\"", "",
       "an alert that was accepted in ilert",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->sync.accept, read_choice(n, acceptances, c));
       }},
      {"sync.resolve", either(words_of(resolutions)), "\"ignore\"", "",
       "an alert that was resolved in ilert while its problem lasts",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->sync.resolve, read_choice(n, resolutions, c));
       }},
      {"sync.unaccept", either(words_of(removals)), "\"ignore\"", "",
       "an acceptance that was taken back in ilert: its acknowledgement stays in Checkmk, or is removed",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->sync.unaccept, read_choice(n, removals, c));
       }},
      {"sync.comments", "boolean", "true", "",
       "comments in ilert become comments in Checkmk, and comments there are told to ilert",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->sync.comments, read_boolean(n, c));
       }},
      {"sync.author", "text", "\"ilert\"", "",
       "stands for ilert in Checkmk, behind the person's name: \"Ada Example (ilert)\"",
       [](const Node& n, const Slot& s, const Complain& c) {
         set(s.config->sync.author, read_author(n, c));
       }},
  };
}

}  // namespace ilert_bridge
