#include "tests/nightly/soak_gauge.hpp"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

namespace ilert_bridge::soak {
namespace {

namespace fs = std::filesystem;

constexpr long mebibyte = 1 << 20;
constexpr long longest_log = 17 * mebibyte;

// The number behind "VmRSS:" and the like; 0 if it is not there.
long number_in(const fs::path& file, const std::string& word) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(word)) return std::stol(line.substr(word.size()));
  return 0;
}

long entries_in(const fs::path& folder) {
  std::error_code gone;
  long count = 0;
  for (fs::directory_iterator each(folder, gone); !gone && each != fs::directory_iterator();
       each.increment(gone))
    ++count;
  return count;
}

long bytes_of(const std::string& file) {
  std::error_code missing;
  const auto bytes = fs::file_size(file, missing);
  return missing ? 0 : static_cast<long>(bytes);
}

// utime and stime of proc(5), behind the program's name, which may hold blanks.
long cpu_ms(const fs::path& process) {
  std::ifstream in(process / "stat");
  std::string text;
  std::getline(in, text);
  std::istringstream rest(text.substr(std::min(text.size(), text.rfind(')') + 2)));
  std::string skipped;
  for (int i = 0; i < 11; ++i) rest >> skipped;
  long user = 0, system = 0;
  rest >> user >> system;
  return (user + system) * 1000 / ::sysconf(_SC_CLK_TCK);
}

using Value = std::function<double(const Sample&)>;

double median(std::vector<Sample>::const_iterator from, std::vector<Sample>::const_iterator to,
              const Value& value) {
  std::vector<double> values;
  std::transform(from, to, std::back_inserter(values), value);
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

struct Margin {
  const char* what;
  Value value;
  double part, more;  // of the earlier median, and besides
};

std::string sentence(const char* what, double before, double after) {
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(), "%s grew from %.1f to %.1f", what, before, after);
  return text.data();
}

// The life with CPU per second between two samples in place of the sum.
std::vector<Sample> with_cpu_rate(const std::vector<Sample>& life) {
  std::vector<Sample> rated(life.begin() + 1, life.end());
  for (std::size_t i = 0; i < rated.size(); ++i)
    rated[i].cpu_ms = static_cast<long>(static_cast<double>(life[i + 1].cpu_ms - life[i].cpu_ms) /
                                        (life[i + 1].at - life[i].at));
  return rated;
}

}  // namespace

std::optional<Sample> measured(pid_t pid, const std::string& journal_file, double at) {
  const fs::path process = "/proc/" + std::to_string(pid);
  Sample sample{.at = at, .pid = pid};
  sample.resident_kib = number_in(process / "status", "VmRSS:");
  if (sample.resident_kib == 0) return std::nullopt;
  sample.anonymous_kib = number_in(process / "status", "RssAnon:");
  sample.proportional_kib = number_in(process / "smaps_rollup", "Pss:");
  sample.threads = number_in(process / "status", "Threads:");
  sample.descriptors = entries_in(process / "fd");
  sample.cpu_ms = cpu_ms(process);
  sample.journal_bytes = bytes_of(journal_file);
  sample.log_bytes = bytes_of(journal_file + "-wal");
  return sample;
}

std::string heading() {
  return "second\tpid\trss_kib\tanon_kib\tpss_kib\tfds\tthreads\tcpu_ms\tjournal\twal";
}

std::string line_of(const Sample& one) {
  std::ostringstream line;
  line << static_cast<long>(one.at) << '\t' << one.pid << '\t' << one.resident_kib << '\t'
       << one.anonymous_kib << '\t' << one.proportional_kib << '\t' << one.descriptors << '\t' << one.threads
       << '\t' << one.cpu_ms << '\t' << one.journal_bytes << '\t' << one.log_bytes;
  return line.str();
}

std::vector<std::string> growth(const std::vector<Sample>& life) {
  if (life.size() < fewest) return {};
  const std::vector<Sample> rated = with_cpu_rate(life);
  static const std::array<Margin, 5> margins{
      {{"resident memory (KiB)", [](const Sample& s) { return static_cast<double>(s.resident_kib); }, 0.1,
        2048},
       {"anonymous memory (KiB)", [](const Sample& s) { return static_cast<double>(s.anonymous_kib); }, 0.1,
        2048},
       {"open descriptors", [](const Sample& s) { return static_cast<double>(s.descriptors); }, 0, 4},
       {"threads", [](const Sample& s) { return static_cast<double>(s.threads); }, 0, 1},
       {"CPU (ms a second)", [](const Sample& s) { return static_cast<double>(s.cpu_ms); }, 0.5, 10}}};
  std::vector<std::string> grown;
  const long quarter = static_cast<long>(rated.size() / 4);
  for (const Margin& margin : margins) {
    const double before = median(rated.begin() + quarter, rated.begin() + 2 * quarter, margin.value);
    const double after = median(rated.end() - quarter, rated.end(), margin.value);
    if (after > before * (1 + margin.part) + margin.more)
      grown.push_back(sentence(margin.what, before, after));
  }
  for (const Sample& sample : life)
    if (sample.log_bytes > longest_log) {
      grown.push_back("the journal's log grew to " + std::to_string(sample.log_bytes) + " bytes");
      break;
    }
  return grown;
}

std::vector<std::string> journal_growth(const std::vector<Sample>& all, double full_after) {
  const auto full =
      std::find_if(all.begin(), all.end(), [&](const Sample& one) { return one.at >= full_after; });
  if (full == all.end()) return {};
  const double before = static_cast<double>(full->journal_bytes),
               after = static_cast<double>(all.back().journal_bytes);
  if (after <= before * 4 / 3 + mebibyte) return {};
  return {sentence("the journal's file (bytes)", before, after)};
}

std::vector<std::vector<Sample>> lives(const std::vector<Sample>& all) {
  std::vector<std::vector<Sample>> each;
  for (const Sample& sample : all) {
    if (each.empty() || each.back().back().pid != sample.pid) each.emplace_back();
    each.back().push_back(sample);
  }
  return each;
}

}  // namespace ilert_bridge::soak
