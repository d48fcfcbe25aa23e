#pragma once

#include <functional>

namespace bregma {

/// What the command line asks for.
struct Arguments {
  std::function<int()> command;  ///< empty: all is said already (help, or a usage error)
  int exitCode = 0;              ///< when there is no command: 0 or 2
  bool json = false;
};

Arguments parseArguments(int argc, const char* const* argv);

}  // namespace bregma
