#include "nagios_xml.hpp"

#include <algorithm>
#include <cstddef>
#include <pugixml.hpp>
#include <sstream>

#include "ilert-bridge/base/text.hpp"

namespace ilert_bridge {
namespace {

// A notification of Checkmk has some two hundred entries. The limit bounds how deep elements can be nested,
// too: pugixml takes any depth, and frees what it took by recursion.
constexpr std::size_t most_entries = 2000;
constexpr std::ptrdiff_t most_tags = 2 * most_entries + 100;

// U+FFFE and U+FFFF are UTF-8, but no characters of XML.
std::string characters(std::string text) {
  for (const std::string_view bad : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (std::size_t at = text.find(bad); at != std::string::npos; at = text.find(bad, at + bad.size()))
      text.replace(at, bad.size(), "\xEF\xBF\xBD");
  return text;
}

Error damage(const std::string& what) { return error("is damaged: " + what); }

}  // namespace

std::string nagios_xml(const SpoolFile& file) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  declaration.append_attribute("standalone") = "yes";
  pugi::xml_node event = document.append_child("event");
  if (!file.integration_key.empty())
    event.append_child("apiKey").text() = characters(clean(file.integration_key)).c_str();
  pugi::xml_node payload = event.append_child("payload");
  for (const auto& [key, value] : file.entries) {
    pugi::xml_node entry = payload.append_child("entry");
    entry.append_attribute("key") = characters(key).c_str();
    entry.text() = characters(value).c_str();
  }
  std::ostringstream text;
  document.save(text, "", pugi::format_raw, pugi::encoding_utf8);
  return std::move(text).str();
}

Result<SpoolFile> parse_spool_file(std::string_view bytes) {
  if (bytes.find('\0') != std::string_view::npos) return damage("it has zero bytes, as after a power cut");
  if (std::count(bytes.begin(), bytes.end(), '<') > most_tags)
    return damage("it has more than " + std::to_string(most_entries) + " entries");
  // What is in no encoding at all must not end the reading of the rest; of entities only XML's own five and
  // those of a number are resolved, and what comes of those is cleaned again.
  const std::string sound = clean(bytes);
  pugi::xml_document document;
  const pugi::xml_parse_result parsed = document.load_buffer(
      sound.data(), sound.size(), pugi::parse_default | pugi::parse_ws_pcdata_single, pugi::encoding_utf8);
  if (!parsed) return damage(std::string{parsed.description()} + " at byte " + std::to_string(parsed.offset));
  const pugi::xml_node event = document.child("event");
  const pugi::xml_node payload = event.child("payload");
  if (!event || !payload) return damage("it has no <event> with a <payload>");
  SpoolFile file;
  file.integration_key = one_line(event.child("apiKey").text().get());
  for (const pugi::xml_node& entry : payload.children("entry")) {
    const std::string key = one_line(entry.attribute("key").value());
    if (!key.empty()) file.entries[key] = clean(entry.text().get());
  }
  return file;
}

}  // namespace ilert_bridge
