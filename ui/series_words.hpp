#pragma once

#include <QString>
#include <QStringList>

#include "model/series_catalog.hpp"

namespace bregma {

/// The browser's columns of a series.
QStringList columnTitles();
QStringList columnTexts(const CatalogEntry& entry);

/// "Doe, Jane" of "Doe^Jane".
QString personText(const std::string& name);
/// "2024-05-06" of "20240506"; anything else as it is.
QString dateText(const std::string& date);
/// Name, birth date and number of a patient; "Patient 3" when `anonymousNumber` is not 0.
QString patientText(const SeriesIdentity& who, int anonymousNumber);
QString studyText(const SeriesIdentity& who);

/// Why a series is the one to plan on, or why not, as a sentence.
QString likenessText(const HeadCtLikeness& likeness);

}  // namespace bregma
