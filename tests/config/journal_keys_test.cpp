// How much of the past is kept.
#include "tests/config/fixture.hpp"

namespace ilert_bridge {
namespace {

using namespace std::chrono_literals;

struct JournalKeys : ConfigTest {};

TEST_F(JournalKeys, AreReadWithTheirUnits) {
  const Loaded loaded = load(least + "[journal]\nkeep_delivered = \"7d\"\nmax_size = \"64MiB\"\n");
  EXPECT_EQ(text_of(loaded.errors), "");
  EXPECT_EQ(loaded.config.retention, (Retention{.keep_delivered = 24h * 7, .max_size = Bytes{64} << 20}));
  EXPECT_EQ(load(least).config.retention, Retention{}) << "the defaults";
}

TEST_F(JournalKeys, ASizeWithoutAUnitIsToldTheUnits) {
  EXPECT_EQ(errors_of(least + "[journal]\nmax_size = 64\n"),
            "DIR/ilert-bridge.toml:6:12: error: 'journal.max_size' must be a size such as \"1GiB\", got "
            "integer 64; "
            "it is one whole number and one of the units B, KiB, MiB, GiB and TiB\n"
            "    6 | max_size = 64\n"
            "      |            ^~\n");
}

TEST_F(JournalKeys, ASizeOutOfItsRangeIsToldTheRange) {
  EXPECT_NE(errors_of(least + "[journal]\nmax_size = \"1MiB\"\n")
                .find("'journal.max_size' must be from 16MiB to 16TiB, got 1MiB"),
            std::string::npos);
}

}  // namespace
}  // namespace ilert_bridge
