#include "training/head_files.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

#include "model/io/align.hpp"
#include "model/io/image_file.hpp"
#include "model/io/write_file.hpp"
#include "planning/bone.hpp"

namespace bregma {

namespace fs = std::filesystem;

namespace {

bool isInput(const fs::directory_entry& entry) {
  if (utf8(entry.path().filename()).starts_with(".")) return false;
  return entry.is_directory() || isImageFile(entry.path()) || entry.path().extension() == ".inv3";
}

std::string nameOf(const fs::path& path) {
  std::string name = utf8(path.filename());
  for (const std::string_view ending : {".nii.gz", ".nii", ".nrrd", ".inv3"})
    if (name.size() > ending.size() && name.ends_with(ending))
      return name.substr(0, name.size() - ending.size());
  return name;
}

fs::path existing(const fs::path& path) { return fs::exists(path) ? path : fs::path(); }

/// The first number in a name.
std::optional<long> numberIn(std::string_view name) {
  const auto digit = std::ranges::find_if(name, [](unsigned char c) { return std::isdigit(c); });
  long value = 0;
  const char* begin = name.data() + (digit - name.begin());
  const auto [end, failure] = std::from_chars(begin, name.data() + name.size(), value);
  return failure == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<long> wholeNumber(std::string_view text) {
  const bool digits =
      !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c); });
  return digits ? numberIn(text) : std::nullopt;
}

bool matches(const std::string& name, std::string_view choice) {
  if (name == choice) return true;
  const std::size_t dash = choice.find('-');
  const auto low = wholeNumber(choice.substr(0, dash));
  const auto high = dash == choice.npos ? low : wholeNumber(choice.substr(dash + 1));
  const auto number = numberIn(name);
  return low && high && number && *number >= *low && *number <= *high;
}

MaskFile onGridOf(const HeadMasks& head, const fs::path& complete, const fs::path& path) {
  MaskFile mask = readMask(path);
  if (!sameGrid(mask.geometry, head.geometry))
    throw Error(ErrorCode::GridsDiffer, {utf8(complete), utf8(path)});
  return mask;
}

}  // namespace

std::vector<HeadFiles> headsIn(const fs::path& dataset) {
  if (!fs::exists(dataset)) throw Error(ErrorCode::PathMissing, {utf8(dataset)});
  if (!fs::is_directory(dataset)) throw Error(ErrorCode::DatasetEmpty, {utf8(dataset)});
  const bool sorted = fs::is_directory(dataset / "complete_skull");
  std::vector<HeadFiles> heads;
  for (const auto& entry : fs::directory_iterator(sorted ? dataset / "complete_skull" : dataset)) {
    if (!isInput(entry)) continue;
    HeadFiles head{nameOf(entry.path()), entry.path(), {}, {}};
    if (sorted) {
      head.implant = existing(dataset / "implant" / entry.path().filename());
      head.defective = existing(dataset / "defective_skull" / entry.path().filename());
    }
    heads.push_back(std::move(head));
  }
  if (heads.empty()) throw Error(ErrorCode::DatasetEmpty, {utf8(dataset)});
  std::ranges::sort(heads, {}, [](const HeadFiles& h) { return std::pair(h.name, h.complete); });
  for (std::size_t i = 1; i < heads.size(); ++i)  // 060.nrrd beside 060.nii
    if (heads[i].name == heads[i - 1].name) heads[i].name = utf8(heads[i].complete.filename());
  return heads;
}

std::vector<HeadFiles> chosenHeads(const std::vector<HeadFiles>& heads, std::string_view choice) {
  if (choice.empty()) return heads;
  std::vector<bool> wanted(heads.size(), false);
  for (std::size_t begin = 0; begin <= choice.size();) {
    const std::size_t end = std::min(choice.find(',', begin), choice.size());
    const std::string_view one = choice.substr(begin, end - begin);
    bool found = false;
    for (std::size_t i = 0; i < heads.size(); ++i)
      if (matches(heads[i].name, one)) wanted[i] = found = true;
    if (!found) throw Error(ErrorCode::DatasetHeadMissing, {std::string(one)});
    begin = end + 1;
  }
  std::vector<HeadFiles> chosen;
  for (std::size_t i = 0; i < heads.size(); ++i)
    if (wanted[i]) chosen.push_back(heads[i]);
  return chosen;
}

HeadMasks readHead(const HeadFiles& files, const BoneSettings& settings, Progress progress) {
  HeadMasks head;
  if (isImageFile(files.complete)) {
    // Many times faster than an import, which aligns what is not needed here.
    try {
      MaskFile mask = readMask(files.complete);
      head.geometry = mask.geometry;
      head.complete = std::move(mask.voxels);
    } catch (const Error& error) {
      if (error.code != ErrorCode::FileDamaged) throw;
    }
  }
  if (head.complete.empty()) {
    const Scan scan = importScan(files.complete, {}, progress.part(0, 0.5));
    const Bone bone = segmentBone(scan, settings, progress.part(0.5, 0.9));
    head.geometry = obliqueFrom(bone.mask.geometry());
    head.complete.assign(bone.mask.voxels().begin(), bone.mask.voxels().end());
  }
  progress.at(0.9);
  if (!files.implant.empty()) {
    head.implant = onGridOf(head, files.complete, files.implant).voxels;
    for (std::size_t i = 0; i < head.implant.size(); ++i) head.implant[i] &= head.complete[i];
  } else if (!files.defective.empty()) {
    head.implant = onGridOf(head, files.complete, files.defective).voxels;
    for (std::size_t i = 0; i < head.implant.size(); ++i)
      head.implant[i] = head.complete[i] && !head.implant[i];
  }
  progress.at(1);
  return head;
}

std::vector<std::uint8_t> defectiveOf(const HeadMasks& head) {
  std::vector<std::uint8_t> defective = head.complete;
  for (std::size_t i = 0; i < head.implant.size(); ++i)
    defective[i] = defective[i] && !head.implant[i];
  return defective;
}

}  // namespace bregma
