// SQLite's log grows as long as somebody reads: that is seen, and who it is.
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "src/journal/sqlite.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

constexpr Bytes little = 64 << 10;

class LogTest : public JournalTest {
 protected:
  void write_much() {
    Recording recording;
    for (int host = 0; host < 200; ++host) {
      Recording::Change change = opening(subject("web" + std::to_string(host))).changes[0];
      change.events[0].details = std::string(2000, 'd');
      recording.changes.push_back(change);
    }
    journal.record(recording, start);
  }
  Bytes log_size() const { return static_cast<Bytes>(std::filesystem::file_size(path().string() + "-wal")); }

  Journal journal = opened();
};

// Reads in a process of its own until it is destroyed.
class Reader {
 public:
  explicit Reader(const std::filesystem::path& path) {
    if (pipe(ready_.data()) != 0 || pipe(end_.data()) != 0) throw std::runtime_error("pipe");
    process_ = fork();
    if (process_ == 0) read(path);
    char byte = 0;
    if (::read(ready_[0], &byte, 1) != 1) throw std::runtime_error("the reader does not read");
  }
  ~Reader() {
    close(end_[1]);
    waitpid(process_, nullptr, 0);
    for (const int descriptor : {ready_[0], ready_[1], end_[0]}) close(descriptor);
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  pid_t process() const { return process_; }

 private:
  [[noreturn]] void read(const std::filesystem::path& path) const {
    close(end_[1]);
    {
      journal::Database database(path, journal::Database::Mode::read_only);
      journal::SqlQuery row = database.query("/* test */ SELECT id FROM events");
      row.step();
      char byte = 'r';
      if (write(ready_[1], &byte, 1) == 1) static_cast<void>(::read(end_[0], &byte, 1) < 0);
    }
    _exit(0);
  }
  std::array<int, 2> ready_{}, end_{};
  pid_t process_ = 0;
};

TEST_F(LogTest, WithoutAReaderItBeginsAnew) {
  write_much();
  ASSERT_GT(log_size(), little);
  EXPECT_FALSE(journal.log_is_held(little));
  EXPECT_EQ(log_size(), 0);
  record_opening(journal, subject("after"));
}

TEST_F(LogTest, AReaderIsNamedAndNothingIsWaitedFor) {
  write_much();
  {
    const Reader reader(path());
    write_much();
    const auto before = std::chrono::steady_clock::now();
    const std::optional<std::string> held = journal.log_is_held(little);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds{3});
    ASSERT_TRUE(held);
    EXPECT_NE(held->find("process " + std::to_string(reader.process()) + " (journal_test"), std::string::npos)
        << *held;
    EXPECT_FALSE(journal.log_is_held(log_size())) << "it may be as large as that";
    record_opening(journal, subject("meanwhile"));
  }
  EXPECT_FALSE(journal.log_is_held(little));
  EXPECT_EQ(log_size(), 0);
}

TEST_F(LogTest, AskingDoesNotLetGoOfTheOwnersLocks) {
  write_much();
  {
    const Reader reader(path());
    write_much();
    EXPECT_TRUE(journal.log_is_held(little));
  }
  { const Reader another(path()); }  // were ours the last lock, it would take the log away when it ends
  EXPECT_TRUE(std::filesystem::exists(path().string() + "-wal"));
  record_opening(journal, subject("after"));
  EXPECT_EQ(opened(Journal::Access::read_only).reports().count(subject("after")), 1U);
}

}  // namespace
}  // namespace ilert_bridge
