// Clocks, medians and the printed table.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ilert_bridge::bench {

double thread_cpu_ms();   // of the calling thread alone: a double on its own thread does not count
double process_cpu_ms();  // of all threads
double wall_ms();

// What `work` takes by that clock.
double taken(double (*clock_ms)(), const std::function<void()>& work);
double median(std::vector<double> values);
double median_taken(double (*clock_ms)(), std::size_t times, const std::function<void()>& work);

void print_machine();
void print_title(std::string_view title);  // with what the machine has to do besides
void print_figure(std::string_view what, double value, std::string_view unit);
// Says so when the value is over its aim; that is no failure, machines differ.
void print_figure(std::string_view what, double value, std::string_view unit, double at_most);

}  // namespace ilert_bridge::bench
