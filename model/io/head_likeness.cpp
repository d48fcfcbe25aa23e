#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string>

#include "model/io/dicom_series.hpp"
#include "model/io/slice_thickness.hpp"

namespace bregma {

namespace {

constexpr std::size_t fewestSlices = 5;
constexpr double lowestVaultMm = 110, widestHeadMm = 330;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

bool containsOneOf(const std::string& text, std::initializer_list<const char*> words) {
  return std::ranges::any_of(words, [&](const char* w) { return text.find(w) != text.npos; });
}

/// The first number in a name: 60 of "H60s", "Hr60", 30 of "FC30".
int numberOf(const std::string& text) {
  const auto digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  const auto begin = std::ranges::find_if(text, digit);
  int value = 0;
  for (auto at = begin; at != text.end() && digit(static_cast<unsigned char>(*at)) && value < 1000;
       ++at)
    value = 10 * value + (*at - '0');
  return value;
}

/// By the names that GE, Siemens, Philips and Canon give to kernels that keep edges.
bool isBoneKernel(const std::string& written) {
  const std::string kernel = lower(written);
  if (containsOneOf(kernel, {"bone", "edge", "ultra", "sharp"})) return true;
  if (kernel == "d" || kernel == "e" || kernel == "yd" || kernel == "ye") return true;
  const int number = numberOf(kernel);
  if (kernel.starts_with("fc"))
    return (number >= 30 && number < 40) || (number >= 80 && number < 90);
  return !kernel.empty() && std::string("hbujq").find(kernel[0]) != std::string::npos &&
         number >= 60;
}

}  // namespace

HeadCtLikeness likenessOf(const DicomSeries& series) {
  const DicomSlice& one = series.first();
  HeadCtLikeness found;
  const auto judge = [&](bool good, int points, std::optional<HeadCtTrait> yes,
                         std::optional<HeadCtTrait> no) {
    if (good) found.points += points;
    if (const auto trait = good ? yes : no) found.traits.push_back(*trait);
    return good;
  };
  const Vec3 normal = cross(one.alongRow, one.alongColumn);
  const bool many = series.slices.size() >= fewestSlices;
  bool likely = judge(one.modality == "CT", 1000, {}, HeadCtTrait::NotCt);
  likely &= judge(one.placed, 500, {}, HeadCtTrait::NoPlace);
  likely &= judge(many && !one.isLocalizer(), 250, {}, HeadCtTrait::FewSlices);
  if (one.placed) likely &= judge(std::abs(normal.z) > 0.7, 100, {}, HeadCtTrait::NotAxial);
  if (likely) {
    const double extent = dot(series.slices.back().position - one.position, normal);
    const double step = extent / double(series.slices.size() - 1);
    likely &=
        judge(one.columns * one.columnSpacing <= widestHeadMm, 20, {}, HeadCtTrait::WideField);
    likely &= judge(extent >= lowestVaultMm, 40, HeadCtTrait::WholeHead, HeadCtTrait::PartOfHead);
    judge(step <= thickSliceMm + 1e-3, 15, HeadCtTrait::Thin, HeadCtTrait::Thick);
    if (!one.kernel.empty())
      judge(isBoneKernel(one.kernel), 10, HeadCtTrait::BoneKernel, HeadCtTrait::SoftKernel);
  }
  judge(containsOneOf(lower(one.description),
                      {"head", "skull", "crani", "kopf", "brain", "tete", "cerveau", "craneo"}),
        5, HeadCtTrait::NamesHead, {});
  judge(one.rows >= 256, 3, {}, {});
  found.likely = likely;
  return found;
}

}  // namespace bregma
