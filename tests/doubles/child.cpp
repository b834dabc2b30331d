#include "tests/doubles/child.hpp"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace ilert_bridge::doubles {
namespace {

std::runtime_error failed(const std::string& what) {
  return std::runtime_error(what + ": " + std::strerror(errno));
}

std::vector<std::string> environment_of(const Child::Options& options) {
  std::map<std::string, std::string> all;
  for (char** one = environ; options.inherit_environment && *one; ++one) {
    const std::string line = *one;
    const auto equals = line.find('=');
    all[line.substr(0, equals)] = equals == std::string::npos ? "" : line.substr(equals + 1);
  }
  for (const auto& [key, value] : options.environment) all[key] = value;
  std::vector<std::string> lines;
  for (const auto& [key, value] : all) lines.push_back(key + "=" + value);
  return lines;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (auto& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

int open_output(const std::string& file) {
  const int opened = file.empty() ? ::memfd_create("output", MFD_CLOEXEC)
                                  : ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (opened < 0) throw failed("cannot open the output file " + file);
  return opened;
}

// All that happens between fork and exec: between them only what is safe after a fork with threads may be
// called.
struct Launch {
  char** arguments;
  char** environment;
  const char* folder;
  int output;
  const passwd* user;

  [[noreturn]] void go() const {
    ::setpgid(0, 0);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    // Not all our sockets are close-on-exec: a port that a test stops to listen on must not stay open here.
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    if (folder && ::chdir(folder) != 0) ::_exit(126);
    if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0))
      ::_exit(126);
    ::execve(arguments[0], arguments, environment);
    ::_exit(127);
  }
};

// Waits for a word on the lifeline; if it ends without one, the test is gone, and so shall the group.
[[noreturn]] void keep(int lifeline, pid_t group) {
  ::setpgid(0, 0);
  if (lifeline > 0) ::close_range(0, static_cast<unsigned>(lifeline) - 1, 0);
  ::close_range(static_cast<unsigned>(lifeline) + 1, ~0U, 0);
  char word = 0;
  while (::read(lifeline, &word, 1) < 0 && errno == EINTR) {
  }
  if (word == 0) ::kill(-group, SIGKILL);
  ::_exit(0);
}

}  // namespace

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : std::string();
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    auto candidate = folder + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

Child::Child(const Options& options) {
  if (::access(options.program.c_str(), X_OK) != 0) throw failed("cannot run " + options.program);
  std::vector<std::string> words = {options.program};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  auto environment = environment_of(options);
  const auto argument_pointers = pointers(words), environment_pointers = pointers(environment);
  const bool changes_user = !options.user.empty() && ::geteuid() == 0;
  const passwd* user = changes_user ? ::getpwnam(options.user.c_str()) : nullptr;
  if (changes_user && !user) throw std::runtime_error("there is no user " + options.user);
  output_ = open_output(options.output_file);
  const Launch launch{const_cast<char**>(argument_pointers.data()),
                      const_cast<char**>(environment_pointers.data()),
                      options.folder.empty() ? nullptr : options.folder.c_str(), output_, user};
  pid_ = ::fork();
  if (pid_ < 0) throw failed("cannot fork");
  if (pid_ == 0) launch.go();
  ::setpgid(pid_, pid_);
  guard();
}

void Child::guard() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw failed("cannot make a pipe");
  keeper_ = ::fork();
  if (keeper_ == 0) keep(ends[0], pid_);
  ::close(ends[0]);
  lifeline_ = ends[1];
}

Child::~Child() {
  signal_group(SIGKILL);
  wait();
  // A word, so that the keeper does not kill a stranger who got the number since.
  const auto ignored = ::write(lifeline_, "x", 1);
  static_cast<void>(ignored);
  ::close(lifeline_);
  if (keeper_ > 0) ::waitpid(keeper_, nullptr, 0);
  ::close(output_);
}

void Child::signal(int number) {
  if (!status_) ::kill(pid_, number);
}

void Child::signal_group(int number) { ::kill(-pid_, number); }

std::optional<int> Child::wait(std::chrono::milliseconds within) {
  if (status_) return status_;
  const int watched = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  pollfd waiting{.fd = watched, .events = POLLIN, .revents = 0};
  ::poll(&waiting, 1, static_cast<int>(within.count()));
  ::close(watched);
  int raw = 0;
  if (::waitpid(pid_, &raw, WNOHANG) != pid_) return {};
  status_ = WIFEXITED(raw) ? WEXITSTATUS(raw) : 128 + WTERMSIG(raw);
  return status_;
}

int Child::stop(std::chrono::milliseconds patience) {
  signal(SIGTERM);
  if (const auto status = wait(patience)) return *status;
  signal_group(SIGKILL);
  return wait().value_or(-1);
}

std::string Child::output() const {
  std::string text;
  std::array<char, 16384> room{};
  while (true) {
    const auto got = ::pread(output_, room.data(), room.size(), static_cast<off_t>(text.size()));
    if (got <= 0) return text;
    text.append(room.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace ilert_bridge::doubles
