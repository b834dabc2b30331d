// Who owns a journal, asked from outside and without getting in anybody's way.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace ilert_bridge {

// The process id of the running daemon; nothing if there is none, or if this user may not know.
std::optional<std::int64_t> journal_holder(const std::filesystem::path& journal);

}  // namespace ilert_bridge
