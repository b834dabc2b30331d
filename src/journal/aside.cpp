#include "aside.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>

#include "own_file.hpp"
#include "store.hpp"

namespace ilert_bridge::journal {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = ".damaged-";
constexpr std::string_view log_suffix = "-wal";
constexpr std::string_view form = "yyyymmddThhmmssZ";

std::string stamp(Time now) {
  std::string text = rfc3339(now);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

std::optional<Time> time_in(std::string_view stamp) {
  if (stamp.size() != form.size()) return std::nullopt;
  std::string text{stamp};
  for (const std::size_t colon : {13U, 11U}) text.insert(colon, 1, ':');
  for (const std::size_t dash : {6U, 4U}) text.insert(dash, 1, '-');
  return parse_rfc3339(text);
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// When it was set aside; nothing if it has no such name.
std::optional<Time> set_aside_at(std::string_view name, std::string_view journal) {
  if (!name.starts_with(journal)) return std::nullopt;
  name.remove_prefix(journal.size());
  if (!name.starts_with(mark)) return std::nullopt;
  name.remove_prefix(mark.size());
  const std::string_view rest = name.substr(std::min(name.size(), form.size()));
  if (!rest.empty() && (rest.front() != '.' || !is_number(rest.substr(1)))) return std::nullopt;
  return time_in(name.substr(0, form.size()));
}

Bytes size_of(const fs::path& file) {
  std::error_code fault;
  const std::uintmax_t size = fs::file_size(file, fault);
  return fault ? 0 : static_cast<Bytes>(size);
}

fs::path log_of(const fs::path& file) { return beside(file, std::string{log_suffix}); }

}  // namespace

fs::path name_to_set_aside(const fs::path& journal, Time now) {
  const fs::path name = beside(journal, std::string{mark} + stamp(now));
  fs::path free = name;
  for (int copy = 2; fs::exists(fs::symlink_status(free)); ++copy)
    free = beside(name, "." + std::to_string(copy));
  return free;
}

std::vector<SetAside> files_set_aside(const fs::path& journal) {
  std::vector<SetAside> found;
  std::error_code fault;
  const std::string name = journal.filename().string();
  for (const fs::directory_entry& file : fs::directory_iterator(fs::absolute(journal).parent_path(), fault)) {
    std::error_code ignored;
    const std::optional<Time> at = set_aside_at(file.path().filename().string(), name);
    if (at && fs::is_regular_file(file.symlink_status(ignored)))
      found.push_back({file.path(), *at, size_of(file.path()) + size_of(log_of(file.path()))});
  }
  std::sort(found.begin(), found.end(),
            [](const SetAside& one, const SetAside& other) { return one.at < other.at; });
  return found;
}

std::size_t forget_files_set_aside(const fs::path& journal, Time before) {
  std::size_t gone = 0;
  for (const SetAside& one : files_set_aside(journal)) {
    std::error_code fault;
    if (one.at >= before) continue;
    fs::remove(log_of(one.file), fault);
    if (fs::remove(one.file, fault)) ++gone;
  }
  return gone;
}

}  // namespace ilert_bridge::journal

namespace ilert_bridge {

std::vector<SetAside> Journal::set_aside() const {
  return journal::files_set_aside(store_->database().path());
}

std::size_t Journal::forget_set_aside(Time before) {
  return store_->owns() ? journal::forget_files_set_aside(store_->database().path(), before) : 0;
}

}  // namespace ilert_bridge
