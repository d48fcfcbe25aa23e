#include "model/io/dicom_identity.hpp"
#include "model/io/dicom_import.hpp"
#include "model/io/dicom_thumbnails.hpp"
#include "model/io/image_file.hpp"
#include "model/io/inv3.hpp"
#include "model/io/scan_contents.hpp"
#include "model/io/write_file.hpp"
#include "model/scan.hpp"
#include "model/series_catalog.hpp"

namespace bregma {

namespace fs = std::filesystem;

std::vector<SeriesSummary> listSeries(const fs::path& path, Progress progress) {
  const ScanContents contents = contentsOf(path, progress.part(0, 0.1));
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
  const ScanContents contents = contentsOf(path, progress.part(0, 0.1));
  const DicomFolder folder = dicomOf(contents, progress.part(0.1, 0.7));
  Catalog catalog;
  catalog.filesSeen = folder.filesSeen;
  catalog.filesDamaged = int(folder.damaged.size());
  const Progress pictures = progress.part(0.7, 1);
  for (const DicomSeries& series : folder.series) {
    const double done = double(catalog.entries.size()), all = double(folder.series.size());
    const Progress picture = pictures.part(done / all, (done + 1) / all);
    picture.at(0);
    CatalogEntry entry{summarizeDicom(series),
                       identityOf(series.first().path),
                       series.first().scanner,
                       sliceThumbnailOf(series),
                       {},
                       series.first().path};
    if (entry.summary.likeness.likely) entry.bone = boneThumbnailOf(series, picture);
    if (contents.unpacked) entry.summary.path = entry.sample = path;
    catalog.entries.push_back(std::move(entry));
  }
  const auto add = [&](const fs::path& file, auto&& summarize) {
    ++catalog.filesSeen;
    try {
      CatalogEntry entry{summarize(file), {}, {}, {}, {}, file};
      if (contents.unpacked) entry.summary.path = entry.sample = path;
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
  const ScanContents contents = contentsOf(path, progress.part(0, 0.05));
  const DicomFolder folder = dicomOf(contents, progress.part(0.05, 0.1));
  // Nobody can say to which series a file belongs that cannot be read.
  if (!folder.damaged.empty()) throw folder.damaged.front();
  if (!folder.series.empty()) return importDicom(folder, settings, progress.part(0.1, 1));
  if (!contents.projects.empty()) return importInv3(contents.projects.front(), progress);
  if (!contents.images.empty()) return importImageFile(contents.images.front(), progress);
  throw Error(ErrorCode::FormatUnknown, {utf8(path)});
}

}  // namespace bregma
