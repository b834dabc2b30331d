#include "ilert-bridge/daemon/past_reading.hpp"

#include <algorithm>
#include <utility>

#include "ilert-bridge/core/log_windows.hpp"
#include "ilert-bridge/daemon/survey.hpp"
#include "ilert-bridge/livestatus/log_lines.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

using Clock = std::chrono::steady_clock;
using Progress = std::function<void(const PastProgress&)>;

constexpr Span first_window = std::chrono::minutes{10};
// Of a quiet site. A month in windows of ten minutes would be 4320 questions.
constexpr Span longest_window = std::chrono::hours{6};
// A core that was not asked for its log yet reads whole files of it first.
constexpr Span patience = std::chrono::minutes{2};
constexpr std::size_t most_by_name = 2000;  // of one look
constexpr int most_tries = 3;
constexpr Span about_now = std::chrono::minutes{1};
constexpr Span first_retry = std::chrono::seconds{1};

Time whole_second(Time time) { return from_unix(unix_seconds(time)); }

NeededAttributes both(NeededAttributes one, const NeededAttributes& other) {
  one.host_groups |= other.host_groups;
  one.service_groups |= other.service_groups;
  one.contacts |= other.contacts;
  one.contact_groups |= other.contact_groups;
  one.labels |= other.labels;
  one.tags |= other.tags;
  return one;
}

SourceOptions options_of(const Config& config, const SiteSettings& site, const NeededAttributes& also) {
  SourceOptions options = source_options(config, site);
  options.attributes = both(options.attributes, also);
  options.wants_remarks = false;
  return options;
}

// It took so long; how long others are served now.
class Rest {
 public:
  asio::awaitable<void> take() const {
    auto sleeping = sleep_for(pause_after(std::chrono::duration_cast<Span>(Clock::now() - began_)));
    co_await std::move(sleeping);
  }

 private:
  Clock::time_point began_ = Clock::now();
};

// A core that reloads answers again in a moment. One that refuses will refuse again, and one that takes too
// long is still at it.
bool is_soon_over(const AskFailure& failure) {
  return failure.kind == AskFailure::Kind::unreachable || failure.kind == AskFailure::Kind::broken;
}

template <class T>
asio::awaitable<Asked<T>> patiently(std::function<asio::awaitable<Asked<T>>()> ask) {
  for (int tries = 1;; ++tries) {
    auto asking = ask();
    Asked<T> answer = co_await std::move(asking);
    if (answer || !is_soon_over(answer.error()) || tries == most_tries) co_return answer;
    auto resting = sleep_for(tries * first_retry);
    if (!co_await std::move(resting)) co_return answer;
  }
}

class SiteReading {
 public:
  SiteReading(Source& source, SitePast& past, const Progress& progress, std::vector<Subject> wanted)
      : source_(source), past_(past), progress_(progress), wanted_(std::move(wanted)) {}

  asio::awaitable<void> read(Time from, Time until) {
    const std::vector<Subject> nobody;  // is asked for by name
    auto looking = source_.look(nobody);
    const Asked<Look> look = co_await std::move(looking);
    if (!look) {
      past_.fault = look.error().text;
      co_return;
    }
    begin(*look, from, until);
    auto reading = read_log_of_all();
    co_await std::move(reading);
    if (!past_.is_read) co_return;
    past_.today.is_the_end = past_.today.is_the_end && past_.fault.empty();
    auto asking = ask_for_today();
    co_await std::move(asking);
    auto asking_more = ask_for_the_wanted();
    co_await std::move(asking_more);
    auto catching_up = catch_up();
    co_await std::move(catching_up);
    if (past_.fault.empty()) past_.fault = source_.away();
  }

 private:
  void begin(const Look& look, Time from, Time until) {
    past_.flavour = source_.capabilities().flavour;
    past_.today.interval_length = look.interval_length;
    past_.from = whole_second(from + look.clock_ahead);
    past_.until = whole_second(std::min(until, look.at) + look.clock_ahead);
    past_.today.is_the_end = until >= look.at - about_now;
    clock_ahead_ = look.clock_ahead;
    windows_ = LogWindows({past_.from, past_.until}, first_window, longest_window);
    tell();
  }

