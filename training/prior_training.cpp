#include "training/prior_training.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "model/io/image_file.hpp"
#include "model/io/write_file.hpp"
#include "model/median.hpp"
#include "planning/bone.hpp"
#include "planning/head.hpp"
#include "planning/head_template.hpp"
#include "planning/thin_plate.hpp"
#include "planning/vault_prior_fit.hpp"
#include "training/dataset.hpp"
#include "training/random.hpp"

namespace bregma {

namespace {

constexpr int leastHeads = 3;
constexpr int templateRounds = 5;
constexpr float thinnestMm = 0.8f, thickestMm = 22, strangestMm = 20;
constexpr int denseSize = 192;  // of the chart that outer tables are taken with

// The vault's pixels: above the brows in front, like the search for openings.
double regionPolarRad(double posterior) { return 1.72 + (posterior > 0 ? 0.2 : 0.06) * posterior; }

std::size_t mirroredPixel(std::size_t pixel, int size) {
  const std::size_t column = pixel % std::size_t(size);
  return pixel - column + std::size_t(size) - 1 - column;
}

// The median of all maps and their mirror images where at least half of them know something.
ChartImage symmetricMedian(const std::vector<const ChartImage*>& maps, int size) {
  ChartImage median(std::size_t(size) * size, std::nanf(""));
  for (std::size_t i = 0; i < median.size(); ++i) {
    std::vector<float> values;
    for (const ChartImage* map : maps)
      for (const std::size_t p : {i, mirroredPixel(i, size)})
        if (!std::isnan((*map)[p])) values.push_back((*map)[p]);
    if (values.empty() || values.size() < maps.size()) continue;
    median[i] = medianOf(std::move(values));
  }
  return median;
}

// The mean radius of the points of each pixel, for scale 1.
ChartImage mapOf(const std::vector<Vec3>& points, const TypicalFit& fit, const Chart& chart) {
  ChartImage sums(chart.count(), 0), counts(chart.count(), 0);
  for (const Vec3& point : points) {
    const auto pixel = chart.pixelOf(fit.frame.toHead(point));
    const long column = std::lround(pixel.column), row = std::lround(pixel.row);
    if (column < 0 || row < 0 || column >= chart.size || row >= chart.size) continue;
    const std::size_t at = std::size_t(row) * chart.size + std::size_t(column);
    sums[at] += float(pixel.radius / fit.scale);
    counts[at] += 1;
  }
  for (std::size_t i = 0; i < sums.size(); ++i)
    sums[i] = counts[i] > 0 ? sums[i] / counts[i] : std::nanf("");
  return sums;
}

// Moves all fits alike, so that their mean shift, nod and scale against `start` are none.
void keepMeanPosition(std::vector<TypicalFit>& fits, const std::vector<HeadFrame>& start) {
  double posterior = 0, superior = 0, nod = 0, logScale = 0;
  const double count = double(fits.size());
  for (std::size_t i = 0; i < fits.size(); ++i) {
    const Vec3 shift = start[i].toHead(fits[i].frame.center);
    const Mat3 turn = transposed(start[i].patientFromHead) * fits[i].frame.patientFromHead;
    posterior += shift.y / count;
    superior += shift.z / count;
    nod += std::atan2(turn.columns[1].z, turn.columns[1].y) / count;
    logScale += std::log(fits[i].scale) / count;
  }
  for (TypicalFit& fit : fits) {
    fit.frame.center = fit.frame.toPatient({0, -posterior, -superior});
    fit.frame.patientFromHead = fit.frame.patientFromHead * rotation({1, 0, 0}, -nod);
    fit.scale /= std::exp(logScale);
  }
}

BinaryVolume cropped(const BinaryVolume& mask) {
  const Geometry& g = mask.geometry();
  std::array<int, 3> low = g.size, high{-1, -1, -1};
  for (int k = 0; k < g.size[2]; ++k)
    for (int j = 0; j < g.size[1]; ++j)
      for (int i = 0; i < g.size[0]; ++i) {
        if (!mask.at(i, j, k)) continue;
        const std::array at{i, j, k};
        for (int a = 0; a < 3; ++a) {
          low[a] = std::min(low[a], std::max(at[a] - 1, 0));
          high[a] = std::max(high[a], std::min(at[a] + 1, g.size[a] - 1));
        }
      }
  const Geometry box{{high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1},
                     g.spacing,
                     g.toPatient(low[0], low[1], low[2])};
  std::vector<std::uint8_t> voxels(box.count());
  for (int k = 0; k < box.size[2]; ++k)
    for (int j = 0; j < box.size[1]; ++j)
      for (int i = 0; i < box.size[0]; ++i)
        voxels[box.index(i, j, k)] = mask.at(i + low[0], j + low[1], k + low[2]);
  return {box, std::move(voxels)};
}

struct LearnedHead {
  HeadFrame frame;        // of the defective skull
  BinaryVolume complete;  // its bone, cropped
  std::vector<Vec3> table;
};

// Values whose surface lies halfway between voxels, for casting.
CtVolume valuesOf(const BinaryVolume& mask) {
  std::vector<std::int16_t> values(mask.voxels().begin(), mask.voxels().end());
  return {mask.geometry(), std::move(values)};
}
constexpr double valueThreshold = 0.5;

LearnedHead learnedHead(const HeadFiles& files, const BoneSettings& settings,
                        const Progress& progress) {
  HeadMasks masks = readHead(files, settings, progress.part(0, 0.3));
  std::vector<std::uint8_t> defective = defectiveOf(masks);
  LearnedHead head;
  const Scan scan = scanOfMask(masks.geometry, std::move(masks.complete));
  const Bone bone = segmentBone(scan, {}, progress.part(0.3, 0.5));
  if (masks.implant.empty()) {
    head.frame = findSymmetricFrame(scan, bone);
  } else {
    const Scan cut = scanOfMask(masks.geometry, std::move(defective));
    head.frame = findSymmetricFrame(cut, segmentBone(cut, {}, progress.part(0.5, 0.8)));
  }
  head.table = outerTable(BoneField(scan.ct, bone.mask, bone.lowerHu), head.frame, {denseSize});
  head.complete = cropped(bone.mask);
  progress.at(1);
  return head;
}

// Both tables seen from `frame`, on the prior's chart.
VaultMaps mapsOf(const BoneField& bone, const TypicalFit& fit, int size) {
  const Chart fine;
  const ShellFields fields = castShell(bone, {fit.frame.center, fit.frame.patientFromHead}, fine);
  ChartImage outer = fields.outer, thickness(outer.size());
  for (std::size_t i = 0; i < outer.size(); ++i) {
    thickness[i] = outer[i] - fields.inner[i];
    if (!(thickness[i] > thinnestMm && thickness[i] < thickestMm * float(fit.scale)))
      outer[i] = thickness[i] = std::nanf("");
    outer[i] /= float(fit.scale);
    thickness[i] /= float(fit.scale);
  }
  for (int n = fine.size; n > size; n /= 2) {
    outer = halved(outer, n);
    thickness = halved(thickness, n);
  }
  return {std::move(outer), std::move(thickness)};
}

TypicalFit nearby(const TypicalFit& fit, const PriorSettings& settings, Random& random) {
  TypicalFit out = fit;
  const double turn = settings.turnDeg * std::numbers::pi / 180;
  out.frame.center =
      fit.frame.center + Vec3{random.normal(), random.normal(), random.normal()} * settings.shiftMm;
  for (const Vec3 axis : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}})
    out.frame.patientFromHead = out.frame.patientFromHead * rotation(axis, random.normal() * turn);
  return out;
}

}  // namespace

