// What `backtest` found, as values; and as lines or JSON. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/backtest_difference.hpp"
#include "ilert-bridge/core/backtest_what_if.hpp"
#include "ilert-bridge/daemon/past_reading.hpp"

namespace ilert_bridge {

// How much the log of a site tells.
struct PastOfSite {
  std::string site;
  Flavour flavour = Flavour::checkmk;
  bool is_read = false;
  std::string fault;
  Time from{}, until{};
  std::optional<Time> begins;  // the first line
  // The log may not reach back as far as was asked for: there is no line of more than the first day.
  bool is_short = false;
  std::size_t lines = 0;               // that tell of an object
  std::size_t gone = 0, troubled = 0;  // of those with problems, those that exist no more; in all
  Span unread{};
  bool tells_acknowledgements = false;  // of one, at least

  bool is_whole() const;
};
PastOfSite past_of(const SitePast& past);

struct MustAnswer {
  std::string asked;
  bool is_known = false;
  std::vector<const CallChange*> lost;
  bool holds() const { return is_known && lost.empty(); }
};

// The same past with another configuration.
struct OtherTry {
  std::string file;
  std::vector<TriedSite> tried;
  BacktestSummary summary;
  BacktestDifference difference;
  std::vector<MustAnswer> musts;  // point into `difference`
};

struct BacktestStory {
  bool to_now = true;  // the span ends now
  std::string route;   // the only one whose calls count; empty: all
  std::vector<PastOfSite> sites;
  std::vector<TriedSite> tried;  // those that could be read, in that order
  BacktestSummary summary;
  std::vector<WhatIf> what_ifs;
  std::optional<OtherTry> other;
};

// The lines for a person: with another configuration the difference, else all that the calls come to.
std::vector<std::string> lines_of(const BacktestStory& story, std::size_t width);

// {"schema": 1, …}: documented in ilert-bridge(8).
boost::json::object json_of(const BacktestStory& story);

// "about" or "at least", before every figure that is about calls.
std::string_view how_sure(const BacktestStory& story);
// What no log, and what these logs do not tell.
std::vector<std::string> unknowns_of(const BacktestStory& story, std::size_t width);
// "prod/web01/HTTP CRITICAL HIGH, 2026-11-24 03:12:00, route oncall".
std::string text_of(const CallChange& change);
// The rule, or that it is called for elsewhere.
std::string rule_text(const CallChange& change);
// "delay 12, downtime 3, no route 1": the most frequent first.
std::string text_of(const ByRule& rules);

}  // namespace ilert_bridge
