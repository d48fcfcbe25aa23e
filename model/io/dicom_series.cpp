#include "model/io/dicom_series.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <tuple>

#include "model/io/each_slice.hpp"

namespace bregma {

namespace {

constexpr int fewestSlices = 5;
constexpr double samePlaceMm = 0.01;

Vec3 normalOf(const DicomSlice& slice) { return cross(slice.alongRow, slice.alongColumn); }

bool sameDirection(const DicomSlice& a, const DicomSlice& b) {
  return length(a.alongRow - b.alongRow) < 0.005 && length(a.alongColumn - b.alongColumn) < 0.005;
}

bool sameSpacing(const DicomSlice& a, const DicomSlice& b) {
  return std::abs(a.rowSpacing - b.rowSpacing) < 0.001 &&
         std::abs(a.columnSpacing - b.columnSpacing) < 0.001;
}

/// Whether two slices of one series UID lie on one stack; localizers do not.
bool stacks(const DicomSlice& a, const DicomSlice& b) {
  if (a.rows != b.rows || a.columns != b.columns || a.placed != b.placed ||
      a.isLocalizer() != b.isLocalizer() || a.modality != b.modality || a.kernel != b.kernel ||
      a.sopClass != b.sopClass)
    return false;
  return !a.placed || (sameDirection(a, b) && sameSpacing(a, b));
}

/// What may tell two scans under one series UID apart, the surest first.
struct Mark {
  const char* name;
  std::string (*of)(const DicomSlice&);
};
constexpr std::array<Mark, 6> marks{
    {{"acquisition", [](const DicomSlice& s) { return s.acquisition; }},
     {"time", [](const DicomSlice& s) { return s.temporalPosition; }},
     {"tube voltage", [](const DicomSlice& s) { return s.tubeVoltage; }},
     {"thickness", [](const DicomSlice& s) { return std::to_string(s.thicknessMm); }},
     {"kind of image", [](const DicomSlice& s) { return s.imageType; }},
     {"time", [](const DicomSlice& s) { return s.acquisitionTime; }}}};

/// One set of slices and what set it apart from others of its series.
struct Stack {
  std::vector<DicomSlice> slices;
  std::string apartBy;
};

double depthOf(const DicomSlice& slice, const Vec3& normal) { return dot(slice.position, normal); }

void sortAlongNormal(std::vector<DicomSlice>& slices) {
  const Vec3 normal = normalOf(slices.front());
  std::ranges::sort(slices, [&](const DicomSlice& a, const DicomSlice& b) {
    const double da = depthOf(a, normal), db = depthOf(b, normal);
    if (da != db) return da < db;
    return std::tie(a.sopUid, a.path, a.frame) < std::tie(b.sopUid, b.path, b.frame);
  });
}

/// Two sets lie in each other, rather than one behind the other as the turns of a tube do.
bool interleaves(const std::vector<DicomSlice>& sorted, const Mark& mark) {
  std::set<std::string> values{mark.of(sorted.front())};
  std::size_t changes = 0;
  for (std::size_t k = 1; k < sorted.size(); ++k) {
    values.insert(mark.of(sorted[k]));
    changes += mark.of(sorted[k]) != mark.of(sorted[k - 1]);
  }
  return values.size() > 1 && values.size() * fewestSlices <= sorted.size() &&
         changes >= 3 * values.size();
}

/// Every place holds as many slices, and the instance numbers of the first ones all come before
/// those of the second ones: that many scans, one after the other. Their number, or 1.
std::size_t scansByInstance(std::vector<DicomSlice>& sorted) {
  const Vec3 normal = normalOf(sorted.front());
  std::size_t each = 0;
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin + 1;
    while (end < sorted.size() &&
           depthOf(sorted[end], normal) - depthOf(sorted[begin], normal) < samePlaceMm)
      ++end;
    if (each == 0) each = end - begin;
    if (end - begin != each) return 1;
    std::ranges::sort(sorted.begin() + std::ptrdiff_t(begin), sorted.begin() + std::ptrdiff_t(end),
                      {}, &DicomSlice::instance);
    begin = end;
  }
  for (std::size_t set = 0; set + 1 < each; ++set) {
    int last = sorted[set].instance, next = sorted[set + 1].instance;
    for (std::size_t k = set; k + 1 < sorted.size(); k += each) {
      last = std::max(last, sorted[k].instance);
      next = std::min(next, sorted[k + 1].instance);
    }
    if (last >= next) return 1;
  }
  return sorted.size() >= each * fewestSlices ? each : 1;
}

/// Copies of one and the same instance.
std::vector<DicomSlice> takeCopies(std::vector<DicomSlice>& slices) {
  std::set<std::pair<std::string, int>> seen;
  std::vector<DicomSlice> kept, copies;
  for (DicomSlice& slice : slices) {
    const bool known = !slice.sopUid.empty() && !seen.emplace(slice.sopUid, slice.frame).second;
    (known ? copies : kept).push_back(std::move(slice));
  }
  slices = std::move(kept);
  return copies;
}

std::vector<Stack> apart(Stack stack) {
  if (!stack.slices.front().placed) return {std::move(stack)};
  sortAlongNormal(stack.slices);
  std::map<std::string, Stack> sets;
  for (const Mark& mark : marks) {
    if (!interleaves(stack.slices, mark)) continue;
    for (DicomSlice& slice : stack.slices) sets[mark.of(slice)].slices.push_back(std::move(slice));
    std::vector<Stack> made;
    for (auto& [value, set] : sets) {
      set.apartBy = mark.name;
      for (Stack& part : apart(std::move(set))) made.push_back(std::move(part));
    }
    return made;
  }
  const std::size_t scans = scansByInstance(stack.slices);
  if (scans == 1) return {std::move(stack)};
  std::vector<Stack> made(scans);
  for (std::size_t k = 0; k < stack.slices.size(); ++k) {
    made[k % scans].slices.push_back(std::move(stack.slices[k]));
    made[k % scans].apartBy = "instance number";
  }
  return made;
}

/// Slices at one place: the first stays.
DicomSeries seriesOf(std::vector<DicomSlice> sorted) {
  DicomSeries series;
  if (!sorted.front().placed) {
    series.slices = std::move(sorted);
    return series;
  }
  const Vec3 normal = normalOf(sorted.front());
  for (DicomSlice& slice : sorted) {
    auto& kept = series.slices;
    if (!kept.empty() && depthOf(slice, normal) - depthOf(kept.back(), normal) < samePlaceMm)
      series.doubled.push_back({kept.size() - 1, std::move(slice)});
    else
      kept.push_back(std::move(slice));
  }
  return series;
}

bool likelier(const DicomSeries& a, const DicomSeries& b) {
  const auto rank = [](const DicomSeries& s) {
    return std::tuple(likenessOf(s).points, s.slices.size(), s.first().rows);
  };
  return rank(a) > rank(b);
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

/// What a person should know of the other stacks under the UID. Localizers, screenshots and views
/// across say nothing about this one.
std::vector<Finding> findingsAbout(const DicomSlice& one, std::size_t self,
                                   const std::vector<DicomSeries>& all,
                                   const std::vector<std::string>& apartBy) {
  std::set<std::string> marked, odd;
  std::size_t sets = 1, images = 0;
  for (std::size_t t = 0; t < all.size(); ++t) {
    const DicomSlice& other = all[t].first();
    if (t == self || other.isLocalizer() || other.sopClass != one.sopClass ||
        other.modality != one.modality)
      continue;
    if (other.placed && std::abs(dot(normalOf(one), normalOf(other))) < 0.7) continue;
    const char* what = !other.placed                                            ? "position"
                       : other.rows != one.rows || other.columns != one.columns ? "size"
                       : !sameDirection(one, other)                             ? "direction"
                       : !sameSpacing(one, other)                               ? "pixel spacing"
                                                                                : nullptr;
    if (what) {
      odd.insert(what);
      images += all[t].slices.size() + all[t].doubled.size();
    } else {
      marked.insert(other.kernel != one.kernel ? "kernel" : apartBy[t]);
      ++sets;
    }
  }
  std::vector<Finding> findings;
  if (sets > 1)
    findings.push_back({FindingCode::SeriesInterleaved,
                        Severity::Warning,
                        Step::Import,
                        {double(sets), joined(marked)},
                        {}});
  if (images > 0)
    findings.push_back({FindingCode::SeriesMixed,
                        Severity::Stop,
                        Step::Import,
                        {double(images), joined(odd)},
                        {}});
  return findings;
}

/// Everything under one series UID, the likeliest head CT first.
std::vector<DicomSeries> separated(std::vector<DicomSlice> slices) {
  const std::vector<DicomSlice> copies = takeCopies(slices);
  std::vector<Stack> alike;
  for (DicomSlice& slice : slices) {
    auto home = std::ranges::find_if(
        alike, [&](const Stack& s) { return stacks(s.slices.front(), slice); });
    if (home == alike.end()) home = alike.emplace(home);
    home->slices.push_back(std::move(slice));
  }
  std::vector<std::pair<DicomSeries, std::string>> made;
  for (Stack& stack : alike)
    for (Stack& set : apart(std::move(stack)))
      made.emplace_back(seriesOf(std::move(set.slices)), set.apartBy);
  for (const DicomSlice& copy : copies)
    for (auto& [series, mark] : made) {
      const auto original = std::ranges::find(series.slices, copy.sopUid, &DicomSlice::sopUid);
      if (original == series.slices.end()) continue;
      series.doubled.push_back({std::size_t(original - series.slices.begin()), copy});
      break;
    }
  std::ranges::stable_sort(made,
                           [](const auto& a, const auto& b) { return likelier(a.first, b.first); });
  std::vector<DicomSeries> all;
  std::vector<std::string> apartBy;
  for (auto& [series, mark] : made) {
    series.part = int(all.size()) + 1;
    all.push_back(std::move(series));
    apartBy.push_back(mark);
  }
  for (std::size_t s = 0; s < all.size(); ++s)
    if (all[s].first().placed && !all[s].first().isLocalizer())
      all[s].findings = findingsAbout(all[s].first(), s, all, apartBy);
  return all;
}

}  // namespace

std::string DicomSeries::uid() const {
  return part == 1 ? first().seriesUid : first().seriesUid + "#" + std::to_string(part);
}

DicomFolder scanDicom(const std::vector<std::filesystem::path>& files, Progress progress) {
  std::vector<std::vector<DicomSlice>> headers(files.size());
  std::vector<std::optional<Error>> failures(files.size());
  forEachSlice(int(files.size()), progress, [&](int i) {
    try {
      headers[std::size_t(i)] = readSliceHeaders(files[std::size_t(i)]);
    } catch (const Error& failure) {
      failures[std::size_t(i)] = failure;
    }
  });
  DicomFolder folder;
  folder.filesSeen = int(files.size());
  for (const auto& failure : failures)
    if (failure) folder.damaged.push_back(*failure);
  std::map<std::string, std::vector<DicomSlice>> groups;
  for (auto& slices : headers)
    for (DicomSlice& slice : slices) {
      if (slice.samples != 1 || int(slices.size()) != slice.frames)
        ++folder.imagesSkipped;
      else
        groups[slice.seriesUid].push_back(std::move(slice));
    }
  for (auto& [uid, slices] : groups)
    for (DicomSeries& series : separated(std::move(slices)))
      folder.series.push_back(std::move(series));
  std::ranges::stable_sort(folder.series, likelier);
  return folder;
}

}  // namespace bregma