VaultPrior typicalHead(const std::vector<std::vector<Vec3>>& tables,
                       const std::vector<HeadFrame>& frames, const PriorSettings& settings) {
  const Chart chart{settings.chartSize};
  std::vector<TypicalFit> fits;
  for (const HeadFrame& frame : frames) fits.push_back({frame});
  VaultPrior typical;
  typical.size = chart.size;
  typical.maxPolarRad = chart.maxPolarRad;
  for (int round = 0; round < templateRounds; ++round) {
    std::vector<ChartImage> maps;
    for (std::size_t i = 0; i < tables.size(); ++i)
      maps.push_back(mapOf(tables[i], fits[i], chart));
    std::vector<const ChartImage*> all;
    for (const ChartImage& map : maps) all.push_back(&map);
    typical.outer = nearestFilled(symmetricMedian(all, chart.size), chart.size);
    for (std::size_t i = 0; i < tables.size(); ++i)
      fits[i] = fitPointsToTypicalHead(tables[i], fits[i], typical);
    keepMeanPosition(fits, frames);
  }
  return typical;
}

VaultPrior principalVaults(VaultPrior prior, const std::vector<VaultMaps>& maps,
                           const PriorSettings& settings) {
  const int n = prior.size;
  const Chart chart{n, prior.maxPolarRad};
  std::vector<const ChartImage*> outers, thicknesses;
  for (const VaultMaps& m : maps) {
    outers.push_back(&m.outer);
    thicknesses.push_back(&m.thickness);
  }
  prior.outer = nearestFilled(symmetricMedian(outers, n), n);
  prior.thickness = nearestFilled(symmetricMedian(thicknesses, n), n);
  prior.region.assign(chart.count(), 0);
  std::vector<std::size_t> pixels;
  for (int row = 0; row < n; ++row)
    for (int column = 0; column < n; ++column) {
      const double planar = std::hypot(column - chart.middle(), row - chart.middle());
      const double posterior = (row - chart.middle()) / std::max(planar, 1e-6);
      if (chart.polarRad(column, row) >= regionPolarRad(posterior)) continue;
      pixels.push_back(std::size_t(row) * n + column);
      prior.region[pixels.back()] = 1;
    }

  const auto count = Eigen::Index(pixels.size()), samples = Eigen::Index(2 * maps.size());
  Eigen::MatrixXd off(2 * count, samples);
  const ThinPlate plate(prior.region, n);
  for (std::size_t s = 0; s < maps.size(); ++s) {
    ChartMask known(chart.count());
    ChartImage outer(chart.count(), 0), thickness(chart.count(), 0);
    for (const std::size_t p : pixels) {
      outer[p] = maps[s].outer[p] - prior.outer[p];
      thickness[p] = maps[s].thickness[p] - prior.thickness[p];
      known[p] = std::abs(outer[p]) < strangestMm && !std::isnan(thickness[p]);
    }
    // What a head does not show is continued towards the typical head.
    const auto filled =
        plate.through({&outer, &thickness}, known, {.stiffness = 0.05, .pull = 1e-3});
    for (Eigen::Index i = 0; i < count; ++i)
      for (const bool mirrored : {false, true}) {
        const std::size_t own = pixels[std::size_t(i)];
        const std::size_t p = mirrored ? mirroredPixel(own, n) : own;
        const auto column = Eigen::Index(2 * s + mirrored);
        off(i, column) = filled[0][p];
        off(count + i, column) =
            std::clamp(prior.thickness[p] + filled[1][p], 1.0f, thickestMm) - prior.thickness[p];
      }
  }
  const Eigen::VectorXd mean = off.rowwise().mean();
  off.colwise() -= mean;
  prior.mean.assign(mean.begin(), mean.end());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solved(off.transpose() * off /
                                                              double(samples));
  prior.modes.clear();
  prior.variances.clear();
  for (Eigen::Index k = samples - 1; k >= 0 && int(prior.modes.size()) < settings.modes; --k) {
    const double variance = solved.eigenvalues()[k];
    if (variance < 1e-6 * solved.eigenvalues()[samples - 1]) break;
    const Eigen::VectorXd mode =
        off * solved.eigenvectors().col(k) / std::sqrt(variance * double(samples));
    prior.modes.emplace_back(mode.begin(), mode.end());
    prior.variances.push_back(float(variance));
  }
  return prior;
}

