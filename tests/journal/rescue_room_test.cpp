// A damaged journal on a small disk: a rescue never fills it, takes over what has to be, and leaves history
// behind for which there is no room. Needs a file system of its own.
#include <sys/mount.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "ilert-bridge/base/log.hpp"
#include "src/journal/sqlite.hpp"
#include "tests/journal/folder.hpp"
#include "tests/journal/grown.hpp"

namespace ilert_bridge {
namespace {

constexpr std::int64_t events = 6'000;
constexpr Bytes mib = Bytes{1} << 20;
constexpr std::size_t size_of_page = 4096;

std::vector<std::string>& said() {
  static std::vector<std::string> lines;
  return lines;
}

class RescueRoomTest : public JournalTest {
 protected:
  RescueRoomTest() {
    said().clear();
    set_log_sink([](Level, std::string_view line) { said().emplace_back(line); });
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=200m,mode=0700") == 0;
    mount_fault_ = std::strerror(errno);
  }
  ~RescueRoomTest() override {
    set_log_sink(nullptr);
    if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  void SetUp() override {
    if (!mounted_) GTEST_SKIP() << "cannot mount a small file system: " << mount_fault_;
    { Journal claims_the_file = opened(); }
    journal::Database database(path(), journal::Database::Mode::read_write);
    grow(database, events);
    journal::SqlQuery row = database.query(
        "/* test */ SELECT pageno FROM dbstat WHERE name = 'by_hand' AND pagetype = 'leaf' LIMIT 1");
    ASSERT_TRUE(row.step());
    a_page_ = static_cast<std::size_t>(row.integer());
  }

  Bytes size() const { return static_cast<Bytes>(std::filesystem::file_size(path())); }
  // The disk has so much beside the journal.
  void leave_free(Bytes bytes) const {
    const std::string options = "size=" + std::to_string(size() + bytes);
    ASSERT_EQ(::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, options.c_str()), 0)
        << std::strerror(errno);
  }
  void destroy(std::size_t page) const {
    std::fstream file(path(), std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>((page - 1) * size_of_page));
    file.write(std::string(size_of_page, '\x5A').data(), size_of_page);
  }
  void expect_what_counts(const Journal& journal) const {
    EXPECT_EQ(journal.reports().size(), 1000U);
    EXPECT_EQ(journal.waiting("oncall") + journal.waiting("second"), static_cast<std::size_t>(events / 1000));
    EXPECT_EQ(journal.parked("oncall"), static_cast<std::size_t>(events / 1000));
    EXPECT_EQ(journal.heard("oncall").size() + journal.heard("second").size(), 1200U);
  }
  static std::int64_t delivered(const Journal& journal) {
    return static_cast<std::int64_t>(journal.list({.settled = Settled::delivered, .limit = events}).size());
  }
  static bool was_said(const std::string& part) {
    for (const std::string& line : said())
      if (line.find(part) != std::string::npos) return true;
    return false;
  }
  std::size_t a_page_ = 0;

 private:
  bool mounted_ = false;
  std::string mount_fault_;
};

TEST_F(RescueRoomTest, WithRoomForASecondFileNothingIsLeftBehind) {
  leave_free(size() + size() / 8 + 20 * mib);
  destroy(a_page_);
  Journal journal = opened();
  expect_what_counts(journal);
  EXPECT_EQ(delivered(journal), events - 2 * events / 1000);
  EXPECT_TRUE(was_said("complete as far as it can be read"));
}

TEST_F(RescueRoomTest, WhereTheDiskHasNoRoomForItTheOldestHistoryStaysBehind) {
  leave_free(16 * mib + size() / 3);
  destroy(a_page_);
  Journal journal = opened();
  expect_what_counts(journal);
  EXPECT_GT(delivered(journal), events / 10);
  EXPECT_LT(delivered(journal), events / 2);
  EXPECT_TRUE(journal.entry(events - 100)) << "the newest is worth most";
  EXPECT_FALSE(journal.entry(1));
  EXPECT_TRUE(was_said("the disk has no room for a second file of this size"));
  EXPECT_GE(journal.disk().free, 14 * mib) << "the bridge can work with what is left";
  ASSERT_EQ(journal.set_aside().size(), 1U);
  EXPECT_GE(journal.set_aside()[0].size, size()) << "renamed, not copied";
}

TEST_F(RescueRoomTest, WithHardlyAnyRoomItStartsWithWhatCounts) {
  leave_free(6 * mib);
  destroy(a_page_);
  Journal journal = opened();
  expect_what_counts(journal);
  EXPECT_EQ(delivered(journal), 0);
  EXPECT_GT(record_opening(journal, subject("new")), events) << "ids go on";
}

TEST_F(RescueRoomTest, WithoutItsFirstPageToo) {
  leave_free(16 * mib + size() / 3);
  destroy(1);
  Journal journal = opened();
  expect_what_counts(journal);
  EXPECT_TRUE(journal.entry(events - 100));
  EXPECT_FALSE(journal.entry(1));
}

TEST_F(RescueRoomTest, WhatDoesNotFitAtAllLeavesTheDiskAsItWas) {
  leave_free(mib / 8);
  destroy(a_page_);
  const Result<Journal> journal = try_open();
  ASSERT_FALSE(journal);
  EXPECT_NE(journal.error().text.find("make room"), std::string::npos) << journal.error().text;
  for (const char* suffix : {".new", ".new-wal", ".rescued"})
    EXPECT_FALSE(std::filesystem::exists(path().string() + suffix)) << suffix;
}

using AsideTest = JournalTest;

TEST_F(AsideTest, WhatWasSetAsideIsKnownAndGoesInItsTime) {
  const auto make = [this](const std::string& name) { std::ofstream{folder_ / name} << "old"; };
  for (const char* name : {"journal.db.damaged-20270115T080000Z", "journal.db.damaged-20270115T080000Z-wal",
                           "journal.db.damaged-20270215T080000Z", "journal.db.damaged-20270115T080000Z.2",
                           "journal.db.damaged-notes", "other.db.damaged-20270115T080000Z"})
    make(name);
  std::filesystem::create_symlink(folder_ / "journal.db.damaged-notes",
                                  folder_ / "journal.db.damaged-20270116T080000Z");
  Journal journal = opened();
  const std::vector<SetAside> known = journal.set_aside();
  ASSERT_EQ(known.size(), 3U);
  EXPECT_EQ(known.back().file, folder_ / "journal.db.damaged-20270215T080000Z");
  EXPECT_EQ(known.back().at, *parse_rfc3339("2027-02-15T08:00:00Z"));
  EXPECT_EQ(journal.forget_set_aside(*parse_rfc3339("2027-02-01T00:00:00Z")), 2U);
  EXPECT_EQ(journal.set_aside().size(), 1U);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "journal.db.damaged-20270115T080000Z-wal"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "journal.db.damaged-notes"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "other.db.damaged-20270115T080000Z"));
}

}  // namespace
}  // namespace ilert_bridge
