// What a site's log tells of a span of time, small enough for months of it. Pure.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "ilert-bridge/core/log_line.hpp"

namespace ilert_bridge {

class Chronicle {
 public:
  Chronicle() = default;
  Chronicle(const Chronicle&) = delete;  // a subject's name stands in one place
  Chronicle& operator=(const Chronicle&) = delete;
  using SubjectNumber = std::uint32_t;
  // A line without its words.
  struct Entry {
    std::uint32_t at = 0;      // seconds since 1970, the server's clock
    std::uint32_t number = 0;  // of the line in its file: the order within a second
    SubjectNumber subject = 0;
    LogLine::Kind kind = LogLine::Kind::state;
    State state = State::ok;
    bool hard = true;
    bool begins = false;
    auto operator<=>(const Entry&) const = default;  // in the order in which they happened
  };

  // Lines come in any order, and only once.
  void add(const LogLine& line);
  // Of one host and all its services, as they came.
  using Story = std::vector<Entry>;
  const std::map<std::string, Story>& by_host() const { return by_host_; }

  const Subject& subject(SubjectNumber number) const { return *subjects_[number]; }
  std::size_t subjects() const { return subjects_.size(); }
  std::size_t size() const { return size_; }
  // Those of which a line tells something bad.
  std::vector<Subject> with_problems() const;
  // Whether a line says that a person was notified. Where none does, the events that Checkmk's core handed to
  // its rules must do.
  bool tells_of_people() const { return tells_of_people_; }
  // Of the first line; nothing if there is none.
  std::optional<Time> begins() const;

 private:
  SubjectNumber number_of(const Subject& subject);

  std::map<Subject, SubjectNumber> numbers_;
  std::vector<const Subject*> subjects_;
  std::map<std::string, Story> by_host_;
  std::size_t size_ = 0;
  bool tells_of_people_ = false;
};

}  // namespace ilert_bridge
