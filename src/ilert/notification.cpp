#include "ilert-bridge/ilert/notification.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <ctime>
#include <functional>

#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/core/limits.hpp"
#include "nagios_xml.hpp"

namespace ilert_bridge {
namespace {

constexpr std::size_t long_text = 200;  // bytes

std::string line(std::string_view bytes, std::size_t limit) {
  return cut(one_line(cut_bytes(bytes, raw_limit)), limit);
}

std::string text(std::string_view bytes) { return cut(clean(cut_bytes(bytes, raw_limit)), details_limit); }

std::string_view type_of(EventType type) {
  switch (type) {
    case EventType::alert:
      return "PROBLEM";
    case EventType::accept:
      return "ACKNOWLEDGEMENT";
    case EventType::resolve:
      return "RECOVERY";
    case EventType::comment:
      return "CUSTOM";  // never sent: ilert ignores it
  }
  return "CUSTOM";
}

// In UTC, as `date` writes it.
std::string moment(Time time, const char* format) {
  const std::time_t seconds = unix_seconds(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::string text(64, '\0');
  text.resize(std::strftime(text.data(), text.size(), format, &parts));
  return text;
}

// ilert fills in $MACROS$ where they are used; a pair of dollars in what a check said must not become one.
std::string without_macros(std::string text) {
  if (std::count(text.begin(), text.end(), '$') < 2) return text;
  constexpr std::string_view wide_dollar = "＄";
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + wide_dollar.size()))
    text.replace(at, 1, wide_dollar);
  return text;
}

std::string word(const Event& event, const std::string& key) {
  const auto found = event.context.find(key);
  return found == event.context.end() ? std::string{} : found->second;
}

// "ilert-bridge-mon1" with the service "site prod": a matter of its own, so ilert makes a key of its own of
// it.
void name_subject(Context& words, const Event& event) {
  const Subject& subject = event.subject;
  if (!subject.is_own()) {
    words["HOSTNAME"] = line(subject.host, name_limit);
    if (subject.is_service()) words["SERVICEDESC"] = line(subject.service, name_limit);
    words["OMD_SITE"] = line(subject.site, name_limit);
    return;
  }
  const std::string host = line(word(event, "HOSTNAME"), name_limit);
  words["HOSTNAME"] = host.empty() ? "ilert-bridge" : host;
  words["SERVICEDESC"] = line(subject.own + ' ' + subject.site, name_limit);
}

bool is_service(const Event& event) { return event.subject.is_own() || event.subject.is_service(); }

// What is over is good for ilert, whatever the state: that is said by the output.
std::string state_of(const Event& event) {
  if (event.type == EventType::resolve) return is_service(event) ? "OK" : "UP";
  return std::string{name(event.state)};
}

std::string output_of(const Event& event, const std::string& about) {
  const bool says_why =
      event.subject.is_own() || (event.type == EventType::resolve && event.reason != Reason::recovered);
  return line(says_why ? event.details : word(event, about + "OUTPUT"), details_limit);
}

void add_state(Context& words, const Event& event) {
  words["WHAT"] = is_service(event) ? "SERVICE" : "HOST";
  words[words["WHAT"] + "STATE"] = state_of(event);
  if (is_service(event)) words["HOSTSTATE"] = line(word(event, "HOSTSTATE"), name_limit);
}

void add_words(Context& words, const Event& event) {
  const std::string about = words["WHAT"];
  words[about + "OUTPUT"] = output_of(event, about);
  words["LONG" + about + "OUTPUT"] = text(word(event, "LONG" + about + "OUTPUT"));
  words[about + "GROUPNAMES"] = line(word(event, about + "GROUPNAMES"), details_limit);
  words["HOSTALIAS"] = line(word(event, "HOSTALIAS"), name_limit);
  words["HOSTADDRESS"] = line(word(event, "HOSTADDRESS"), name_limit);
  words["NOTIFICATIONAUTHOR"] = line(event.remark.author, author_limit);
  words["NOTIFICATIONCOMMENT"] = text(event.remark.text);
  for (const char* const page : {"NOTESURL", "ACTIONURL"})
    if (const std::string url = line(word(event, about + page), link_limit); !url.empty())
      words[about + page] = url;
  words[about + "URL"] = event.link.size() > link_limit ? "" : line(event.link, link_limit);
}

Context imported_notification(const Event& event) {
  Context words;
  for (const auto& [name, value] : event.context) words[line(name, name_limit)] = text(value);
  return words;
}

// Whatever prefix its name has.
bool is_one_of_ours(std::string_view name) {
  constexpr std::string_view ours[] = {"NOTIFICATIONTYPE",
                                       "WHAT",
                                       "OMD_SITE",
                                       "HOSTNAME",
                                       "HOSTSTATE",
                                       "SERVICEDESC",
                                       "SERVICESTATE",
                                       "DATETIME",
                                       "OUTPUT",
                                       "GROUPNAMES",
                                       "HOSTALIAS",
                                       "HOSTADDRESS",
                                       "NOTIFICATIONAUTHOR",
                                       "NOTIFICATIONCOMMENT",
                                       "URL",
                                       "ILERT_PRIORITY",
                                       "SUMMARY_HOST",
                                       "SUMMARY_SERVICE",
                                       "PLUGIN_VERSION"};
  return std::any_of(std::begin(ours), std::end(ours),
                     [&](std::string_view one) { return name.ends_with(one); });
}

// Those that an imported notification has besides; false: there are none.
bool drop_others(Context& words, std::size_t excess) {
  const std::size_t before = words.size();
  for (auto at = words.begin(); at != words.end() && excess > 0;) {
    const std::size_t size = at->first.size() + at->second.size();
    if (is_one_of_ours(at->first)) {
      ++at;
    } else {
      excess -= std::min(excess, size);
      at = words.erase(at);
    }
  }
  return words.size() < before;
}

// A byte less of a word is at least a byte less of the body.
void shorten(Context& words, std::size_t excess) {
  const auto shorter = [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); };
  const auto longest = std::max_element(words.begin(), words.end(), shorter);
  const std::size_t size = longest->second.size();
  if (size <= long_text && drop_others(words, excess / 2 + 1)) return;  // a word takes more than its letters
  if (size == 0) {
    words.erase(longest);
  } else {
    longest->second = cut_bytes(longest->second, size - std::min(excess, size / 2 + 1));
  }
}

