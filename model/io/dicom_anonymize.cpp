#include "model/io/dicom_anonymize.hpp"

#include <gdcmDict.h>
#include <gdcmDicts.h>
#include <gdcmGlobal.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <utility>

#include "model/io/dicom_uid.hpp"
#include "model/io/each_slice.hpp"
#include "model/io/limits.hpp"
#include "model/io/read_file.hpp"
#include "model/io/scan_contents.hpp"
#include "model/io/tar.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace fs = std::filesystem;

namespace {

/// A folder that takes its name when it is whole, and is gone otherwise.
class FolderInMaking {
 public:
  explicit FolderInMaking(const fs::path& whole) : whole_(whole), part_(whole) {
    part_ += ".part";
    std::error_code failure;
    if (fs::exists(whole_, failure) && !fs::is_empty(whole_, failure))
      throw Error(ErrorCode::WriteFailed, {utf8(whole_), "there is something in it already"});
    fs::remove_all(part_, failure);
    fs::create_directories(part_, failure);
    if (failure) throw Error(ErrorCode::WriteFailed, {utf8(whole_), failure.message()});
  }
  ~FolderInMaking() {
    std::error_code ignored;
    fs::remove_all(part_, ignored);
  }
  FolderInMaking(const FolderInMaking&) = delete;
  FolderInMaking& operator=(const FolderInMaking&) = delete;
  const fs::path& path() const { return part_; }
  void finish() {
    std::error_code failure;
    fs::remove(whole_, failure);  // when it was there, and empty
    fs::rename(part_, whole_, failure);
    if (failure) throw Error(ErrorCode::WriteFailed, {utf8(whole_), failure.message()});
  }

 private:
  fs::path whole_, part_;
};

std::string freshSecret() {
  std::random_device random;
  std::string secret;
  for (int i = 0; i < 8; ++i) secret += std::to_string(random()) + ".";
  return secret;
}

/// Along the slices; each file once.
std::vector<fs::path> filesOf(const DicomSeries& series) {
  std::vector<fs::path> files;
  const auto add = [&](const DicomSlice& slice) {
    if (std::ranges::find(files, slice.path) == files.end()) files.push_back(slice.path);
  };
  // Frames share a file: they need not be looked for one by one.
  if (series.slices.front().frames > 1) {
    for (const DicomSlice& slice : series.slices)
      if (files.empty() || files.back() != slice.path) add(slice);
  } else {
    for (const DicomSlice& slice : series.slices) files.push_back(slice.path);
  }
  for (const DoubledSlice& doubled : series.doubled) add(doubled.slice);
  return files;
}

const DicomSeries& chosen(const DicomFolder& folder, const std::string& uid) {
  for (const DicomSeries& series : folder.series)
    if (uid.empty() || series.uid() == uid) return series;
  throw Error(ErrorCode::SeriesNotFound, {uid});
}

bool sameImage(const DicomSlice& a, const DicomSlice& b) {
  const auto asTuple = [](const DicomSlice& s) {
    return std::tuple(s.rows, s.columns, s.frames, s.samples, s.rowSpacing, s.columnSpacing,
                      s.placed, s.slope, s.intercept, s.bitsAllocated, s.bitsStored, s.highBit,
                      s.isSigned, s.padding, s.paddingLimit, s.thicknessMm, s.instance);
  };
  return asTuple(a) == asTuple(b) && a.position == b.position && a.alongRow == b.alongRow &&
         a.alongColumn == b.alongColumn;
}

/// A copy that lies elsewhere than the original would be worse than none.
void checkCopy(const fs::path& original, const fs::path& copy) {
  const auto before = readSliceHeaders(original), after = readSliceHeaders(copy);
  if (!std::ranges::equal(before, after, sameImage))
    throw Error(ErrorCode::FileDamaged,
                {utf8(original), "its geometry is written in a way that a copy cannot keep"});
}

AnonymousFile anonymousCopy(const fs::path& file, const std::string& secret) {
  try {
    return anonymousFile(readFile(file, maxDecodedBytes), secret);
  } catch (const BadData& bad) {
    throw Error(ErrorCode::FileDamaged, {utf8(file), bad.reason});
  }
}

std::string nameOfCopy(int i) { return std::to_string(1'000'001 + i).substr(1) + ".dcm"; }

void save(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), std::streamsize(bytes.size()));
  file.close();
  if (!file) throw Error(ErrorCode::WriteFailed, {utf8(path), "the disk refused"});
}

