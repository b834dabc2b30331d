#include "ilert-bridge/cli/journal_change.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "ilert-bridge/cli/control_client.hpp"
#include "ilert-bridge/cli/person.hpp"
#include "ilert-bridge/journal/journal.hpp"

namespace ilert_bridge {
namespace json = boost::json;
namespace {

// One question to the daemon, and one transaction: some milliseconds.
constexpr std::size_t at_once = 500;

using Ids = std::vector<EventId>;

Result<Ids> ask_for(const std::filesystem::path& journal, JournalChange change, const Ids& events,
                    ControlFault::Kind& fault) {
  const char* const name = change == JournalChange::retry ? "journal.retry" : "journal.drop";
  const auto answer = ask_daemon(journal, {{"ask", name}, {"ids", json::value_from(events)}});
  if (!answer) {
    fault = answer.error().kind;
    return error(answer.error().text);
  }
  json::error_code wrong;
  const json::value* const ids = answer->if_contains("changed");
  if (ids == nullptr || !ids->is_array()) return error("the daemon did not say which events it changed");
  Ids changed;
  for (const json::value& id : ids->get_array()) changed.push_back(id.to_number<EventId>(wrong));
  return changed;
}

Result<Ids> change_here(Journal& journal, JournalChange change, const Ids& events) try {
  return change == JournalChange::retry ? journal.retry(events, who_types(), now())
                                        : journal.drop(events, who_types(), now());
} catch (const CommitFailed& failure) {
  return error(failure.what());
}

}  // namespace

Result<Ids> change_journal(const std::filesystem::path& path, const std::string& bridge_name,
                           JournalChange change, const Ids& events) {
  Ids changed;
  std::optional<Journal> own;
  for (std::size_t done = 0; done < events.size(); done += at_once) {
    const Ids some(events.begin() + static_cast<std::ptrdiff_t>(done),
                   events.begin() + static_cast<std::ptrdiff_t>(std::min(done + at_once, events.size())));
    auto fault = ControlFault::Kind::failed;
    Result<Ids> part = own ? change_here(*own, change, some) : ask_for(path, change, some, fault);
    if (!part && !own && fault == ControlFault::Kind::nobody) {
      const Result<void> became = become_owner_of(path);
      if (!became) return became.error();
      Result<Journal> opened = Journal::open(path, Journal::Access::own, bridge_name, now());
      if (!opened)
        return error(opened.error().text + "; its control socket does not answer: " + part.error().text);
      own.emplace(std::move(*opened));
      part = change_here(*own, change, some);
    }
    if (!part) return part.error();
    changed.insert(changed.end(), part->begin(), part->end());
  }
  return changed;
}

}  // namespace ilert_bridge
