// What is done in Checkmk, order by order.
#include "ilert-bridge/daemon/orders.hpp"

#include "tests/daemon/stage.hpp"

namespace ilert_bridge {
namespace {

namespace asio = boost::asio;
using namespace stage;

struct OrdersLoop : testing::Test {
  OrdersLoop() {
    OrderPorts ports;
    ports.carry_out = [this](Order order) -> asio::awaitable<OrderTry> {
      carried_out.emplace_back(name(order.kind));
      co_return OrderTry{};
    };
    ports.last_look_began = [](const std::string&) { return std::optional{now()}; };
    ports.sight_of = [this](const Order&) {
      return OrderSight{.read_began = read_began, .is_gone = is_gone};
    };
    ports.is_configured = [](const std::string&) { return true; };
    orders.emplace(io.get_executor(), std::move(ports), ledger);
  }
  void order(OrderKind kind, const std::string& source) {
    Recording recording;
    Report report;
    report.told = Told::accepted;
    report.acceptance = Acceptance::ilert;
    recording.changes.push_back({.subject = service(), .route = "oncall", .report = report, .events = {}});
    Order order;
    order.route = "oncall";
    order.subject = service();
    order.kind = kind;
    order.source = source;
    recording.orders.push_back(std::move(order));
    ledger.record(recording, now());
  }
  std::size_t turn() { return run<std::size_t>(io, orders->turn()); }

  asio::io_context io{1};
  Ledger ledger{journal_in_memory()};
  std::optional<Time> read_began;
  bool is_gone = false;
  std::vector<std::string> carried_out;
  std::optional<Orders> orders;
};
using Kinds = std::vector<std::string>;

TEST_F(OrdersLoop, AnAcknowledgementDoesNotWaitForWhatWasSaidBefore) {
  order(OrderKind::comment, "comment 1 of alert 7001");
  order(OrderKind::acknowledge, "alert 7001");
  EXPECT_EQ(turn(), 2U);
  EXPECT_EQ(carried_out, Kinds{"acknowledge"}) << "what people say cannot be read";
}

TEST_F(OrdersLoop, OfOneKindTheFirstGoesAlone) {
  read_began = now();
  order(OrderKind::comment, "comment 1 of alert 7001");
  order(OrderKind::comment, "comment 2 of alert 7001");
  EXPECT_EQ(turn(), 2U);
  EXPECT_EQ(carried_out, Kinds{"comment"});
}

TEST_F(OrdersLoop, ACommentAboutWhatIsGoneIsPointlessAndSaidToNobody) {
  read_began = now();
  is_gone = true;
  order(OrderKind::comment, "comment 1 of alert 7001");
  EXPECT_EQ(turn(), 0U);
  EXPECT_EQ(carried_out, Kinds{});
  EXPECT_EQ(ledger.journal().orders("oncall", service(), 1).at(0).ended, OrderEnd::pointless);
}

TEST_F(OrdersLoop, ATryCountsFromItsEnd) {
  order(OrderKind::acknowledge, "alert 7001");
  const Time before = now();
  turn();
  EXPECT_GE(ledger.journal().open_orders().at(0).tried_at, before);
  EXPECT_EQ(ledger.journal().open_orders().at(0).tries, 1);
}

}  // namespace
}  // namespace ilert_bridge