// First what is empty goes, then long texts give way, the longest first, then what nobody needs to know which
// problem it is.
std::string fitted(Context words, std::size_t limit,
                   const std::function<std::string(const Context&)>& body_of) {
  std::string body = body_of(words);
  if (body.size() < limit) return body;
  std::erase_if(words, [](const auto& each) { return each.second.empty(); });
  body = body_of(words);
  while (body.size() >= limit && !words.empty()) {
    shorten(words, body.size() - limit + 1);
    body = body_of(words);
  }
  return body;
}

}  // namespace

Context notification_of(const Event& event, bool required_only) {
  if (event.reason == Reason::imported) return imported_notification(event);
  Context words;
  words["NOTIFICATIONTYPE"] = type_of(event.type);
  name_subject(words, event);
  add_state(words, event);
  words["LONGDATETIME"] = moment(event.occurred_at, "%a %b %d %H:%M:%S UTC %Y");
  words["SHORTDATETIME"] = moment(event.occurred_at, "%Y-%m-%d %H:%M:%S");
  if (!required_only) add_words(words, event);
  return words;
}

std::string checkmk_body(const Event& event, bool required_only, std::size_t limit) {
  Context words = notification_of(event, required_only);
  const std::string summary = without_macros(line(event.summary, summary_limit));
  words["PARAMETER_ILERT_PRIORITY"] = name(event.priority);
  words["PARAMETER_ILERT_SUMMARY_HOST"] = summary;
  words["PARAMETER_ILERT_SUMMARY_SERVICE"] = summary;
  return fitted(std::move(words), limit, [](const Context& each) {
    boost::json::object body;
    for (const auto& [name, value] : each) body[name] = value;
    return boost::json::serialize(body);
  });
}

std::string nagios_body(const Event& event, std::string_view integration_key, bool required_only,
                        std::size_t limit) {
  const bool imported = event.reason == Reason::imported;
  Context words;
  for (auto& [name, value] : notification_of(event, required_only))
    words[imported ? name : "NOTIFY_" + name] = value;
  words["PLUGIN_VERSION"] = "1.7";  // the last one that there is: what it sent is what we send
  return fitted(std::move(words), limit, [&](const Context& each) {
    return nagios_xml({std::string{integration_key}, each});
  });
}

}  // namespace ilert_bridge
