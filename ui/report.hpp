#pragma once

#include <QImage>
#include <QString>
#include <QStringList>
#include <filesystem>
#include <vector>

#include "model/error.hpp"
#include "planning/case.hpp"
#include "viewer/picture.hpp"

namespace bregma {

struct ReportPicture {
  QString caption;
  QImage image;
};

/// A number as a person reads it: already formatted, with its unit and its limit.
struct ReportNumber {
  QString name, value, limit;
  bool kept = true;  ///< within its limit
};

struct ReportFinding {
  Severity severity = Severity::Warning;
  QString text;
  bool acknowledged = false;
};

struct ReportFile {
  QString name, sha256;
};

/// Everything that one page shows; plain data, no patient identity.
struct ReportContent {
  QString title, version, method;
  QString inputFormat, inputSha256;
  std::vector<ReportPicture> pictures;  ///< six or eight fill two rows; at most twelve
  std::vector<ReportNumber> numbers;
  std::vector<ReportFinding> findings;
  std::vector<ReportFile> files;
  QStringList settings;  ///< "gap 0.5 mm"
};

/// The content for a case that was run; numbers and files are those of its export. Of the
/// pictures the page shows those named as `allViews`, "defect" and "implant".
ReportContent reportOf(const Case& finished, const std::vector<Picture>& pictures,
                       const QString& version);

/// The same with reviews that the caller holds: one an implant, one a mold.
ReportContent reportOf(const Case& finished, const std::vector<ImplantReview>& implants,
                       const std::vector<MoldReview>& molds, const std::vector<Picture>& pictures,
                       const QString& version);

/// Writes one A4 page. Needs a QGuiApplication (any platform, "offscreen" too), no window.
/// What does not fit the page is left out, with a line that says so.
/// @throws Error WriteFailed; never leaves half a file
void writeReport(const std::filesystem::path& path, const ReportContent& content);

QImage imageOf(const Picture& picture);

}  // namespace bregma
