#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

#include "model/io/dicom_identity.hpp"
#include "model/io/dicom_import.hpp"
#include "model/io/image_file.hpp"
#include "model/io/inv3.hpp"
#include "model/io/write_file.hpp"
#include "model/io/zip.hpp"
#include "model/scan.hpp"
#include "model/series_catalog.hpp"

namespace bregma {

namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

/// By name, or a tar archive by its first bytes.
bool isInv3(const fs::path& path) {
  if (lower(path.extension().string()) == ".inv3") return true;
  std::array<char, 262> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  return std::string_view(head.data() + 257, 5) == "ustar";
}

bool isDirectoryFile(const fs::path& path) {
  const std::string name = lower(path.filename().string());
  return name == "dicomdir" || name == "dirfile";
}

bool isHidden(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(".") || name == "__MACOSX";
}

/// Every file under a folder in a fixed order; hidden ones and directory records left out.
std::vector<fs::path> filesUnder(const fs::path& folder, bool recursive) {
  std::vector<fs::path> files;
  std::error_code failure;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder, options, failure), end; at != end && !failure;
       at.increment(failure)) {
    const bool folderHere = at->is_directory(failure);
    if (folderHere && (!recursive || isHidden(at->path()))) at.disable_recursion_pending();
    if (!folderHere && at->is_regular_file(failure) && !isHidden(at->path()) &&
        !isDirectoryFile(at->path()))
      files.push_back(at->path());
    failure.clear();
  }
  std::ranges::sort(files);
  return files;
}

/// What a path holds, sorted by how it is read.
struct Contents {
  std::vector<fs::path> images, projects, others;
  fs::path picked;                            ///< the file that was named, when it was a DICOM file
  std::shared_ptr<TemporaryFolder> unpacked;  ///< keeps what an archive held
};

Contents contentsOf(const fs::path& path, const Progress& progress) {
  std::error_code failure;
  if (!fs::exists(path, failure)) throw Error(ErrorCode::PathMissing, {utf8(path)});
  Contents contents;
  std::vector<fs::path> files;
  if (fs::is_directory(path, failure)) {
    files = filesUnder(path, true);
    if (files.empty()) throw Error(ErrorCode::FolderEmpty, {utf8(path)});
  } else if (isZip(path)) {
    contents.unpacked = std::make_shared<TemporaryFolder>();
    unpackZip(path, contents.unpacked->path(), progress);
    files = filesUnder(contents.unpacked->path(), true);
    if (files.empty()) throw Error(ErrorCode::FolderEmpty, {utf8(path)});
  } else if (isDirectoryFile(path)) {
    files = filesUnder(fs::absolute(path).parent_path(), true);
  } else if (isImageFile(path) || isInv3(path)) {
    files = {path};
  } else {
    contents.picked = fs::absolute(path);
    if (!readSliceHeader(contents.picked)) throw Error(ErrorCode::FormatUnknown, {utf8(path)});
    files = filesUnder(contents.picked.parent_path(), false);
  }
  for (fs::path& file : files) {
    if (isImageFile(file))
      contents.images.push_back(std::move(file));
    else if (lower(file.extension().string()) == ".inv3" || (files.size() == 1 && isInv3(file)))
      contents.projects.push_back(std::move(file));
    else
      contents.others.push_back(std::move(file));
  }
  return contents;
}

DicomFolder dicomOf(const Contents& contents, const Progress& progress) {
  DicomFolder folder = scanDicom(contents.others, progress);
  if (contents.picked.empty()) return folder;
  // The named file's series alone.
  std::erase_if(folder.series, [&](const DicomSeries& series) {
    return std::ranges::none_of(
        series.slices, [&](const DicomSlice& slice) { return slice.path == contents.picked; });
  });
  return folder;
}

}  // namespace

std::vector<SeriesSummary> listSeries(const fs::path& path, Progress progress) {
  const Contents contents = contentsOf(path, progress.part(0, 0.1));
  std::vector<SeriesSummary> list;
  const DicomFolder folder = dicomOf(contents, progress.part(0.1, 1));
  for (const DicomSeries& series : folder.series) list.push_back(summarizeDicom(series));
  if (contents.picked.empty()) {
    for (const fs::path& file : contents.projects) list.push_back(summarizeInv3(file));
    for (const fs::path& file : contents.images) list.push_back(summarizeImageFile(file));
  }
  if (list.empty() && !folder.damaged.empty()) throw folder.damaged.front();
  if (list.empty()) throw Error(ErrorCode::FormatUnknown, {utf8(path)});
  return list;
}

Catalog catalogSeries(const fs::path& path, Progress progress) {
  const Contents contents = contentsOf(path, progress.part(0, 0.1));
  const DicomFolder folder = dicomOf(contents, progress.part(0.1, 0.7));
  Catalog catalog;
  catalog.filesSeen = folder.filesSeen;
  catalog.filesDamaged = int(folder.damaged.size());
  const Progress pictures = progress.part(0.7, 1);
  for (const DicomSeries& series : folder.series) {
    pictures.at(double(catalog.entries.size()) / double(folder.series.size()));
    CatalogEntry entry{summarizeDicom(series), identityOf(series.first().path),
                       thumbnailOf(series)};
    if (contents.unpacked) entry.summary.path = path;
    catalog.entries.push_back(std::move(entry));
  }
  const auto add = [&](const fs::path& file, auto&& summarize) {
    ++catalog.filesSeen;
    try {
      CatalogEntry entry{summarize(file), {}, {}};
      if (contents.unpacked) entry.summary.path = path;
      catalog.entries.push_back(std::move(entry));
    } catch (const Error&) {
      ++catalog.filesDamaged;
    }
  };
  if (contents.picked.empty()) {
    for (const fs::path& file : contents.projects) add(file, summarizeInv3);
    for (const fs::path& file : contents.images) add(file, summarizeImageFile);
  }
  return catalog;
}

Scan importScan(const fs::path& path, const ImportSettings& settings, Progress progress) {
  const Contents contents = contentsOf(path, progress.part(0, 0.05));
  const DicomFolder folder = dicomOf(contents, progress.part(0.05, 0.1));
  // Nobody can say to which series a file belongs that cannot be read.
  if (!folder.damaged.empty()) throw folder.damaged.front();
  if (!folder.series.empty()) return importDicom(folder, settings, progress.part(0.1, 1));
  if (!contents.projects.empty()) return importInv3(contents.projects.front(), progress);
  if (!contents.images.empty()) return importImageFile(contents.images.front(), progress);
  throw Error(ErrorCode::FormatUnknown, {utf8(path)});
}

}  // namespace bregma
