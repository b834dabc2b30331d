// A file that the old plugin left behind: from its XML to the notification that is posted for it, which is
// XML that says the same.
#include "ilert-bridge/ilert/spool_file.hpp"

#include "ilert-bridge/core/limits.hpp"
#include "ilert-bridge/core/spool.hpp"
#include "ilert-bridge/ilert/request.hpp"
#include "tests/fuzz/claim.hpp"

namespace ilert_bridge::fuzz {
namespace {

const std::string key = "il1api0123456789abcdef";

void look_at(const SpoolFile& file) {
  claim(is_one_line(file.integration_key), "a key is one line");
  for (const auto& [name, value] : file.entries) {
    claim(!name.empty() && is_one_line(name), "an entry has a name");
    claim(is_clean(value), "values are clean");
  }
}

void look_at(const Event& event) {
  claim(is_one_line(event.summary) && code_points(event.summary) <= 255, "a summary is a short line");
  claim(is_clean(event.remark.author) && is_clean(event.remark.text), "a remark is clean");
  for (const bool required_only : {false, true}) {
    const HttpRequest request =
        event_request(event, "https://localhost", key, required_only, Integration::nagios);
    claim(request.body.size() < body_limit, "a body stays below its limit");
    const Result<SpoolFile> posted = parse_spool_file(request.body);
    claim(posted && posted->integration_key == key, "what is posted is XML with the key");
    look_at(*posted);
    const auto context = std::map(event.context);
    claim(!context.contains("NOTIFY_HOSTNAME") || posted->entries.contains("NOTIFY_HOSTNAME"),
          "and with the notification's words");
  }
}

void take_over(const SpoolFile& file) {
  const Context entries = as_sent(file.entries, Send{.groups = true, .address = true, .alias = true}, key);
  for (const auto& [name, value] : entries)
    claim(value.find(key) == std::string::npos && code_points(value) <= 4000, "no entry tells the key");
  const std::optional<EventType> type = event_type_of(notification_type(file.entries));
  Spooled spooled = spooled_from(entries, type.value_or(EventType::alert), from_unix(1'800'000'000), "prod");
  if (spooled.subject.host.empty()) return;
  spooled.digest = digest_of(spooled.subject.host);
  const Import import = import_of({spooled, spooled}, "oncall", "mon1", {"prod"});
  claim(import.files.size() == 2 && import.matters.size() == 1,
        "each file becomes an event, both one matter");
  for (const Import::File& one : import.files) look_at(one.event);
}

}  // namespace
}  // namespace ilert_bridge::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace ilert_bridge;
  using namespace ilert_bridge::fuzz;
  const Result<SpoolFile> file = parse_spool_file(Input(bytes, size).rest());
  if (!file) {
    claim(is_one_line(file.error().text), "what is wrong is said in words");
    return 0;
  }
  look_at(*file);
  take_over(*file);
  return 0;
}
