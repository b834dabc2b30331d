#include "tests/bench/figures.hpp"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace ilert_bridge::bench {
namespace {

double read_ms(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

std::string processor() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown processor";
}

}  // namespace

double thread_cpu_ms() { return read_ms(CLOCK_THREAD_CPUTIME_ID); }
double process_cpu_ms() { return read_ms(CLOCK_PROCESS_CPUTIME_ID); }
double wall_ms() { return read_ms(CLOCK_MONOTONIC); }

double taken(double (*clock_ms)(), const std::function<void()>& work) {
  const double start = clock_ms();
  work();
  return clock_ms() - start;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double median_taken(double (*clock_ms)(), std::size_t times, const std::function<void()>& work) {
  std::vector<double> values;
  while (values.size() < times) values.push_back(taken(clock_ms, work));
  return median(std::move(values));
}

void print_machine() {
  std::printf("%s, %u cores; compiler %s, build type %s\n", processor().c_str(),
              std::thread::hardware_concurrency(), __VERSION__, ILERT_BRIDGE_BUILD_TYPE);
}

void print_title(std::string_view title) {
  double load = 0;
  ::getloadavg(&load, 1);
  std::printf("\n%.*s (the machine's load: %.1f)\n", static_cast<int>(title.size()), title.data(), load);
}

void print_figure(std::string_view what, double value, std::string_view unit) {
  std::printf("  %-62.*s %9.2f %.*s\n", static_cast<int>(what.size()), what.data(), value,
              static_cast<int>(unit.size()), unit.data());
}

void print_figure(std::string_view what, double value, std::string_view unit, double at_most) {
  char aim[48];
  std::snprintf(aim, sizeof aim, "(aim: at most %g%s)", at_most, value > at_most ? ", MISSED" : "");
  print_figure(what, value, std::string{unit}.append(unit.empty() ? "" : " ").append(aim));
}

}  // namespace ilert_bridge::bench