VaultPrior trainVaultPrior(const std::vector<HeadFiles>& heads, const BoneSettings& bone,
                           const PriorSettings& settings, Progress progress) {
  if (int(heads.size()) < leastHeads)
    throw Error(ErrorCode::TooFewHeads, {double(heads.size()), double(leastHeads)});
  const auto count = double(heads.size());
  std::vector<LearnedHead> learned;
  for (const HeadFiles& files : heads)
    learned.push_back(learnedHead(files, bone,
                                  progress.part(0.7 * double(learned.size()) / count,
                                                0.7 * double(learned.size() + 1) / count)));
  std::vector<std::vector<Vec3>> tables;
  std::vector<HeadFrame> frames;
  for (LearnedHead& head : learned) {
    tables.push_back(std::move(head.table));
    frames.push_back(head.frame);
  }
  const VaultPrior typical = typicalHead(tables, frames, settings);

  std::vector<VaultMaps> maps;
  for (std::size_t i = 0; i < learned.size(); ++i) {
    progress.at(0.7 + 0.25 * double(i) / count);
    const CtVolume values = valuesOf(learned[i].complete);
    const BoneField field(values, learned[i].complete, valueThreshold);
    const TypicalFit fit = fitToTypicalHead(field, learned[i].frame, typical);
    Random random(settings.seed, i);
    for (int position = 0; position < settings.positions; ++position)
      maps.push_back(
          mapsOf(field, position == 0 ? fit : nearby(fit, settings, random), settings.chartSize));
  }
  VaultPrior prior = principalVaults(typical, maps, settings);
  progress.at(1);
  return prior;
}

NetworkCard trainPriorNetwork(const std::filesystem::path& dataset,
                              const std::filesystem::path& folder,
                              const PriorTrainingSettings& settings, Progress progress) {
  const auto heads = headsToLearnFrom(dataset, folder, settings.heads, settings.unchecked,
                                      settings.bone, leastHeads, progress.part(0, 0.3));
  const VaultPrior prior =
      trainVaultPrior(heads, settings.bone, settings.prior, progress.part(0.3, 1));
  std::filesystem::create_directories(folder);
  writeFileAtomically(folder / vaultPriorFile, vaultPriorBytes(prior));
  NetworkCard card;
  card.name = nameOf(VaultMethod::Network);
  card.architecture = vaultPriorArchitecture;
  card.data =
      settings.data.empty() ? utf8(std::filesystem::absolute(dataset).filename()) : settings.data;
  card.dataLicense = settings.license.empty() ? "unknown" : settings.license;
  for (const HeadFiles& head : heads) card.trainingHeads.push_back(head.name);
  card.seed = settings.prior.seed;
  card.files = {{vaultPriorFile, ""}};
  card.notes = "Principal components of the outer table and the thickness of complete vaults, " +
               std::to_string(prior.modes.size()) +
               " modes; each head in the frame of its defective skull and in " +
               std::to_string(settings.prior.positions - 1) +
               " positions near it, and their mirror images.";
  return writeCard(std::move(card), folder);
}

}  // namespace bregma
