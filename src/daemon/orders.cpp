#include "ilert-bridge/daemon/orders.hpp"

#include <chrono>
#include <set>
#include <utility>

#include "ilert-bridge/base/log.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span pulse = std::chrono::seconds{1};

// As an acknowledgement is looked for, so a comment is; that the problem is over makes no difference to it.
OrderStep step_of_comment(const Order& order, const OrderSight& sight, Time at) {
  if (sight.nobody_listens || sight.is_gone) return OrderStep::pointless;
  Report report;
  report.told = Told::accepted;
  report.acceptance = sight.shown ? Acceptance::mirrored : Acceptance::ilert;
  return next_for(order, report, sight.read_began, at);
}

struct OrderWords {
  std::string sent, done, pointless, given_up, remedy;
};

OrderWords words_for(OrderKind kind) {
  if (kind == OrderKind::comment)
    return {.sent = "comment sent to Checkmk: ",
            .done = "commented in Checkmk: ",
            .pointless = "no comment in Checkmk, the object is gone or [sync] comments is off: ",
            .given_up = "commented in ilert, but not in Checkmk: ",
            .remedy = "comment in Checkmk by hand"};
  if (kind == OrderKind::unacknowledge)
    return {.sent = "removal of an acknowledgement sent to Checkmk: ",
            .done = "no longer acknowledged in Checkmk: ",
            .pointless = "no acknowledgement to remove in Checkmk, the problem is over or somebody has it: ",
            .given_up = "taken back in ilert, but still acknowledged in Checkmk: ",
            .remedy = "remove its acknowledgement in Checkmk by hand"};
  return {.sent = "acknowledgement sent to Checkmk: ",
          .done = "acknowledged in Checkmk: ",
          .pointless = "no acknowledgement in Checkmk, the problem is over or paged again: ",
          .given_up = "accepted in ilert, but not acknowledged in Checkmk: ",
          .remedy = "acknowledge it in Checkmk by hand"};
}

}  // namespace

Orders::Orders(const asio::any_io_executor& executor, OrderPorts ports, Ledger& ledger)
    : ports_(std::move(ports)), ledger_(ledger), wakeup_(executor) {}

asio::awaitable<void> Orders::run() {
  for (;;) {
    std::size_t open = 1;
    try {
      open = co_await turn();
    } catch (const CommitFailed& failure) {
      if (!failure.disk_full()) throw;
      ledger_.found_full(failure.what());
    }
    const auto until =
        open > 0 ? std::chrono::steady_clock::now() + pulse : std::chrono::steady_clock::time_point::max();
    co_await wakeup_.wait_until(until);
    const bool cancelled = co_await is_cancelled();
    if (cancelled) co_return;
  }
}

OrderStep Orders::step_of(const Order& order, Time at) const {
  if (order.kind == OrderKind::comment) return step_of_comment(order, ports_.sight_of(order), at);
  const std::string& site = order.subject.site;
  return next_for(order, ledger_.report(order.subject, order.route), ports_.last_look_began(site), at);
}

// Of several orders of one kind for one subject the first goes alone: the second may be done by it.
asio::awaitable<std::size_t> Orders::turn() {
  if (!ledger_.has_room()) co_return 1;  // what is begun could not be recorded
  const std::vector<Order> open = ledger_.journal().open_orders();
  std::size_t left = 0;
  std::set<std::pair<Subject, OrderKind>> busy;
  for (const Order& order : open) {
    if (!ports_.is_configured(order.subject.site)) {
      end(order, OrderEnd::given_up, "its site is no longer configured");
      continue;
    }
    const bool is_first = busy.emplace(order.subject, order.kind).second;
    switch (step_of(order, now())) {
      case OrderStep::wait:
        ++left;
        break;
      case OrderStep::carry_out:
        ++left;
        if (is_first) co_await carry_out(order);
        break;
      case OrderStep::done:
        end(order, OrderEnd::done, {});
        break;
      case OrderStep::pointless:
        end(order, OrderEnd::pointless, {});
        break;
      case OrderStep::give_up:
        end(order, OrderEnd::given_up,
            order.fault.empty() ? "Checkmk does not show it; does the core take external commands?"
                                : order.fault);
    }
  }
  co_return left;
}

asio::awaitable<void> Orders::carry_out(const Order& order) {
  ledger_.journal().begin_try(order.id, now());
  OrderTry tried = co_await ports_.carry_out(order);
  const bool cancelled = co_await is_cancelled();
  if (cancelled) co_return;  // what came of it, the looks of the next run show
  if (!tried.possible) {
    end(order, OrderEnd::given_up, tried.fault);
    co_return;
  }
  ledger_.journal().end_try(order.id, tried.fault, now());
  log_info(words_for(order.kind).sent + to_text(order.subject),
           {{"order", std::to_string(order.id)},
            {"try", std::to_string(order.tries + 1)},
            {"fault", tried.fault.empty() ? "-" : tried.fault}});
}

void Orders::end(const Order& order, OrderEnd how, const std::string& fault) {
  ledger_.journal().end_order(order.id, how, fault, now());
  const std::string id = std::to_string(order.id);
  const OrderWords words = words_for(order.kind);
  switch (how) {
    case OrderEnd::done:
      return log_notice(words.done + to_text(order.subject), {{"order", id}, {"by", order.remark.author}});
    case OrderEnd::pointless:
      return log_info(words.pointless + to_text(order.subject), {{"order", id}});
    case OrderEnd::given_up:
      log_warning(words.given_up + to_text(order.subject),
                  {{"order", id}, {"because", fault}, {"remedy", words.remedy}});
  }
}

}  // namespace ilert_bridge