  asio::awaitable<void> read_log_of_all() {
    while (!windows_.done()) {
      const Rest rest;
      auto reading = read_window();
      if (!co_await std::move(reading)) break;
      tell();
      auto resting = rest.take();
      if (!windows_.done()) co_await std::move(resting);
    }
    past_.until = windows_.reached();
    past_.unread = windows_.unread();
    past_.is_read = past_.fault.empty() || past_.until > past_.from;
  }

  asio::awaitable<bool> read_window() {
    const LogWindow window = windows_.next();
    const std::function ask = [this, window] {
      return read_log(source_, window, patience, LogContent::alerts_and_notifications);
    };
    auto asking = patiently<LogPage>(ask);
    Asked<LogPage> page = co_await std::move(asking);
    if (!page) {
      past_.fault = page.error().text;
      co_return false;
    }
    if (!windows_.took(page->is_whole, page->lines.size())) co_return true;
    for (LogLine& line : page->lines) {
      line.subject.site = past_.site;
      past_.chronicle.add(line);
    }
    co_return true;
  }

  asio::awaitable<void> ask_for_today() {
    const std::vector<Subject> subjects = past_.chronicle.with_problems();
    for (std::size_t at = 0; at < subjects.size(); at += most_by_name) {
      const auto end =
          subjects.begin() + static_cast<std::ptrdiff_t>(std::min(at + most_by_name, subjects.size()));
      const Rest rest;
      auto asking = ask_for({subjects.begin() + static_cast<std::ptrdiff_t>(at), end});
      if (!co_await std::move(asking)) co_return;
      auto resting = rest.take();
      if (end != subjects.end()) co_await std::move(resting);
    }
  }

  asio::awaitable<void> ask_for_the_wanted() {
    std::vector<Subject> subjects;
    for (Subject one : wanted_) {
      if (one.site.empty()) one.site = past_.site;
      if (one.site == past_.site && !one.host.empty() && !past_.today.has(one))
        subjects.push_back(std::move(one));
    }
    if (subjects.empty() || !past_.fault.empty()) co_return;
    std::sort(subjects.begin(), subjects.end());
    const std::size_t gone = past_.gone;
    auto asking = ask_for(std::move(subjects));
    co_await std::move(asking);
    past_.gone = gone;
  }

  // Reading took its time. What began meanwhile shows today and has no line yet: it must not count as if it
  // had lasted all the time.
  asio::awaitable<void> catch_up() {
    if (!past_.today.is_the_end || !past_.fault.empty()) co_return;
    windows_.extend(whole_second(now() + clock_ahead_));
    while (!windows_.done()) {
      auto reading = read_window();
      if (co_await std::move(reading)) continue;
      past_.fault.clear();
      past_.today.is_the_end = false;
      co_return;
    }
  }

  // Sorted. The look shows who has a problem now besides them: they are others' turn, or nobody's.
  asio::awaitable<bool> ask_for(std::vector<Subject> subjects) {
    const std::function ask = [this, &subjects] { return source_.look(subjects); };
    auto asking = patiently<Look>(ask);
    Asked<Look> look = co_await std::move(asking);
    if (!look) {
      past_.fault = look.error().text;
      past_.is_read = past_.today.size() > 0;
      co_return false;
    }
    for (const Sighting& one : look->sightings) {
      if (!std::binary_search(subjects.begin(), subjects.end(), one.subject)) continue;
      if (one.presence == Presence::absent) ++past_.gone;
      if (one.presence == Presence::seen) past_.today.shows(one.subject, one.observation);
    }
    co_return true;
  }

  void tell() const {
    if (progress_) progress_({past_.site, past_.from, past_.until, windows_.reached()});
  }

  Source& source_;
  SitePast& past_;
  const Progress& progress_;
  std::vector<Subject> wanted_;
  Span clock_ahead_{};
  LogWindows windows_;
};

}  // namespace

asio::awaitable<void> read_past(const Config& config, Time from, Time until,
                                std::function<void(const PastProgress&)> progress, std::list<SitePast>& into,
                                NeededAttributes also, std::vector<Subject> wanted) {
  for (const SiteSettings& site : config.sites) {
    SitePast& past = into.emplace_back();
    past.site = site.name;
    past.web_url = site.web_url;
    Source source(options_of(config, site, also));
    SiteReading reading(source, past, progress, wanted);
    auto reads = reading.read(from, until);
    co_await std::move(reads);
  }
}

}  // namespace ilert_bridge