std::string nameOfTag(std::uint32_t tag) {
  constexpr const char* unknown = "Private";
  if ((tag >> 16) % 2) return unknown;
  const gdcm::Tag key(std::uint16_t(tag >> 16), std::uint16_t(tag & 0xffff));
  const char* name =
      gdcm::Global::GetInstance().GetDicts().GetPublicDict().GetDictEntry(key).GetName();
  return name && *name ? name : "Unknown to the standard";
}

std::string numbersOfTag(std::uint32_t tag) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04x,%04x", tag >> 16, tag & 0xffff);
  return text.data();
}

}  // namespace

std::string_view nameOf(AnonymizedHow how) {
  switch (how) {
    case AnonymizedHow::Removed: return "removed";
    case AnonymizedHow::Emptied: return "emptied";
    case AnonymizedHow::Replaced: return "replaced";
  }
  return {};
}

AnonymousSeries anonymizeSeries(const fs::path& input, const std::string& seriesUid,
                                const fs::path& folder, Progress progress) {
  const ScanContents contents = contentsOf(input, progress.part(0, 0.1));
  const DicomFolder found = dicomOf(contents, progress.part(0.1, 0.3));
  // Nobody can say to which series a file belongs that cannot be read.
  if (!found.damaged.empty()) throw found.damaged.front();
  if (found.series.empty()) throw Error(ErrorCode::FormatUnknown, {utf8(input)});
  const DicomSeries& series = chosen(found, seriesUid);
  const std::vector<fs::path> files = filesOf(series);
  const std::string secret = freshSecret();

  FolderInMaking made(folder);
  AnonymousSeries report;
  report.files = int(files.size());
  std::vector<AnonymousFile> done(files.size());  // without their bytes
  forEachSlice(int(files.size()), progress.part(0.3, 1), [&](int i) {
    const fs::path& file = files[std::size_t(i)];
    AnonymousFile copy = anonymousCopy(file, secret);
    save(made.path() / nameOfCopy(i), std::exchange(copy.bytes, {}));
    checkCopy(file, made.path() / nameOfCopy(i));
    done[std::size_t(i)] = std::move(copy);
  });
  const auto first = readSliceHeader(made.path() / nameOfCopy(0));
  report.seriesUid = first ? first->seriesUid : std::string();
  std::map<std::pair<std::uint32_t, AnonymizedHow>, int> counts;
  for (const AnonymousFile& copy : done) {
    report.filesWithText += copy.burnedIn;
    for (const auto& change : copy.changes) ++counts[change];
  }
  for (const auto& [change, count] : counts)
    report.elements.push_back(
        {numbersOfTag(change.first), nameOfTag(change.first), change.second, count});
  save(made.path() / "anonymized.json", anonymousSeriesJson(report));
  made.finish();
  return report;
}

std::string anonymousSeriesJson(const AnonymousSeries& series) {
  nlohmann::json elements = nlohmann::json::array();
  for (const AnonymizedElement& e : series.elements)
    elements.push_back(
        {{"tag", e.tag}, {"name", e.name}, {"how", nameOf(e.how)}, {"files", e.files}});
  return nlohmann::json{{"seriesUid", series.seriesUid},
                        {"files", series.files},
                        {"filesWithTextInPixels", series.filesWithText},
                        {"faceCanBeDrawn", true},
                        {"elements", elements}}
             .dump(2) +
         "\n";
}

}  // namespace bregma
