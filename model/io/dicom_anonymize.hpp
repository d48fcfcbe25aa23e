#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/io/dicom_anonymous_file.hpp"
#include "model/progress.hpp"

namespace bregma {

/// What happened to one kind of element; never what it said.
struct AnonymizedElement {
  std::string tag;   ///< "0010,0010"
  std::string name;  ///< as the standard calls it; "Private" for what the standard does not know
  AnonymizedHow how{};
  int files = 0;
};

/// An anonymous copy of a series.
struct AnonymousSeries {
  std::string seriesUid;  ///< the new one
  int files = 0;
  std::vector<AnonymizedElement> elements;  ///< by tag
  int filesWithText = 0;                    ///< say that text is drawn into their pixels
};

std::string_view nameOf(AnonymizedHow how);

/// Copies a DICOM series without what tells the patient (PS3.15, Basic Application Confidentiality
/// Profile) into `folder`, which must not hold anything yet: 000001.dcm and so on along the slices,
/// and the report as anonymized.json. UIDs are new and differ from copy to copy, equal ones stay
/// equal; positions, directions and pixels stay as they are. The face stays too: it can be drawn
/// from any head CT.
/// `seriesUid`: empty for the likeliest head CT. When it fails, the folder is left as it was.
/// @throws Error of the input kind, SeriesNotFound, WriteFailed
/// Cancel: once a file. About 3 ms a file.
AnonymousSeries anonymizeSeries(const std::filesystem::path& input, const std::string& seriesUid,
                                const std::filesystem::path& folder, Progress progress = {});

/// The report as JSON.
std::string anonymousSeriesJson(const AnonymousSeries& series);

}  // namespace bregma
