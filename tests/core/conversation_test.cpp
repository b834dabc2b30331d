#include "ilert-bridge/core/conversation.hpp"

#include <gtest/gtest.h>

#include "ilert-bridge/core/event.hpp"
#include "tests/core/builders.hpp"

namespace ilert_bridge {
namespace {

const Subject http{.site = "prod", .host = "web01", .service = "HTTP", .own = {}};
const Remark carl{"carl", "rebooting it"};

LogEntry said(std::int64_t id, const std::string& text, const std::string& author = "Ada Example") {
  return {.id = id, .kind = LogEntry::Kind::comment, .at = noon, .author = author, .text = text};
}
SiteComment shown(const Remark& remark, Time at = noon, std::int64_t id = 1) {
  return {.subject = http, .remark = remark, .entered_at = at, .id = id};
}
std::vector<Order> written(const std::vector<LogEntry>& log, const std::vector<Remark>& told = {}) {
  ShownAlert alert;
  alert.id = 7001;
  return comments_to_write(alert, log, "oncall", http, "ilert", told);
}
std::vector<Remark> remarks_of(const std::vector<SiteComment>& comments) {
  std::vector<Remark> all;
  for (const SiteComment& one : comments) all.push_back(one.remark);
  return all;
}

TEST(CommentInIlert, IsWrittenToCheckmkUnderItsAuthorsName) {
  const std::vector<Order> orders = written({said(90017, "looking at it\nnow")});
  ASSERT_EQ(orders.size(), 1U);
  EXPECT_EQ(orders[0].kind, OrderKind::comment);
  EXPECT_EQ(orders[0].subject, http);
  EXPECT_EQ(orders[0].route, "oncall");
  EXPECT_EQ(orders[0].source, "comment 90017 of alert 7001");
  EXPECT_EQ(orders[0].remark, (Remark{"Ada Example (ilert)", "looking at it now"}));
}

TEST(CommentInIlert, ComesInTheOrderInWhichItWasSaid) {
  LogEntry late = said(1, "third");
  late.at = noon + s(1);
  const std::vector<Order> orders = written({late, said(3, "second"), said(2, "first")});
  ASSERT_EQ(orders.size(), 3U);
  EXPECT_EQ(orders[0].remark.text, "first");
  EXPECT_EQ(orders[1].remark.text, "second");
  EXPECT_EQ(orders[2].remark.text, "third");
}

TEST(CommentInIlert, ThatWeToldIsNotWrittenBack) {
  EXPECT_TRUE(written({said(1, "rebooting it", "carl")}, {carl}).empty());
  EXPECT_TRUE(written({said(1, "rebooting it", "")}, {carl}).empty()) << "nobody is named: the words decide";
  EXPECT_EQ(written({said(1, "rebooting it", "Ada")}, {carl}).size(), 1U);
}

TEST(CommentInIlert, OnlyPeoplesWordsCount) {
  LogEntry entry = said(1, "accepted");
  entry.kind = LogEntry::Kind::response;
  EXPECT_TRUE(written({entry, said(2, " \n ")}).empty());
}

TEST(CommentInIlert, IsCutToWhatACommandCanHold) {
  EXPECT_EQ(written({said(1, std::string(5000, 'x'))}).at(0).remark.text.substr(0, 990),
            std::string(990, 'x'));
  EXPECT_LT(written({said(1, std::string(5000, 'x'))}).at(0).remark.text.size(), 1010U);
}

TEST(CommentInIlert, IsLookedForOftenWhileSomethingHappens) {
  const Span interval = s(30);
  EXPECT_TRUE(is_worth_hearing(noon, std::nullopt, interval, noon));
  EXPECT_FALSE(is_worth_hearing(noon, noon, interval, noon + s(29)));
  EXPECT_TRUE(is_worth_hearing(noon, noon, interval, noon + s(30)));
  EXPECT_FALSE(is_worth_hearing(noon, noon + min(20), interval, noon + min(21))) << "quiet for a while";
  EXPECT_TRUE(is_worth_hearing(noon, noon + min(600), interval, noon + min(605))) << "but never for long";
  EXPECT_TRUE(is_worth_hearing(noon, noon + min(5), interval, noon)) << "the clock was set back";
}

struct CommentInCheckmk : testing::Test {
  std::vector<Remark> told(std::vector<SiteComment> comments, Span ahead = {}) const {
    return remarks_of(comments_to_tell(std::move(comments), facts, ahead));
  }
  CommentFacts facts{.since = noon, .written = {}, .told = {}, .author = "ilert"};
};

TEST_F(CommentInCheckmk, IsToldInTheOrderInWhichItWasSaid) {
  EXPECT_EQ(told({shown(berta, noon + s(5), 3), shown(anna, noon + s(1), 9), shown(carl, noon + s(5), 2)}),
            (std::vector<Remark>{anna, carl, berta}));
}

TEST_F(CommentInCheckmk, FromBeforeTheAlertIsAboutSomethingElse) {
  EXPECT_TRUE(told({shown(anna, noon - s(10))}).empty());
  EXPECT_EQ(told({shown(anna, noon - s(1))}).size(), 1U) << "clocks are not that exact";
  EXPECT_EQ(told({shown(anna, noon - s(10))}, -s(10)).size(), 1U) << "by the server's clock";
}

TEST_F(CommentInCheckmk, ThatWeWroteIsNotToldBack) {
  facts.written = {{"Ada (ilert)", "Looking; at \"it\""}};
  facts.author = "";
  EXPECT_TRUE(told({shown({"Ada (ilert)", "Looking, at it"})}).empty()) << "as the core changed it";
  EXPECT_EQ(told({shown({"ada", "Looking, at it"})}).size(), 1U) << "a person said the same";
}

TEST_F(CommentInCheckmk, UnderOurNameIsOursWithoutAnyRecordToo) {
  EXPECT_TRUE(told({shown({"Ada (ilert)", "x"}), shown({"ilert", "y"})}).empty());
  EXPECT_EQ(told({shown({"ilert-fan", "x"})}).size(), 1U);
}

TEST_F(CommentInCheckmk, IsToldOnce) {
  const Event event = comment_event(shown(carl, noon + s(1)), {}, Route{}, {}, {}, noon + s(9));
  EXPECT_EQ(event.type, EventType::comment);
  EXPECT_EQ(event.because, Because::commented);
  EXPECT_EQ(event.remark, carl);
  EXPECT_EQ(event.occurred_at, noon + s(1));
  facts.told = {event};
  EXPECT_TRUE(told({shown(carl, noon + s(1))}).empty());
  EXPECT_EQ(told({shown(carl, noon + s(2))}).size(), 1U) << "said again";
}

TEST(WrittenComment, IsFoundByItsWordsAndTime) {
  Order order;
  order.subject = http;
  order.remark = {"Ada (ilert)", "Looking; at it"};
  order.ordered_at = noon;
  EXPECT_TRUE(shows_what_was_written({shown({"Ada (ilert)", "Looking, at it"})}, order, {}, {}));
  EXPECT_FALSE(shows_what_was_written({shown({"Ada (ilert)", "another"})}, order, {}, {}));
  EXPECT_FALSE(
      shows_what_was_written({shown({"Ada (ilert)", "Looking, at it"}, noon - min(5))}, order, {}, {}))
      << "an older one";
  SiteComment other = shown({"Ada (ilert)", "Looking, at it"});
  other.subject.service = "SSH";
  EXPECT_FALSE(shows_what_was_written({other}, order, {}, {}));
}

TEST(WrittenComment, IsNotAnotherOneInTheSameScript) {
  const Remark looking{"Ada (ilert)", "\u0441\u043c\u043e\u0442\u0440\u044e"};
  const Remark done{"Ada (ilert)", "\u0433\u043e\u0442\u043e\u0432\u043e"};
  Order order;
  order.subject = http;
  order.remark = done;
  order.ordered_at = noon;
  EXPECT_FALSE(shows_what_was_written({shown(looking)}, order, {looking, done}, {}));
  EXPECT_TRUE(shows_what_was_written({shown(looking), shown(done)}, order, {looking, done}, {}));
  EXPECT_TRUE(shows_what_was_written({shown({"Ada (ilert)", "??????"})}, order, {looking, done}, {}))
      << "by a core that keeps no such letters";
}

}  // namespace
}  // namespace ilert_bridge
