#include "tests/system/tracer.hpp"

#include <fstream>

namespace ilert_bridge::system_stage {
namespace {

// All that changes a file or promises that it is on the disk; "?": not every machine has every call.
const std::string every_change =
    "?write,?writev,?pwrite64,?pwritev,?fsync,?fdatasync,?ftruncate,?rename,?renameat,?renameat2,?unlink,"
    "?unlinkat,?fallocate";

}  // namespace

Tracer::Tracer(const rig::Rig& rig) : journal_(rig.journal_file()), notes_(rig.folder() + "/calls") {}

std::string Tracer::unavailable() {
  const std::string strace = doubles::find_program("strace");
  if (strace.empty()) return "strace is not installed";
  doubles::Child probe({.program = strace,
                        .arguments = {"-f", "-qq", "-o", "/dev/null", "-e", "trace=?pwrite64", "-e",
                                      "inject=?pwrite64:signal=KILL:when=1", doubles::find_program("true")}});
  if (probe.wait() == 0) return {};
  return "strace may not trace here (ptrace): " + probe.output();
}

rig::Launcher Tracer::launcher(const std::string& calls, const std::string& injection) const {
  rig::Launcher launcher{.words = {doubles::find_program("strace"), "-f", "-qq", "-o", notes_},
                         // its leak checker would want to trace, too
                         .environment = {{"ASAN_OPTIONS", "detect_leaks=0"}}};
  for (const char* ending : {"", "-wal", "-journal"})
    launcher.words.insert(launcher.words.end(), {"-P", journal_ + ending});
  launcher.words.insert(launcher.words.end(), {"-e", "trace=" + calls});
  if (!injection.empty()) launcher.words.insert(launcher.words.end(), {"-e", injection});
  return launcher;
}

rig::Launcher Tracer::counting() const { return launcher(every_change, ""); }

rig::Launcher Tracer::killing_at(int call) const {
  return launcher(every_change, "inject=" + every_change + ":signal=KILL:when=" + std::to_string(call));
}

rig::Launcher Tracer::failing_from(int call, const std::string& calls, const std::string& error) const {
  return launcher(calls, "inject=" + calls + ":error=" + error + ":when=" + std::to_string(call) + "+");
}

// Lines of other threads may be in two parts.
int Tracer::counted() const {
  int calls = 0;
  std::ifstream notes(notes_);
  for (std::string line; std::getline(notes, line);)
    calls += line.find(" resumed>") == std::string::npos && line.find("+++") == std::string::npos;
  return calls;
}

}  // namespace ilert_bridge::system_stage
