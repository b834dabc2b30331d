// The real daemon on a small disk: looking stops, what is journalled is delivered and recorded, looking goes
// on by itself when there is room. Needs a file system of its own.
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "src/journal/sqlite.hpp"
#include "tests/system/stage.hpp"

namespace ilert_bridge {
namespace {

using namespace system_stage;

class FullDisk : public Stage {
 protected:
  FullDisk() {
    std::filesystem::create_directory(small());
    mounted_ = ::mount("tmpfs", small().c_str(), "tmpfs", 0, "size=40m,mode=0700") == 0;
    mount_fault_ = std::strerror(errno);
    replace_in_config(rig, rig.folder() + "/journal.db", journal_file());
    rig.world.add_host("db01");
    rig.world.add_service("web01", "HTTP");
    rig.world.add_service("web02", "HTTP");
  }
  ~FullDisk() override {
    if (rig.running()) rig.kill();
    if (mounted_) ::umount2(small().c_str(), MNT_DETACH);
  }
  void SetUp() override {
    if (!mounted_) GTEST_SKIP() << "cannot mount a small file system: " << mount_fault_;
  }

  std::string small() const { return rig.folder() + "/small"; }
  std::string journal_file() const { return small() + "/journal.db"; }
  std::string filler() const { return small() + "/filler"; }

  // Until not one more byte fits.
  void fill() const {
    const int file = ::open(filler().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ASSERT_GE(file, 0);
    const std::string block(64 << 10, 'x');
    for (std::size_t size = block.size(); size > 0; size /= 2)
      while (::write(file, block.data(), size) > 0) continue;
    ::close(file);
  }
  void make_room() const { std::filesystem::remove(filler()); }

  std::vector<Entry> entries() const {
    const Result<Journal> journal = Journal::open(journal_file(), Journal::Access::read_only, "rig", now());
    return journal ? journal->list({}) : std::vector<Entry>{};
  }
  bool is_recorded_as_delivered(const std::string& host) const {
    for (const Entry& entry : entries())
      if (entry.queued.event.subject.host == host && entry.settled != Settled::delivered) return false;
    return true;
  }
  std::string integrity() const {
    journal::Database database(journal_file(), journal::Database::Mode::read_write);
    journal::SqlQuery row = database.query("PRAGMA integrity_check");
    return row.step() ? row.text() : "no answer";
  }
  bool told_of_the_disk(const std::vector<std::string>& types) const {
    return rig.ilert.wait_until([&] {
      return rig.ilert.types_taken(
                 alert_key(Subject{.site = {}, .host = {}, .service = {}, .own = "disk"}, "rig")) == types;
    });
  }

 private:
  bool mounted_ = false;
  std::string mount_fault_;
};

TEST_F(FullDisk, StopsLookingAndNothingElseAndLookingGoesOnByItself) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  EXPECT_TRUE(std::filesystem::exists(journal_file() + ".reserve"));
  rig.ilert.fault(doubles::HttpFault::answer(503), doubles::FaultScript::always);
  rig.world.host_check("db01", 1, "no ping");
  ASSERT_TRUE(rig.says("not delivered, kept and tried again"));

  fill();
  rig.world.service_check("web01", "HTTP", 2, "connection refused");
  ASSERT_TRUE(rig.says("the disk is full: looking stops"));
  EXPECT_FALSE(std::filesystem::exists(journal_file() + ".reserve"));
  rig.ilert.heal();
  EXPECT_TRUE(rig.becomes("db01", "", AlertStatus::pending)) << "what is journalled is delivered";
  EXPECT_TRUE(doubles::eventually([&] { return is_recorded_as_delivered("db01"); }));
  EXPECT_TRUE(told_of_the_disk({"ALERT"})) << "and so is that the disk is full";
  EXPECT_TRUE(rig.told("web01", "HTTP").empty()) << "nobody looks";
  rig.world.service_check("web02", "HTTP", 2, "connection refused");

  make_room();
  ASSERT_TRUE(rig.says("the disk has room again, looking goes on"));
  EXPECT_TRUE(rig.becomes("web01", "HTTP", AlertStatus::pending));
  EXPECT_TRUE(rig.becomes("web02", "HTTP", AlertStatus::pending));
  EXPECT_TRUE(told_of_the_disk({"ALERT", "RESOLVE"}));
  EXPECT_TRUE(std::filesystem::exists(journal_file() + ".reserve"));
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_EQ(integrity(), "ok");
  EXPECT_EQ(rig.told("db01"), Types{"ALERT"}) << "once";
}

TEST_F(FullDisk, AStartOnAFullDiskWaitsForRoom) {
  rig.start();
  ASSERT_TRUE(rig.looks_again());
  ASSERT_EQ(rig.stop(), 0);
  fill();
  rig.world.host_check("db01", 1, "no ping");
  rig.start();
  ASSERT_TRUE(rig.says("the disk is full: looking stops"));
  EXPECT_TRUE(rig.told("db01").empty());
  make_room();
  EXPECT_TRUE(rig.becomes("db01", "", AlertStatus::pending));
  EXPECT_EQ(rig.stop(), 0);
  EXPECT_EQ(integrity(), "ok");
}

}  // namespace
}  // namespace ilert_bridge
