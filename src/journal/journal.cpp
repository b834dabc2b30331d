#include "ilert-bridge/journal/journal.hpp"

#include <array>

#include "opening.hpp"
#include "own_file.hpp"
#include "reserve.hpp"
#include "store.hpp"

namespace ilert_bridge {

namespace {

constexpr std::array<std::string_view, 5> settled_names{"waiting", "delivered", "parked", "superseded",
                                                        "dropped"};

// Even opening takes room, for the index of the log: on a full disk that of the reserve.
journal::Opened open_in_room(const std::filesystem::path& path, Time now) {
  try {
    return journal::open_own(path, now);
  } catch (const CommitFailed& failure) {
    if (!failure.disk_full() || !journal::free_reserve(path)) throw;
  }
  return journal::open_own(path, now);
}

}  // namespace

std::string_view name(Settled settled) { return settled_names.at(static_cast<std::size_t>(settled)); }

std::optional<Settled> settled_named(std::string_view name) {
  for (std::size_t index = 0; index < settled_names.size(); ++index)
    if (settled_names[index] == name) return static_cast<Settled>(index);
  return std::nullopt;
}

Journal::Store::Store(std::unique_ptr<journal::Database> opened, std::optional<journal::Owner> owner,
                      std::string bridge_name)
    : owner_(std::move(owner)), database_(std::move(opened)), bridge_name_(std::move(bridge_name)) {
  read_sources();
}

Journal::Store::~Store() = default;

void Journal::Store::suspect() {
  if (owner_) journal::make_file(journal::suspicion(database_->path()));
}

const Descriptor& Journal::Store::index() {
  if (!index_) index_ = journal::open_file(journal::beside(database_->path(), "-shm"));
  return index_;
}

Result<Journal> Journal::open(const std::filesystem::path& path, Access access, std::string bridge_name,
                              Time now) try {
  std::optional<journal::Owner> owner;
  if (access == Access::own) {
    Result<journal::Owner> claimed = journal::Owner::claim(path);
    if (!claimed) return claimed.error();
    owner.emplace(std::move(*claimed));
  }
  journal::Opened opened = access == Access::own         ? open_in_room(path, now)
                           : access == Access::read_only ? journal::open_read_only(path)
                                                         : journal::open_rehearsal(path);
  if (!opened.database) return error(opened.refused);
  return Journal(
      std::make_unique<Store>(std::move(opened.database), std::move(owner), std::move(bridge_name)));
} catch (const CommitFailed& failure) {
  return error(failure.what());
} catch (const std::filesystem::filesystem_error& failure) {
  return error("journal " + path.string() + ": " + failure.what());
}

Journal::Journal(std::unique_ptr<Store> store) : store_(std::move(store)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

}  // namespace ilert_bridge
