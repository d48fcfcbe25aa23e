// The main of a program of several test classes: PROGRAM NAME [options of QtTest]
#include "tests/room.hpp"

#include <cstdio>
#include <map>
#include <string>

namespace bregma::test {

namespace {

std::map<std::string, Registered::Run>& room() {
  static std::map<std::string, Registered::Run> tests;
  return tests;
}

std::string nameOf(std::string_view file) {
  constexpr std::string_view folder = "tests/", ending = "_test.cpp";
  if (const auto at = file.rfind(folder); at != file.npos) file.remove_prefix(at + folder.size());
  if (file.ends_with(ending)) file.remove_suffix(ending.size());
  return std::string(file);
}

}  // namespace

Registered::Registered(std::string_view file, Run run) { room()[nameOf(file)] = run; }

static int runNamed(int argc, char** argv) {
  const auto found = argc > 1 ? room().find(argv[1]) : room().end();
  if (found != room().end()) {
    argv[1] = argv[0];
    return found->second(argc - 1, argv + 1);
  }
  std::fputs("The first argument is one of:\n", stderr);
  for (const auto& [name, run] : room()) std::fprintf(stderr, "  %s\n", name.c_str());
  return 2;
}

}  // namespace bregma::test

int main(int argc, char** argv) { return bregma::test::runNamed(argc, argv); }
