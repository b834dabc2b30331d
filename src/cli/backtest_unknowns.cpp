#include <algorithm>
#include <cmath>

#include "ilert-bridge/base/counted.hpp"
#include "ilert-bridge/base/local_time.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/cli/backtest_screen.hpp"
#include "ilert-bridge/cli/wrapped.hpp"

namespace ilert_bridge {
namespace {

std::string share(double part, double whole) {
  if (whole <= 0) return {};
  const long percent = std::lround(100 * part / whole);
  return " (" + (percent == 0 ? std::string{"less than 1"} : std::to_string(percent)) + " %)";
}

std::string why_no_acknowledgements(Flavour flavour) {
  switch (flavour) {
    case Flavour::checkmk:
      return "no acknowledgement in the log; only Checkmk's commercial core writes them";
    case Flavour::lmd:
      return "no acknowledgement in the log; it depends on the core behind LMD";
    default:
      return std::string{name(flavour)} + " logs no acknowledgements";
  }
}

// What is not known of one site, each with its share.
std::vector<std::string> unknowns_of(const PastOfSite& site) {
  std::vector<std::string> texts;
  const auto span = static_cast<double>((site.until - site.from).count());
  if (!site.fault.empty())
    texts.push_back((site.is_read
                         ? "not all was read, of the log what was before " + local_text(site.until) + ": "
                         : "not read: ") +
                    site.fault);
  if (!site.is_read) return texts;
  if (site.lines == 0) {
    texts.emplace_back("the log has no line about any object in that time");
  } else if (site.is_short) {
    const Span missing = *site.begins - site.from;
    texts.push_back("the first line about an object is of " + local_text(*site.begins) + ", " +
                    age_text(missing) + share(static_cast<double>(missing.count()), span) +
                    " after what was asked for: the log may begin there");
  }
  if (site.unread > Span{0})
    texts.push_back(age_text(site.unread) + share(static_cast<double>(site.unread.count()), span) +
                    " hold more lines than one answer may have, and were not read");
  if (site.gone > 0)
    texts.push_back(counted(site.gone, "object") + " with problems then" +
                    share(static_cast<double>(site.gone), static_cast<double>(site.troubled)) +
                    (site.gone == 1 ? " exists" : " exist") + " no more, and " +
                    (site.gone == 1 ? "is" : "are") + " left out");
  if (!site.tells_acknowledgements && site.lines > 0)
    texts.push_back(why_no_acknowledgements(site.flavour) + ": who was on it then is not known");
  return texts;
}

}  // namespace

bool PastOfSite::is_whole() const {
  return is_read && fault.empty() && lines > 0 && !is_short && gone == 0 && unread == Span{0};
}

PastOfSite past_of(const SitePast& past) {
  PastOfSite site{.site = past.site,
                  .flavour = past.flavour,
                  .is_read = past.is_read,
                  .fault = past.fault,
                  .from = past.from,
                  .until = past.until,
                  .begins = past.chronicle.begins(),
                  .is_short = begins_late(past.chronicle, past.from),
                  .lines = past.chronicle.size(),
                  .gone = past.gone,
                  .troubled = past.chronicle.with_problems().size(),
                  .unread = past.unread};
  const auto acknowledges = [](const Chronicle::Entry& entry) {
    return entry.kind == LogLine::Kind::acknowledgement;
  };
  for (const auto& [host, story] : past.chronicle.by_host())
    site.tells_acknowledgements =
        site.tells_acknowledgements || std::any_of(story.begin(), story.end(), acknowledges);
  return site;
}

std::string_view how_sure(const BacktestStory& story) {
  const auto is_whole = [](const PastOfSite& site) { return site.is_whole(); };
  return std::all_of(story.sites.begin(), story.sites.end(), is_whole) ? "about" : "at least";
}

std::vector<std::string> unknowns_of(const BacktestStory& story, std::size_t width) {
  // What is the same of several sites is said once.
  std::vector<std::pair<std::string, std::vector<std::string>>> said;
  for (const PastOfSite& site : story.sites)
    for (const std::string& text : unknowns_of(site)) {
      auto same = std::find_if(said.begin(), said.end(), [&](const auto& it) { return it.first == text; });
      if (same == said.end()) same = said.insert(said.end(), {text, {}});
      same->second.push_back(site.site);
    }
  std::vector<std::string> lines{"What is not known:"};
  const auto add = [&](const std::string& text) {
    for (std::string& line : wrapped("- " + text, width, 2)) lines.push_back(std::move(line));
  };
  for (const auto& [text, sites] : said) add(join(sites, ", ") + ": " + text);
  add("No log tells which time periods ran: they hold nothing back here. Groups, labels "
      "and switched-off notifications are today's, each object counts as checked once a minute, and "
      "events_per_minute is left out.");
  return lines;
}

}  // namespace ilert_bridge
