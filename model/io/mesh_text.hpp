#pragma once

#include <charconv>
#include <string>

namespace bregma {

/// Appends the shortest text that reads back as the same number; no locale.
template <class Number>
void appendNumber(std::string& text, Number number) {
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

}  // namespace bregma
