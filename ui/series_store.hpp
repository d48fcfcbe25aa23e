#pragma once

#include <QString>
#include <filesystem>
#include <string>
#include <vector>

#include "model/series_catalog.hpp"

namespace bregma {

/// What has been found so far, kept between starts: an index only, the images stay where they are.
/// One row a series and place. Holds names: the file is readable by its owner alone.
/// Belongs to the thread that made it.
class SeriesStore {
 public:
  /// An index that cannot be read is begun anew. @throws Error WriteFailed
  explicit SeriesStore(const std::filesystem::path& file);
  ~SeriesStore();
  SeriesStore(const SeriesStore&) = delete;
  SeriesStore& operator=(const SeriesStore&) = delete;

  /// Replaces what was known of the same series at the same place, and at places where it is no
  /// longer. @throws Error WriteFailed
  void add(const std::vector<CatalogEntry>& entries);
  /// Without findings: they come with the images. Likeliest head CT first.
  std::vector<CatalogEntry> all() const;
  void forget(const std::filesystem::path& path, const std::string& uid);

 private:
  void forgetMoved(const std::vector<CatalogEntry>& found);

  QString connection_;
  std::filesystem::path file_;
};

}  // namespace bregma
