#pragma once

#include <filesystem>

#include "model/series_catalog.hpp"

namespace bregma {

/// What a file's header says of the patient and the study; empty when it cannot be read.
SeriesIdentity identityOf(const std::filesystem::path& file);

}  // namespace bregma
