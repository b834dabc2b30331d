// Questions to ilert's REST API, and reading its JSON without trusting any of it.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "ilert-bridge/base/result.hpp"
#include "ilert-bridge/net/http_client.hpp"

namespace ilert_bridge::rest {

std::string url(std::string_view base_url, std::string_view path);
HttpRequest get(std::string url, std::string_view token);

Result<boost::json::value> parsed(std::string_view body);
// What is missing, null or of another kind is nothing, empty, or 0.
const boost::json::value* field(const boost::json::object& object, std::string_view name);
std::string text_in(const boost::json::object& object, std::string_view name);
const boost::json::object& object_in(const boost::json::object& object, std::string_view name);
// Numbers in the REST API, text in webhooks: both are taken.
std::int64_t id_in(const boost::json::object& object, std::string_view name);

}  // namespace ilert_bridge::rest
