#include "ilert-bridge/daemon/post.hpp"

#include "ilert-bridge/ilert/request.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;

asio::awaitable<Answer> post_event(const Event& event, bool required_only, const RouteSettings& route,
                                   const IlertSettings& ilert, HttpClient& http) {
  const std::string& key = route.integration_key.reveal();
  HttpRequest request = event_request(event, ilert.url, key, required_only, route.route.integration);
  const HttpAnswer answer = co_await http.send(std::move(request));
  co_return read_answer(answer);
}

}  // namespace ilert_bridge
