#pragma once

#include <QDialog>

#include "model/io/dicom_anonymize.hpp"

namespace bregma {

/// What was taken out of an anonymous copy, and what still tells. Shows elements, no values.
QDialog* anonymousCopyReport(const AnonymousSeries& made, const std::filesystem::path& folder,
                             QWidget* parent);

}  // namespace bregma
