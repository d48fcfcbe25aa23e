#include <cstdio>
#include <exception>

#include "app/cli/arguments.hpp"
#include "app/cli/console.hpp"
#include "app/cli/interrupt.hpp"

using namespace bregma;

namespace {

constexpr int aBug = 1, cancelled = 5;

int guarded(const Arguments& arguments) {
  try {
    return arguments.command();
  } catch (const Error& error) {
    if (arguments.json) printDocument({{"error", jsonOf(error)}});
    std::fprintf(stderr, "bregma-cli: %s\n", english(error).c_str());
    return exitCodeOf(error.code);
  } catch (const Cancelled&) {
    std::fputs("bregma-cli: cancelled\n", stderr);
    return cancelled;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "bregma-cli: this is a bug: %s\n", e.what());
    return aBug;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const Arguments arguments = parseArguments(argc, argv);
  if (!arguments.command) return arguments.exitCode;
  watchForInterrupt();
  return guarded(arguments);
}
