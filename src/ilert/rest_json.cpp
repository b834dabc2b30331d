#include "rest_json.hpp"

#include <charconv>

namespace ilert_bridge::rest {
namespace {

namespace json = boost::json;

// 50 alerts of 8000 bytes of details, each byte written as an escape of six.
constexpr std::size_t longest_page = 8 << 20;

}  // namespace

std::string url(std::string_view base_url, std::string_view path) {
  while (base_url.ends_with('/')) base_url.remove_suffix(1);
  return std::string{base_url}.append(path);
}

HttpRequest get(std::string url, std::string_view token) {
  HttpRequest request;
  request.method = "GET";
  request.url = std::move(url);
  request.headers = {"Accept: application/json", std::string{"Authorization: Bearer "}.append(token)};
  request.longest_answer = longest_page;
  return request;
}

Result<json::value> parsed(std::string_view body) {
  boost::system::error_code fault;
  json::value value = json::parse(json::string_view{body.data(), body.size()}, fault);
  if (fault) return error("what came back is no JSON: " + fault.message());
  return {boost::system::in_place_value, std::move(value)};
}

const json::value* field(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string text_in(const json::object& object, std::string_view name) {
  const json::value* value = field(object, name);
  return value != nullptr && value->is_string() ? std::string{value->get_string()} : std::string{};
}

const json::object& object_in(const json::object& object, std::string_view name) {
  static const json::object none;
  const json::value* value = field(object, name);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

std::int64_t id_in(const json::object& object, std::string_view name) {
  const json::value* value = field(object, name);
  if (value == nullptr) return 0;
  if (value->is_int64()) return value->get_int64();
  std::int64_t number = 0;
  const std::string text = text_in(object, name);
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc{} && end == text.data() + text.size() ? number : 0;
}

}  // namespace ilert_bridge::rest
