#include "model/io/scan_contents.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>

#include "model/io/image_file.hpp"
#include "model/io/plan_file.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace fs = std::filesystem;

namespace {

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

/// Every file under a folder in a fixed order; hidden ones, directory records and what cases
/// exported, which is no input even beside its scan, left out.
std::vector<fs::path> filesUnder(const fs::path& folder, bool recursive) {
  std::vector<fs::path> files;
  std::error_code failure;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder, options, failure), end; at != end && !failure;
       at.increment(failure)) {
    const bool folderHere = at->is_directory(failure);
    if (folderHere && (!recursive || isHidden(at->path()) || isExportOfCase(at->path())))
      at.disable_recursion_pending();
    if (!folderHere && at->is_regular_file(failure) && !isHidden(at->path()) &&
        !isDirectoryFile(at->path()))
      files.push_back(at->path());
    failure.clear();
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

ScanContents contentsOf(const fs::path& path, const Progress& progress) {
  std::error_code failure;
  if (!fs::exists(path, failure)) throw Error(ErrorCode::PathMissing, {utf8(path)});
  ScanContents contents;
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

DicomFolder dicomOf(const ScanContents& contents, const Progress& progress) {
  DicomFolder folder = scanDicom(contents.others, progress);
  if (contents.picked.empty()) return folder;
  // The named file's series alone.
  std::erase_if(folder.series, [&](const DicomSeries& series) {
    return std::ranges::none_of(
        series.slices, [&](const DicomSlice& slice) { return slice.path == contents.picked; });
  });
  return folder;
}

}  // namespace bregma
