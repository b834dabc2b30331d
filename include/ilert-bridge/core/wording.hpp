// Why ilert is told something, in a sentence for the people who read the alert's history. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ilert-bridge/core/event.hpp"

namespace ilert_bridge {

// An author and a text fit to be sent: one line and many, cut. Without an author it is "Checkmk" who says it.
Remark clean_remark(const Remark& remark);

// Of RESOLVE, ACCEPT and COMMENT always something; of ALERT only what is special about it, else empty.
// `output` is the check's first line, clean, or empty where it is not sent; it is put in as code. `lasted` is
// how long the problem that is resolved lasted, if that is known.
std::string sentence(const Telling& telling, const Verdict& verdict, const Report& before,
                     const Observation& observation, std::string_view output,
                     std::optional<Span> lasted = {});

// What a title begins with where the ALERT is not of something new, such as "AGAIN (acknowledgement by anna
// taken back or expired): "; else empty.
std::string lead(const Telling& telling, const Report& before, const Policy& policy);

// Who says what: the acknowledgement's author and text for ACCEPT and for a changed remark, else Checkmk and
// the sentence. Empty for ALERT and RESOLVE.
Remark remark_for(const Telling& telling, const Verdict& verdict, std::string_view sentence);

}  // namespace ilert_bridge
