#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "model/step.hpp"

namespace bregma {

// One function a sub-command. Each returns the exit code and throws what goes wrong.

struct SeriesOptions {
  std::filesystem::path path;
  bool json = false;
};
int listSeriesCommand(const SeriesOptions& options);

struct RunOptions {
  std::filesystem::path input, folder, planFile;
  std::string method;                 ///< empty: as the plan says
  std::vector<std::string> settings;  ///< "step.key=value"
  Step last = Step::Export;
  bool pictures = true;
  bool json = false;
};
int runCommand(const RunOptions& options);

struct CheckOptions {
  std::vector<std::filesystem::path> meshes;
  bool json = false;
};
/// 4 when a mesh is not fit for printing.
int checkCommand(const CheckOptions& options);

struct CompareOptions {
  std::filesystem::path truth, result, defective;
  bool json = false;
};
int compareCommand(const CompareOptions& options);

}  // namespace bregma
