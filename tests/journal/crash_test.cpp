// The process is killed at any moment: what was promised is there, and nothing is there by halves.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/journal/faults.hpp"
#include "tests/journal/folder.hpp"

namespace ilert_bridge {
namespace {

constexpr int batch_size = 7;

std::string host_of(int batch, int member) {
  return "batch" + std::to_string(batch) + "-" + std::to_string(member);
}

Recording batch_of(int batch) {
  Recording recording;
  for (int member = 0; member < batch_size; ++member)
    recording.changes.push_back(opening(subject(host_of(batch, member))).changes.front());
  return recording;
}

// Records batch after batch, tells the parent each one that is done, and now and then makes an attempt.
[[noreturn]] void record_until_killed(const std::filesystem::path& path, int first, int acknowledge) {
  Result<Journal> journal = Journal::open(path, Journal::Access::own, "mon1", start);
  if (!journal) _exit(1);
  for (int batch = first;; ++batch) {
    Recording recording = batch_of(batch);
    journal->record(recording, start);
    if (write(acknowledge, &batch, sizeof batch) != sizeof batch) _exit(2);
    if (batch % 3 != 0) continue;  // so that kills hit records as well as attempts
    const EventId event = recording.changes[0].events[0].id;
    journal->begin_attempt(event, start);
    journal->end_attempt(event, ended(Outcome::delivered, 202), Settled::delivered, false, {}, start);
  }
}

// The last batch that was acknowledged before the child was killed.
int killed_after(int acknowledgements, const std::filesystem::path& path, int first) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    record_until_killed(path, first, ends[1]);
  }
  close(ends[1]);
  int last = -1;
  for (int seen = 0; seen < acknowledgements; ++seen)
    if (read(ends[0], &last, sizeof last) != sizeof last) break;
  kill(child, SIGKILL);
  for (int more = 0; read(ends[0], &more, sizeof more) == sizeof more;) last = more;
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return last;
}

using CrashTest = JournalTest;

TEST_F(CrashTest, EveryAcknowledgedBatchIsThereAndEveryBatchIsWhole) {
  int next = 0;
  for (const int acknowledgements : {1, 2, 3, 5, 8, 13, 21}) {
    const int last = killed_after(acknowledgements, path(), next);
    ASSERT_GE(last, next + acknowledgements - 1) << "the child failed by itself";
    Journal journal = opened();
    const Reports reports = journal.reports();
    const int recorded = static_cast<int>(reports.size()) / batch_size;
    EXPECT_EQ(reports.size() % batch_size, 0U) << "a batch by halves";
    EXPECT_GE(recorded, last + 1) << "an acknowledged batch is gone";
    for (int batch = 0; batch < recorded; ++batch)
      for (int member = 0; member < batch_size; ++member)
        EXPECT_EQ(reports.count(subject(host_of(batch, member))), 1U) << host_of(batch, member);
    EXPECT_EQ(journal
                  .list({.site = {},
                         .host = {},
                         .service = {},
                         .route = {},
                         .settled = {},
                         .since = {},
                         .limit = 100'000})
                  .size(),
              reports.size())
        << "each report has its event";
    next = recorded;
  }
}

TEST_F(CrashTest, KilledAtAnyWriteOfACommitItIsWholeOrAbsent) {
  std::size_t before = 0;
  bool was_killed = true;
  for (int writes = 0; was_killed; writes += 5) {
    const pid_t child = fork();
    if (child == 0) {
      const FaultyWrites faults;
      Journal journal = opened();
      FaultyWrites::kill_at(writes);
      Recording recording = batch_of(writes);
      journal.record(recording, start);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    was_killed = WIFSIGNALED(status);
    const std::size_t reports = opened().reports().size();
    const std::size_t events = opened(Journal::Access::read_only).list({}).size();
    EXPECT_TRUE(reports == before || reports == before + batch_size) << "killed at write " << writes;
    EXPECT_EQ(events, reports) << "killed at write " << writes;
    EXPECT_TRUE(was_killed || reports == before + batch_size) << "acknowledged";
    before = reports;
  }
}

TEST_F(CrashTest, AnAttemptUnderWayWhenKilledIsUnknown) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    Journal journal = opened();
    const EventId event = record_opening(journal, subject("web01"));
    journal.begin_attempt(event, start);
    if (write(ends[1], &event, sizeof event) != sizeof event) _exit(1);
    pause();
    _exit(0);
  }
  EventId event = 0;
  ASSERT_EQ(read(ends[0], &event, sizeof event), static_cast<ssize_t>(sizeof event));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(queues(opened(), "oncall", 1).at(0).at(0).outcome_unknown);
}

}  // namespace
}  // namespace ilert_bridge
