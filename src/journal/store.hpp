// What a Journal is made of.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "owner.hpp"
#include "rows.hpp"
#include "sqlite.hpp"

namespace ilert_bridge {

class Journal::Store {
 public:
  // `owner`: only for a journal that is written to.
  Store(std::unique_ptr<journal::Database> opened, std::optional<journal::Owner> owner,
        std::string bridge_name);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Runs `work`. If SQLite finds damage meanwhile, the file is marked as a suspect, so that the next start
  // takes over what can be read, and does not trip over the same page for ever.
  template <class Work>
  auto watched(Work work) -> decltype(work()) {
    try {
      return work();
    } catch (const journal::DatabaseError& failure) {
      if (failure.is_damage()) suspect();
      throw;
    }
  }

  // The same for what must still be recorded when the disk is full: then the reserve is given up, and `work`,
  // of which nothing is there, is done once more. Looks do not come this way: they can be had again.
  template <class Work>
  auto recording(Work work) -> decltype(work()) {
    try {
      return watched(work);
    } catch (const CommitFailed& failure) {
      if (!failure.disk_full() || !give_up_reserve()) throw;
      if (on_reserve_used_) on_reserve_used_();
    }
    return watched(work);
  }
  void on_reserve_used(std::function<void()> callback) { on_reserve_used_ = std::move(callback); }

  // False: there was none.
  bool give_up_reserve();
  bool owns() const { return owner_.has_value(); }

  // SQLite's index of its log, only to ask who has locked what. Closing it would let go of SQLite's own
  // locks, so it stays open until the database is closed.
  const Descriptor& index();

  // Rows lie under the name of their alert source, which stays; outside it is known by its route's name
  // (sources.cpp).
  const std::string& source_of(const std::string& route) const;
  const std::string& route_of(const std::string& source) const;
  void read_sources();                           // again, after they changed
  Entry entry_of(journal::SqlQuery& row) const;  // read_entry, as it is known outside

  journal::Database& database() { return *database_; }
  const std::string& bridge_name() const { return bridge_name_; }

 private:
  void suspect();
  std::optional<journal::Owner> owner_;  // let go after the database is closed
  Descriptor index_;                     // likewise
  std::unique_ptr<journal::Database> database_;
  std::string bridge_name_;
  std::map<std::string, std::string> sources_;  // by route, where the names differ
  std::map<std::string, std::string> routes_;   // by source, likewise
  std::function<void()> on_reserve_used_;
};

}  // namespace ilert_bridge
