#include "planning/rim.hpp"

#include <algorithm>
#include <cmath>

#include "model/median.hpp"
#include "model/parallel.hpp"
#include "planning/thin_plate.hpp"
#include "planning/vault_prior_fit.hpp"

namespace bregma {

namespace {

constexpr float thinnestBoneMm = 0.8f, vaultThicknessMm = 22;
constexpr float jumpMm = 2.5f;  // against the median around: edge of the orbit, of a fissure
// The zygomatic arch, low on either side: a step, and twice as thick as its mirror image; all about
// it that is thicker than vaults are.
constexpr float archTimes = 2, archFromMedian = 1.4f;
constexpr double archPolarRad = 1.4;
constexpr int marchFromPx = 6;  // rays nearer to the opening must earn belief
constexpr int farPx = 12;       // the farthest that healing reaches, 20 mm
// A believed ray may differ from the continued surface by this much; a cut leaves rays too far
// out and shells too thin, hence the asymmetry.
constexpr float outerLowMm = -0.35f, outerHighMm = 0.9f, innerLowMm = -1.0f, innerHighMm = 0.45f;
// Beyond this it is remodelled bone rather than asymmetry.
constexpr double healedShare = 0.3;  // of the rays 5 to 10 mm from the opening
constexpr float dentMm = -1.5f, bulgeMm = 3, taperedTo = 0.6f, thickenedTo = 1.9f;
constexpr float priorTaperedTo = 0.8f, priorThickenedTo = 1.35f;
constexpr float priorNeeded = 0.5f;   // weight of the prior from which its word counts
constexpr float vaultWeight = 0.05f;  // of the prior, from which every head has vault
constexpr int healedMarginPx = 4;     // a taper begins before it can be told from the vault
// A healed rim is believed from the first on where no other bone is so near: no taper is so wide.
constexpr float anchorFromPx = 8, anchorPx = 6;

// Half-size maps: the mean of a pixel's rays that see bone; open where any of them is.
void fillMaps(RimMaps& maps, const Defects& defects) {
  const ShellFields& fields = defects.fields;
  const int wide = fields.chart.size;
  ChartImage outer = fields.outer, thickness(outer.size());
  for (std::size_t i = 0; i < outer.size(); ++i) {
    thickness[i] = outer[i] - fields.inner[i];
    if (!(thickness[i] > thinnestBoneMm)) outer[i] = thickness[i] = std::nanf("");
  }
  maps.size = wide / 2;
  maps.outer = halved(outer, wide);
  maps.thickness = halved(thickness, wide);
  maps.opening.assign(maps.outer.size(), 0);
  for (const auto& region : defects.regions)
    for (int row = 0; row < wide; ++row)
      for (int column = 0; column < wide; ++column)
        if (region.opening[std::size_t(row) * wide + column])
          maps.opening[std::size_t(row / 2) * maps.size + column / 2] = 1;
}

float medianAround(const ChartImage& image, int n, int row, int column) {
  std::array<float, 25> values;
  int count = 0;
  for (int r = std::max(0, row - 2); r <= std::min(n - 1, row + 2); ++r)
    for (int c = std::max(0, column - 2); c <= std::min(n - 1, column + 2); ++c)
      if (const float v = image[std::size_t(r) * n + c]; !std::isnan(v)) values[count++] = v;
  if (count == 0) return std::nanf("");
  std::nth_element(values.begin(), values.begin() + count / 2, values.begin() + count);
  return values[count / 2];
}

// The vault is one piece; what a jump parts from it is orbit, face or base.
ChartMask largestPart(const ChartMask& mask, const ChartImage& outer, int n) {
  int count = 0;
  const auto labels = labeled(mask, outer, jumpMm, n, count);
  std::vector<int> pixels(count + 1, 0);
  for (const int label : labels) pixels[label] += label > 0;
  const auto largest = int(std::ranges::max_element(pixels) - pixels.begin());
  ChartMask out(mask.size());
  for (std::size_t i = 0; i < mask.size(); ++i) out[i] = labels[i] == largest && largest > 0;
  return out;
}

ChartMask both(const ChartMask& a, const ChartMask& b) {
  ChartMask out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) out[i] = a[i] && b[i];
  return out;
}

ChartMask soundOf(const RimMaps& maps, const Chart& chart) {
  const int n = maps.size;
  ChartMask sound(maps.outer.size(), 0);
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column) {
      const std::size_t at = std::size_t(row) * n + column;
      const double polar = chart.polarRad(2 * column + 0.5, 2 * row + 0.5);
      sound[at] = !maps.opening[at] && polar < chart.maxPolarRad - 0.03 &&
                  maps.thickness[at] < vaultThicknessMm &&
                  std::abs(maps.outer[at] - medianAround(maps.outer, n, row, column)) < jumpMm;
    }
  constexpr int neckPx = 4;  // narrower bridges to the face do not count
  sound = largestPart(sound, maps.outer, n);
  const ChartMask broad = largestPart(opened(sound, n, neckPx), maps.outer, n);
  return largestPart(both(sound, dilated(broad, n, neckPx)), maps.outer, n);
}

