// A folder for one test, and waiting for what real processes do.
#pragma once

#include <stdlib.h>
#include <chrono>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

namespace ilert_bridge::doubles {

// Made at birth, removed with all it holds at the end. Its path is short enough for unix sockets.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "ilert-bridge-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make a temporary folder " + name);
    path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string operator/(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

// How long a test waits for what is to come: a machine may be starved, and ilert may be asked fifty times a
// minute. Only who fails waits so long.
inline constexpr std::chrono::seconds long_enough{60};

// Asks every 10 ms until it is so; whether it came to be. Only for other processes: what runs in this one can
// say so itself.
inline bool eventually(const std::function<bool()>& so, std::chrono::milliseconds within = long_enough) {
  const auto end = std::chrono::steady_clock::now() + within;
  while (!so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return true;
}

}  // namespace ilert_bridge::doubles
