#include "tests/simulation/way.hpp"

#include "tests/simulation/clock.hpp"

namespace ilert_bridge {
namespace {

simulation::FarEnd* far_end_of_all = nullptr;

}  // namespace

void simulation::answer_http(FarEnd* far_end) { far_end_of_all = far_end; }

HttpClient::HttpClient(boost::asio::any_io_executor executor, HttpOptions) : executor_(std::move(executor)) {}
HttpClient::~HttpClient() = default;

boost::asio::awaitable<HttpAnswer> HttpClient::send(HttpRequest request) {
  auto answering = far_end_of_all->answer(std::move(request));
  co_return co_await std::move(answering);
}

std::chrono::steady_clock::time_point HttpClient::turned() const { return simulation::steady_now(); }

}  // namespace ilert_bridge
