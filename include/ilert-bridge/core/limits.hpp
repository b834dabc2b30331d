// How long a text may be that goes to ilert: declared here and nowhere else. ilert documents no limits; these
// are what it takes and a phone shows. Rendering keeps them, and building a request keeps them once more, for
// events of an old journal and imported ones. Code points, where nothing else is said.
#pragma once

#include <cstddef>

namespace ilert_bridge {

inline constexpr std::size_t summary_limit = 255;  // one line
inline constexpr std::size_t details_limit = 4000;
inline constexpr std::size_t name_limit = 255;  // of a host, a service, a site, an alias, a label
inline constexpr std::size_t groups_limit = 1000;
inline constexpr std::size_t comment_limit = 2000;
inline constexpr std::size_t author_limit = 100;
inline constexpr std::size_t link_limit = 2000;    // bytes; browsers refuse longer ones
inline constexpr std::size_t body_limit = 14'000;  // bytes; of a whole request, below
// Bytes; checks may say megabytes, but nothing beyond is decoded, for it is not sent anyway.
inline constexpr std::size_t raw_limit = 16 << 10;

}  // namespace ilert_bridge
