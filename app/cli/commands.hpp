#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "model/step.hpp"

namespace bregma {

// One function a sub-command. Each returns the exit code and throws what goes wrong.

struct SeriesOptions {
  std::filesystem::path path;
  bool identity = false;  ///< also who and when, and where the files lie
  bool json = false;
};
int listSeriesCommand(const SeriesOptions& options);

struct AnonymizeOptions {
  std::filesystem::path input, folder;
  std::string seriesUid;  ///< empty: the likeliest head CT
  bool json = false;
};
int anonymizeCommand(const AnonymizeOptions& options);

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

struct PhantomOptions {
  std::filesystem::path folder;
  double tiltDeg = 0;
  std::string syntax = "explicit";  ///< a name of DicomSyntax
  std::string modality = "CT";
  double pixelMm = 1, sliceMm = 1;
  int matrix = 0, slices = 0;         ///< 0: as many as the head needs
  std::vector<int> dropped, doubled;  ///< slices, counted from inferior
  bool reversed = false;
  bool hole = true;
  double holeDeg = 22;
  bool couch = false;
  bool json = false;
};
int phantomCommand(const PhantomOptions& options);

struct DatasetOptions {
  std::filesystem::path dataset, folder;
  bool json = false;
};
int datasetCommand(const DatasetOptions& options);

struct EvaluateOptions {
  std::filesystem::path dataset, jsonFile, figure;
  std::vector<std::string> methods, classes;
  std::string heads;  ///< empty: all
  bool synthetic = false;
  std::uint64_t seed = 1;
  Step last = Step::Vault;
  int jobs = 1;
};
int evaluateCommand(const EvaluateOptions& options);

struct TrainOptions {
  std::filesystem::path dataset, folder;
  std::string net = "paper";
  std::string heads;  ///< empty: all
  bool unchecked = false, mirror = false;
  std::string optimizer = "adadelta";
  double learningRate = 0;  ///< 0: the optimizer's usual one
  std::string data, license;
  int epochs = 1200, batch = 10;
  int samplesPerEpoch = 0;  ///< 0: every head in every position once
  int validationSamples = 40;
  int patience = 100;
  double saveEverySeconds = 60;
  std::uint64_t seed = 1;
  int threads = 0;  ///< 0: all cores
  bool resume = false;
  int ranks = 1, rank = 0;
  std::string master;  ///< HOST:PORT of rank 0
  bool json = false;
};
int trainCommand(const TrainOptions& options);

}  // namespace bregma
