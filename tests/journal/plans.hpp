// Every statement that SQLite runs in this program, whoever prepares it: how it would be run in a journal of
// any size, and how much work it was. A statement that a test says itself begins with "/* test */".
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ilert_bridge::plans {

// The steps of SQLite's machine that a statement took at most, by its text, since the last call of forget().
const std::map<std::string, std::int64_t>& seen();
void forget();

// What is wrong with the plan of a statement; empty: nothing.
std::vector<std::string> faults(const std::string& sql);

}  // namespace ilert_bridge::plans