bool jumps(const ChartImage& image, int n, int row, int column) {
  const std::size_t at = std::size_t(row) * n + column;
  return (row > 0 && std::abs(image[at] - image[at - n]) > jumpMm) ||
         (row + 1 < n && std::abs(image[at] - image[at + n]) > jumpMm) ||
         (column > 0 && std::abs(image[at] - image[at - 1]) > jumpMm) ||
         (column + 1 < n && std::abs(image[at] - image[at + 1]) > jumpMm);
}

// Rays that cross the zygomatic arch too: where one side has it, the other has vault alone.
ChartMask archesOf(const RimMaps& maps, const Chart& chart) {
  const int n = maps.size;
  const double middle = (n - 1) / 2.0;
  std::vector<float> usual;
  for (std::size_t i = 0; i < maps.sound.size(); ++i)
    if (maps.sound[i]) usual.push_back(maps.thickness[i]);
  if (usual.empty()) return ChartMask(maps.sound.size(), 0);
  const float thick = archFromMedian * medianOf(std::move(usual));
  const ChartMask mirrorSound = mirroredColumns(maps.sound, n);
  const ChartImage mirrored = mirroredColumns(maps.thickness, n);
  ChartMask arch(maps.sound.size(), 0), seeds(maps.sound.size(), 0);
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column) {
      const std::size_t at = std::size_t(row) * n + column;
      const bool beside = std::abs(column - middle) > std::abs(row - middle) &&
                          chart.polarRad(2 * column + 0.5, 2 * row + 0.5) > archPolarRad;
      arch[at] = beside && maps.sound[at] && maps.thickness[at] > thick;
      seeds[at] = arch[at] && mirrorSound[at] && maps.thickness[at] > archTimes * mirrored[at] &&
                  jumps(maps.outer, n, row, column);
    }
  return touching(arch, seeds, n);
}

ChartMask around(const ChartMask& target, const ChartMask& known, int n, int pad) {
  ChartMask active = dilated(target, n, pad);
  for (std::size_t i = 0; i < active.size(); ++i) active[i] = active[i] && (known[i] || target[i]);
  return active;
}

// What the mirrored side, brought to this side's shape by the far field, contradicts.
ChartMask contradictedByMirror(const RimMaps& maps, const ChartMask& band,
                               const ChartImage& distance) {
  const int n = maps.size;
  const std::size_t count = maps.outer.size();
  const ChartImage mirrorOuter = mirroredColumns(maps.outer, n);
  const ChartImage mirrorThickness = mirroredColumns(maps.thickness, n);
  const ChartMask mirrorSound = mirroredColumns(maps.sound, n);
  ChartMask far(count);
  ChartImage difference(count, 0), ratio(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    const bool comparable = maps.sound[i] && mirrorSound[i];
    far[i] = comparable && distance[i] > farPx;
    if (!comparable) continue;
    difference[i] = maps.outer[i] - mirrorOuter[i];
    ratio[i] = std::log(maps.thickness[i] / mirrorThickness[i]);
  }
  const auto expected = ThinPlate(around(band, far, n, 12), n)
                            .through({&difference, &ratio}, far, {.stiffness = 20, .pull = 1e-3});
  ChartMask contradicted(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (!maps.sound[i] || !mirrorSound[i] || !band[i]) continue;
    const float off = difference[i] - expected[0][i];
    const float times = std::exp(ratio[i] - expected[1][i]);
    contradicted[i] = off < dentMm || off > bulgeMm || times < taperedTo || times > thickenedTo;
  }
  return contradicted;
}

