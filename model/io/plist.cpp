#include "model/io/plist.hpp"

#include <charconv>
#include <cmath>

#include "model/io/tar.hpp"

namespace bregma {

namespace {

class Parser {
 public:
  explicit Parser(std::string_view xml) : rest_(xml) {}

  Plist document() {
    while (true) {
      const std::string_view tag = nextTag();
      if (tag == "dict") return collection("/dict", 0);
      if (tag.empty()) throw BadData{"a property list is damaged"};
    }
  }

 private:
  /// The inside of the next <…>; empty at the end. The text before it lands in text_.
  std::string_view nextTag() {
    const std::size_t open = rest_.find('<');
    if (open == rest_.npos) return {};
    const std::size_t close = rest_.find('>', open);
    if (close == rest_.npos) throw BadData{"a property list is damaged"};
    text_ = rest_.substr(0, open);
    const std::string_view tag = rest_.substr(open + 1, close - open - 1);
    rest_.remove_prefix(close + 1);
    return tag;
  }

  Plist value(std::string_view tag, int depth) {
    if (tag == "dict") return collection("/dict", depth + 1);
    if (tag == "array") return collection("/array", depth + 1);
    if (tag.ends_with("/")) return {std::string(tag.substr(0, tag.size() - 1)), {}};
    const std::string_view end = nextTag();
    if (!end.starts_with("/") || end.substr(1) != tag) throw BadData{"a property list is damaged"};
    return {std::string(text_), {}};
  }

  Plist collection(std::string_view end, int depth) {
    if (depth > 16) throw BadData{"a property list is nested too deeply"};
    Plist made;
    while (true) {
      const std::string_view tag = nextTag();
      if (tag == end) return made;
      if (tag.empty()) throw BadData{"a property list is cut short"};
      std::string key;
      if (end == "/dict") {
        if (tag != "key") throw BadData{"a property list is damaged"};
        key = value(tag, depth).text;
        made.entries.push_back({std::move(key), value(nextTag(), depth)});
      } else {
        made.entries.push_back({std::string(), value(tag, depth)});
      }
    }
  }

  std::string_view rest_, text_;
};

}  // namespace

const Plist& Plist::operator[](std::string_view key) const {
  static const Plist none;
  for (const auto& [name, item] : entries)
    if (name == key) return item;
  return none;
}

double Plist::number() const { return numberIn(text); }

Plist parsePlist(std::string_view xml) { return Parser(xml).document(); }

double numberIn(std::string_view text) {
  while (!text.empty() && text.front() <= ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() <= ' ') text.remove_suffix(1);
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure != std::errc() || end != text.data() + text.size() || !std::isfinite(number))
    throw BadData{"a number cannot be read"};
  return number;
}

}  // namespace bregma
