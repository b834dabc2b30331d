#include "ilert-bridge/livestatus/comment_reader.hpp"

#include <utility>

#include "ilert-bridge/livestatus/columns.hpp"

namespace ilert_bridge {
namespace asio = boost::asio;
namespace {

constexpr Span patience = std::chrono::seconds{10};

class CommentColumns {
 public:
  explicit CommentColumns(const Capabilities& capabilities) : columns_("comments", capabilities) {
    host_ = columns_.need("host_name");
    service_ = columns_.need("service_description");
    author_ = columns_.need("author");
    text_ = columns_.need("comment");
    time_ = columns_.need("entry_time");
    id_ = columns_.want("id");
  }
  bool usable() const { return columns_.fault().empty(); }
  const std::vector<std::string>& names() const { return columns_.names(); }
  SiteComment comment_of(const Row& row, const std::string& site) const {
    return {.subject = {.site = site,
                        .host = host_.in(row).text(),
                        .service = service_.in(row).text(),
                        .own = {}},
            .remark = {author_.in(row).text(), text_.in(row).text()},
            .entered_at = from_unix(time_.in(row).seconds()),
            .id = id_.in(row).number()};
  }

 private:
  Columns columns_;
  Column host_, service_, author_, text_, time_, id_;
};

}  // namespace

asio::awaitable<Asked<std::vector<SiteComment>>> read_comments(Source& source, Time since) {
  std::vector<SiteComment> comments;
  const CommentColumns columns{source.capabilities()};
  if (!columns.usable()) co_return comments;
  Query query{"comments"};
  query.columns(columns.names());
  query.filter("entry_type = 1");
  query.filter("entry_time >= " + std::to_string(unix_seconds(since)));
  RowReader::OnRow on_row = [&](Row&& row) { comments.push_back(columns.comment_of(row, source.site())); };
  auto asking = source.rows(query, std::move(on_row), patience);
  const Asked<void> asked = co_await std::move(asking);
  if (!asked) co_return asked.error();
  co_return comments;
}

}  // namespace ilert_bridge
