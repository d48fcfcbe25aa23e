#include "training/dataset.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;

constexpr int format = 1;
constexpr double largestFile = 64e6;

fs::path thumbnailOf(const std::string& name) {
  const std::string file = name + ".png";
  return fs::path("thumbnails") / fs::path(std::u8string(file.begin(), file.end()));
}

Json jsonOf(const DatasetHead& head) {
  return {{"name", head.files.name},
          {"verdict", nameOf(head.verdict)},
          {"suggested", nameOf(head.suggested)},
          {"reason", head.reason},
          {"width_mm", head.widthMm},
          {"length_mm", head.lengthMm},
          {"thickness_mm", head.thicknessMm},
          {"thumbnail", utf8(thumbnailOf(head.files.name).generic_u8string())},
          {"fingerprint", head.fingerprint}};
}

DatasetHead headFrom(const Json& json) {
  const auto verdict = [&](const char* key) {
    const auto found = verdictNamed(json.at(key).get<std::string>());
    if (!found)
      throw Error(ErrorCode::DatasetFileBad, {json.at("name").get<std::string>() + ": \"" + key +
                                              "\" is neither accept nor review nor reject"});
    return *found;
  };
  DatasetHead head;
  head.files.name = json.at("name").get<std::string>();
  head.verdict = verdict("verdict");
  head.suggested = verdict("suggested");
  head.reason = json.value("reason", "");
  head.widthMm = json.value("width_mm", 0.0);
  head.lengthMm = json.value("length_mm", 0.0);
  head.thicknessMm = json.value("thickness_mm", 0.0);
  head.fingerprint = json.at("fingerprint").get<std::string>();
  return head;
}

std::map<std::string, DatasetHead> readVerdicts(const fs::path& path) {
  std::map<std::string, DatasetHead> known;
  if (!fs::exists(path)) return known;
  const std::string text = readFile(path, largestFile);
  try {
    const Json json = Json::parse(text);
    if (json.at("format").get<int>() > format)
      throw Error(ErrorCode::DatasetFileBad, {"it was written by a newer version"});
    for (const Json& head : json.at("heads")) {
      DatasetHead read = headFrom(head);
      known.emplace(read.files.name, read);
    }
  } catch (const Json::exception& e) {
    throw Error(ErrorCode::DatasetFileBad, {std::string(e.what())});
  }
  return known;
}

void writeVerdicts(const fs::path& path, const std::map<std::string, DatasetHead>& known) {
  Json heads = Json::array();
  for (const auto& [name, head] : known) heads.push_back(jsonOf(head));
  writeFileAtomically(path, Json{{"format", format}, {"heads", heads}}.dump(2) + "\n");
}

// Tells whether a head is the one that was checked.
std::string fingerprintOf(const fs::path& path) {
  if (!fs::is_directory(path)) return sha256OfFile(path);
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file())
      files.push_back(utf8(entry.path().filename()) + " " + std::to_string(entry.file_size()));
  std::ranges::sort(files);
  std::string all;
  for (const std::string& file : files) all += file + "\n";
  return sha256OfText(all);
}

HeadCheck checkFile(const HeadFiles& files, const BoneSettings& settings,
                    const Progress& progress) {
  Scan scan;
  try {
    scan = importScan(files.complete, {}, progress.part(0, 0.4));
  } catch (const Error& error) {
    return unreadable(error);
  }
  return checkHead(scan, settings, progress.part(0.4, 1));
}

void createFolder(const fs::path& folder) {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw Error(ErrorCode::WriteFailed, {utf8(folder), failure.message()});
}

}  // namespace

Dataset scanDataset(const fs::path& dataset, const fs::path& out, const BoneSettings& settings,
                    Progress progress, const std::function<void(const DatasetHead&)>& onHead) {
  const std::vector<HeadFiles> heads = headsIn(dataset);
  std::map<std::string, DatasetHead> known = readVerdicts(out / "dataset.json");
  createFolder(out / "thumbnails");
  Dataset result;
  for (std::size_t i = 0; i < heads.size(); ++i) {
    const Progress part =
        progress.part(double(i) / double(heads.size()), double(i + 1) / double(heads.size()));
    part.at(0);
    const auto before = known.find(heads[i].name);
    const std::string fingerprint = fingerprintOf(heads[i].complete);
    DatasetHead head;
    if (before != known.end() && before->second.fingerprint == fingerprint) {
      head = before->second;
      head.files = heads[i];
    } else {
      const HeadCheck check = checkFile(heads[i], settings, part);
      head = {heads[i],      check.verdict,  check.verdict,     check.reason,
              check.widthMm, check.lengthMm, check.thicknessMm, fingerprint};
      const bool judged =
          before != known.end() && before->second.verdict != before->second.suggested;
      if (judged) head.verdict = before->second.verdict;
      if (!check.thumbnail.pixels.empty())
        writeFileAtomically(out / thumbnailOf(heads[i].name), pngBytes(check.thumbnail));
    }
    known[heads[i].name] = head;
    writeVerdicts(out / "dataset.json", known);
    result.heads.push_back(head);
    if (onHead) onHead(head);
  }
  progress.at(1);
  return result;
}

std::vector<HeadFiles> acceptedHeads(const Dataset& dataset, int least) {
  std::vector<HeadFiles> accepted;
  for (const DatasetHead& head : dataset.heads)
    if (head.verdict == Verdict::Accept) accepted.push_back(head.files);
  if (accepted.empty()) throw Error(ErrorCode::DatasetNoneAccepted, {double(dataset.heads.size())});
  if (int(accepted.size()) < least)
    throw Error(ErrorCode::TooFewHeads, {double(accepted.size()), double(least)});
  return accepted;
}

std::vector<HeadFiles> headsToLearnFrom(const fs::path& dataset, const fs::path& out,
                                        std::string_view choice, bool unchecked,
                                        const BoneSettings& settings, int least,
                                        Progress progress) {
  std::vector<HeadFiles> chosen = chosenHeads(headsIn(dataset), choice);
  if (!unchecked) {
    const std::vector<HeadFiles> accepted =
        acceptedHeads(scanDataset(dataset, out, settings, progress), 1);
    std::erase_if(chosen, [&](const HeadFiles& head) {
      return std::ranges::find(accepted, head.name, &HeadFiles::name) == accepted.end();
    });
  }
  if (int(chosen.size()) < least)
    throw Error(ErrorCode::TooFewHeads, {double(chosen.size()), double(least)});
  return chosen;
}

}  // namespace bregma
