#include "training/paper_samples.hpp"

#include <algorithm>
#include <numbers>
#include <numeric>

#include "training/defect_body.hpp"
#include "training/random.hpp"

namespace bregma {

namespace {

constexpr double stepDeg = 2;
constexpr int heightVoxels = 2;
constexpr int attempts = 50;
constexpr double leastRadiusMm = 10, mostRadiusMm = 80;
constexpr double lowestCenterMm = 5;  // above the head's center: no defect lies in the base alone

HeadMove moveOf(int augmentation) {
  const double toRad = stepDeg * std::numbers::pi / 180;
  const int turn = augmentation % 7 - 3, tilt = augmentation / 7 % 7 - 3;
  const double height = (augmentation / 49 - 0.5) * heightVoxels * paperGrid().spacing.z;
  return {rotation({0, 0, 1}, turn * toRad) * rotation({1, 0, 0}, tilt * toRad), {0, 0, height}};
}

void mirror(std::vector<std::uint8_t>& voxels) {
  const auto width = std::ptrdiff_t(paperGrid().size[0]);
  for (auto row = voxels.begin(); row != voxels.end(); row += width) std::reverse(row, row + width);
}

// A permutation of [0, count) that differs from round to round.
std::uint64_t shuffled(std::uint64_t place, std::uint64_t count, Random random) {
  std::uint64_t factor = 1;
  do {
    factor = 1 + random.bits() % count;
  } while (std::gcd(factor, count) != 1);
  return (place * factor + random.bits() % count) % count;
}

struct BoneVoxel {
  std::uint32_t at;
  Vec3 head;
};

std::vector<BoneVoxel> boneVoxels(const std::vector<std::uint8_t>& voxels) {
  const Geometry& grid = paperGrid();
  std::vector<BoneVoxel> bone;
  std::uint32_t at = 0;
  for (int k = 0; k < grid.size[2]; ++k)
    for (int j = 0; j < grid.size[1]; ++j)
      for (int i = 0; i < grid.size[0]; ++i, ++at)
        if (voxels[at]) bone.push_back({at, grid.toPatient(i, j, k)});
  return bone;
}

bool within(const Box& box, const Vec3& p) {
  return p.x >= box.low.x && p.y >= box.low.y && p.z >= box.low.z && p.x <= box.high.x &&
         p.y <= box.high.y && p.z <= box.high.z;
}

// The voxels that a random mask takes away.
std::vector<std::uint32_t> randomDefect(const std::vector<BoneVoxel>& bone,
                                        const PaperSampleSettings& settings, Random& random) {
  const MaskKind kind = allMaskKinds[std::size_t(random.below(int(allMaskKinds.size())))];
  std::vector<std::uint32_t> taken;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const Vec3 center = bone[std::size_t(random.below(int(bone.size())))].head;
    if (center.z < lowestCenterMm) continue;
    const DefectBody body = publishedBody(kind, center, normalized(center),
                                          random.between(leastRadiusMm, mostRadiusMm), random);
    const Box box = body.box();
    taken.clear();
    for (const BoneVoxel& voxel : bone)
      if (within(box, voxel.head) && body.at(voxel.head) < 0) taken.push_back(voxel.at);
    const double share = double(taken.size()) / double(bone.size());
    if (share >= settings.leastShare && share <= settings.mostShare) return taken;
  }
  return {};
}

}  // namespace

PaperSamples::PaperSamples(std::vector<BoneShares> heads, const PaperSampleSettings& settings)
    : heads_(std::move(heads)), settings_(settings) {
  if (heads_.empty()) throw Error(ErrorCode::TooFewHeads, {0.0, 1.0});
  round_ = heads_.size() * std::uint64_t(settings.augment ? augmentations : 1);
}

PaperPair PaperSamples::at(std::uint64_t index) const {
  const std::uint64_t round = index / round_;
  const std::uint64_t place = shuffled(index % round_, round_, Random(settings_.seed + 1, round));
  Random random(settings_.seed, index);
  const BoneShares& head = heads_[place % heads_.size()];
  PaperPair pair;
  pair.complete =
      onPaperGrid(head, settings_.augment ? moveOf(int(place / heads_.size())) : HeadMove{});
  if (settings_.mirror && random.chance(0.5)) mirror(pair.complete);
  pair.defective = pair.complete;
  const std::vector<BoneVoxel> bone = boneVoxels(pair.complete);
  if (bone.empty()) return pair;
  for (const std::uint32_t at : randomDefect(bone, settings_, random)) pair.defective[at] = 0;
  return pair;
}

}  // namespace bregma