// What the prior, continued from the far field, says: it has no word where it knows no vault.
PriorVault continuedFromAfar(const RimMaps& maps, const ChartImage& distance,
                             const VaultPrior& prior) {
  RimMaps far = maps;
  far.known.assign(maps.sound.size(), 0);
  for (std::size_t i = 0; i < far.known.size(); ++i)
    far.known[i] = maps.sound[i] && distance[i] > farPx;
  return mostProbableVault(far, prior);
}

// Its word counts more than the mirrored side's.
void contradictByPrior(ChartMask& contradicted, const RimMaps& maps, const ChartMask& band,
                       const PriorVault& vault) {
  for (std::size_t i = 0; i < contradicted.size(); ++i) {
    if (!maps.sound[i] || !band[i] || vault.weight[i] < priorNeeded) continue;
    const float off = maps.outer[i] - vault.outer[i];
    const float times = maps.thickness[i] / vault.thickness[i];
    contradicted[i] =
        off < dentMm || off > bulgeMm || times < priorTaperedTo || times > priorThickenedTo;
  }
}

// Sound rays up to farPx from the opening that are no vault as it was; only those that reach the
// opening.
ChartMask remodelledOf(const RimMaps& maps, const ChartImage& distance, const VaultPrior& prior) {
  const int n = maps.size;
  const std::size_t count = maps.outer.size();
  ChartMask band(count);
  for (std::size_t i = 0; i < count; ++i)
    band[i] = distance[i] <= farPx && (maps.sound[i] || maps.opening[i]);
  ChartMask contradicted;
  PriorVault vault;
  inParallel([&] { vault = continuedFromAfar(maps, distance, prior); },
             [&] { contradicted = contradictedByMirror(maps, band, distance); });
  contradictByPrior(contradicted, maps, band, vault);
  contradicted = opened(contradicted, n, 1);
  // Grow from the opening; rays right beside it are spoiled anyway and carry the growth.
  ChartMask reached = dilated(maps.opening, n, 3);
  for (int step = 0; step < farPx; ++step) {
    const ChartMask next = dilated(reached, n, 1);
    for (std::size_t i = 0; i < count; ++i) reached[i] |= next[i] && contradicted[i];
  }
  contradicted = both(reached, contradicted);
  // A cut spoils the first pixels only; without more than that the march needs no help, and
  // asymmetry would pass for healing.
  double ring = 0, ringContradicted = 0;
  for (std::size_t i = 0; i < count; ++i)
    if (maps.sound[i] && distance[i] >= 3 && distance[i] < marchFromPx) {
      ring += 1;
      ringContradicted += contradicted[i];
    }
  if (ringContradicted < healedShare * ring) return ChartMask(count, 0);
  return dilated(contradicted, n, healedMarginPx);
}

void march(RimMaps& maps, const ChartImage& distance, const ChartMask& refused) {
  const int n = maps.size;
  const std::size_t count = maps.outer.size();
  const ChartImage fromBone = distanceTo(maps.sound, n);
  ChartImage inner(count);
  ChartMask trusted(count), target(count);
  for (std::size_t i = 0; i < count; ++i) {
    inner[i] = maps.outer[i] - maps.thickness[i];
    trusted[i] = maps.sound[i] && !refused[i] && distance[i] >= marchFromPx;
    target[i] = maps.opening[i] ? fromBone[i] <= farPx : maps.sound[i] && !trusted[i];
  }
  // The middle of a wide opening has no say at its rim.
  const ThinPlate plate(around(target, trusted, n, 7), n);
  maps.known = trusted;
  for (int px = marchFromPx - 1; px >= 2; --px) {
    const auto surface = plate.through({&maps.outer, &inner}, maps.known, {});
    const ChartMask beside = dilated(maps.known, n, 1);
    for (std::size_t i = 0; i < count; ++i) {
      if (!maps.sound[i] || maps.known[i] || refused[i] || !beside[i]) continue;
      const float outerOff = maps.outer[i] - surface[0][i], innerOff = inner[i] - surface[1][i];
      if (distance[i] >= float(px) - 0.5f && outerOff > outerLowMm && outerOff < outerHighMm &&
          innerOff > innerLowMm && innerOff < innerHighMm)
        maps.known[i] = 1;
    }
  }
  maps.known = opened(maps.known, n, 1);
  for (std::size_t i = 0; i < count; ++i) maps.known[i] |= trusted[i];
}

