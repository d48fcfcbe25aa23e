#pragma once

#include <QIcon>
#include <QPixmap>

#include "model/series_catalog.hpp"

namespace bregma {

/// The middle slice and, beside it, the bone in 3-D; the patient's right is on the left of both.
QIcon seriesIcon(const CatalogEntry& entry);
QSize seriesIconSize();

/// The bone in 3-D with the letters of its sides; null of an empty one.
QPixmap bonePixmap(const Thumbnail& bone);

}  // namespace bregma
