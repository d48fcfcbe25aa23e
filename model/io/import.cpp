#include <algorithm>
#include <cctype>
#include <fstream>

#include "model/io/image_file.hpp"
#include "model/io/inv3.hpp"
#include "model/io/write_file.hpp"
#include "model/scan.hpp"

namespace bregma {

namespace {

namespace fs = std::filesystem;

bool isInv3(const fs::path& path) {
  std::string extension = path.extension().string();
  std::ranges::transform(extension, extension.begin(),
                         [](unsigned char c) { return char(std::tolower(c)); });
  return extension == ".inv3";
}

void mustExist(const fs::path& path) {
  std::error_code failure;
  if (!fs::exists(path, failure)) throw Error(ErrorCode::PathMissing, {utf8(path)});
}

}  // namespace

std::vector<SeriesSummary> listSeries(const fs::path& path, Progress) {
  mustExist(path);
  if (isInv3(path)) return {summarizeInv3(path)};
  if (isImageFile(path)) return {summarizeImageFile(path)};
  throw Error(ErrorCode::FormatUnknown, {utf8(path)});
}

Scan importScan(const fs::path& path, const ImportSettings&, Progress progress) {
  mustExist(path);
  if (isInv3(path)) return importInv3(path, progress);
  if (isImageFile(path)) return importImageFile(path, progress);
  throw Error(ErrorCode::FormatUnknown, {utf8(path)});
}

}  // namespace bregma