// Where the vault ends behind a healed rim, no bone beyond is left to hold the fill: there the far
// part of the rim is believed, whose taper is gentle.
void anchor(RimMaps& maps, const ChartImage& distance, const ChartMask& refused) {
  const ChartImage away = distanceTo(maps.known, maps.size);
  for (std::size_t i = 0; i < away.size(); ++i)
    if (refused[i] && maps.sound[i] && distance[i] >= anchorFromPx && away[i] > anchorPx)
      maps.known[i] = 1;
}

double remodelledPercent(const RimMaps& maps, const ChartImage& distance) {
  double near = 0, refused = 0;
  for (std::size_t i = 0; i < distance.size(); ++i) {
    if (!maps.sound[i] || distance[i] < 3 || distance[i] >= marchFromPx) continue;
    near += 1;
    refused += !maps.known[i];
  }
  return near > 0 ? 100 * refused / near : 0;
}

// Near an opening everything not believed is filled, but for rays that cross no vault: orbits and
// fissures stay open.
ChartMask unknownOf(const RimMaps& maps, const ChartImage& distance, const ChartMask& refused,
                    const ChartImage& weight) {
  const int n = maps.size;
  const ChartMask mirrorSound = mirroredColumns(maps.sound, n);
  const ChartMask mirrorOpening = mirroredColumns(maps.opening, n);
  const ChartImage mirrorOuter = mirroredColumns(maps.outer, n);
  ChartMask unknown(distance.size());
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    const bool vaultHere = maps.sound[i] || distance[i] <= 2;
    // Beyond what the prior knows of vaults, at orbit and base, this side's ends where the opposite
    // side has bone but no vault.
    const bool endsThere = weight[i] < vaultWeight && !mirrorSound[i] && !mirrorOpening[i] &&
                           !std::isnan(mirrorOuter[i]);
    const bool doubted = !maps.known[i] && (distance[i] < marchFromPx || refused[i]);
    unknown[i] = maps.opening[i] || (doubted && vaultHere && !endsThere);
  }
  // Jumps within the rim are no bone to keep.
  const ChartMask closed = closedUp(unknown, n, 2);
  for (std::size_t i = 0; i < closed.size(); ++i) unknown[i] |= closed[i] && !maps.known[i];
  // Nor do threads of doubt far from the opening belong to the fill.
  const ChartMask broad = opened(unknown, n, 2);
  for (std::size_t i = 0; i < broad.size(); ++i)
    unknown[i] = unknown[i] && (broad[i] || distance[i] <= 3);
  return touching(unknown, maps.opening, n);
}

}  // namespace

RimMaps judgeRim(const Defects& defects, const VaultPrior& prior) {
  RimMaps maps;
  fillMaps(maps, defects);
  maps.sound = soundOf(maps, defects.fields.chart);
  const ChartMask arches = archesOf(maps, defects.fields.chart);
  for (std::size_t i = 0; i < arches.size(); ++i) maps.sound[i] = maps.sound[i] && !arches[i];
  const int n = maps.size;
  const ChartImage distance = distanceTo(maps.opening, n);
  const ChartMask refused = remodelledOf(maps, distance, prior);
  march(maps, distance, refused);
  anchor(maps, distance, refused);
  maps.unknown = unknownOf(maps, distance, refused, priorWeight(prior));
  maps.remodelledPercent = remodelledPercent(maps, distance);
  return maps;
}

}  // namespace bregma
