#include "tests/doubles/ilert_older.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <pugixml.hpp>

#include "tests/doubles/ilert_alerts.hpp"

namespace ilert_bridge::doubles {
namespace {

// With or without the prefix that says whose notification it is.
std::string word(const boost::json::object& words, const std::string& name) {
  for (const char* prefix : {"", "NOTIFY_", "NAGIOS_", "ICINGA_"})
    if (const std::string value = text_of(words, prefix + name); !value.empty()) return value;
  return {};
}

std::string type_of(const boost::json::object& words) {
  const std::string type = word(words, "NOTIFICATIONTYPE");
  if (type == "PROBLEM") return "ALERT";
  if (type == "ACKNOWLEDGEMENT") return "ACCEPT";
  return type == "RECOVERY" ? "RESOLVE" : "";
}

// $HOSTNAME$ becomes the word of that name.
std::string expanded(std::string text, const boost::json::object& words) {
  for (auto open = text.find('$'); open != std::string::npos;) {
    const auto close = text.find('$', open + 1);
    if (close == std::string::npos) break;
    const std::string value = word(words, text.substr(open + 1, close - open - 1));
    text.replace(open, close - open + 1, value);
    open = text.find('$', open + value.size());
  }
  return text;
}

boost::json::object event_of(const boost::json::object& words) {
  const std::string host = word(words, "HOSTNAME");
  const std::string service = word(words, "SERVICEDESC");
  const std::string about = service.empty() ? "HOST" : "SERVICE";
  boost::json::object event;
  if (const std::string type = type_of(words); !type.empty()) event["eventType"] = type;
  event["alertKey"] = service.empty() ? host : host + '/' + service;
  const std::string summary = expanded(word(words, "PARAMETER_ILERT_SUMMARY_" + about), words);
  event["summary"] =
      summary.empty() ? word(words, "NOTIFICATIONTYPE") + ' ' + about + " Alert: " + host : summary;
  event["details"] = word(words, about + "OUTPUT");
  if (const std::string priority = word(words, "PARAMETER_ILERT_PRIORITY"); !priority.empty())
    event["priority"] = priority;
  return event;
}

}  // namespace

std::optional<OlderBody> read_checkmk_body(const std::string& body) {
  boost::system::error_code fault;
  const boost::json::value parsed = boost::json::parse(body, fault);
  if (fault || !parsed.is_object()) return std::nullopt;
  const boost::json::object& words = parsed.get_object();
  const bool flat =
      std::all_of(words.begin(), words.end(), [](const auto& each) { return each.value().is_string(); });
  if (!flat || word(words, "HOSTNAME").empty()) return std::nullopt;
  return OlderBody{{}, words, event_of(words)};
}

std::optional<OlderBody> read_nagios_body(const std::string& body) {
  pugi::xml_document document;
  if (!document.load_buffer(body.data(), body.size())) return std::nullopt;
  const pugi::xml_node event = document.child("event");
  OlderBody read;
  read.key = event.child("apiKey").text().get();
  for (const pugi::xml_node& entry : event.child("payload").children("entry"))
    read.words[entry.attribute("key").value()] = entry.text().get();
  if (word(read.words, "HOSTNAME").empty()) return std::nullopt;
  read.event = event_of(read.words);
  return read;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool escape = text[at] == '%' && at + 2 < text.size();
    decoded +=
        escape ? static_cast<char>(std::stoi(std::string{text.substr(at + 1, 2)}, nullptr, 16)) : text[at];
    if (escape) at += 2;
  }
  return decoded;
}

}  // namespace ilert_bridge::doubles
