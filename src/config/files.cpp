#include "ilert-bridge/config/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

#include "ilert-bridge/base/descriptor.hpp"
#include "ilert-bridge/base/text.hpp"
#include "ilert-bridge/config/config.hpp"

namespace ilert_bridge {
namespace {

// Numbers and no names: a container knows other names than its host, and a name service may hang.
std::string owner_of(const struct stat& facts) {
  std::array<char, 16> mode{};
  std::snprintf(mode.data(), mode.size(), "%04o", static_cast<unsigned>(facts.st_mode) & 07777U);
  return "belongs to uid " + std::to_string(facts.st_uid) + " and has mode " + mode.data() +
         ", ilert-bridge runs as uid " + std::to_string(::geteuid());
}

Error cannot_read(const std::filesystem::path& path, std::string_view why) {
  return error("cannot read " + quoted(path.native()) + ": " + std::string{why});
}

// Of the file or, where it cannot be seen either, of the folder on the way to it that shuts us out.
std::string who_shuts_out(const std::filesystem::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0)
    return "it " + owner_of(facts) + ": give that user the right to read it";
  for (auto folder = path.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
    if (::stat(folder.c_str(), &facts) == 0)
      return "the folder " + quoted(folder.native()) + ' ' + owner_of(facts) +
             ": give that user the right to read it";
  return "give the user the bridge runs as the right to read it";
}

Error system_failure(const std::filesystem::path& path, int number) {
  const std::string why = std::generic_category().message(number);
  return cannot_read(path, number == EACCES ? why + "; " + who_shuts_out(path) : why);
}

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string{} : std::string{value};
}

std::string own_host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string{name.data()} : std::string{};
}

}  // namespace

Result<FileText> read_file(const std::filesystem::path& path, std::size_t limit) {
  // O_NONBLOCK: a FIFO without a writer would otherwise hold up the start for ever.
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (file.number() < 0 && errno == ENOENT) return FileText{.exists = false};
  if (file.number() < 0) return system_failure(path, errno);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) return system_failure(path, errno);
  if (S_ISDIR(facts.st_mode)) return cannot_read(path, "it is a folder, not a file");
  if (!S_ISREG(facts.st_mode)) return cannot_read(path, "it is not an ordinary file");
  FileText read{.readable_by_others = (facts.st_mode & S_IROTH) != 0};
  if (facts.st_uid != ::geteuid()) read.foreign_owner = owner_of(facts);
  std::array<char, 8192> piece{};
  while (read.text.size() <= limit) {
    const ssize_t size = ::read(file.number(), piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return system_failure(path, errno);
    if (size == 0) return read;
    read.text.append(piece.data(), static_cast<std::size_t>(size));
  }
  return cannot_read(path, "it is larger than " + std::to_string(limit) + " bytes");
}

Result<std::vector<std::filesystem::path>> extra_files(const std::filesystem::path& file) {
  const std::filesystem::path folder = file.parent_path() / "conf.d";
  std::vector<std::filesystem::path> found;
  std::error_code failed;
  std::filesystem::directory_iterator at{folder, failed};
  if (failed == std::errc::no_such_file_or_directory) return found;
  for (; !failed && at != std::filesystem::directory_iterator{}; at.increment(failed)) {
    const std::string name = at->path().filename().native();
    if (name.ends_with(".toml") && !name.starts_with('.')) found.push_back(at->path());
  }
  if (failed) return system_failure(folder, failed.value());
  std::sort(found.begin(), found.end());
  return found;
}

Surroundings Surroundings::of_process() {
  return {.host_name = own_host_name(),
          .state_directory = from_environment("STATE_DIRECTORY"),
          .credentials_directory = from_environment("CREDENTIALS_DIRECTORY"),
          .runtime_directory = from_environment("RUNTIME_DIRECTORY")};
}

}  // namespace ilert_bridge
