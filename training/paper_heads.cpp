#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "model/io/image_file.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/write_file.hpp"
#include "planning/bone.hpp"
#include "planning/head.hpp"
#include "training/paper_samples.hpp"

namespace bregma {

namespace fs = std::filesystem;

namespace {

static_assert(std::endian::native == std::endian::little);
// Another version of the segmentation or of the frame makes other heads.
constexpr std::string_view magic = "bregma-head-3\n";
constexpr double largestFile = 64e6;
constexpr int mostVoxels = 512;  // along an axis

struct Header {
  std::array<std::int32_t, 3> size{};
  std::array<double, 3> spacing{}, origin{};
};

std::string packed(const BoneShares& head) {
  const Geometry& g = head.geometry();
  const Header header{{g.size[0], g.size[1], g.size[2]},
                      {g.spacing.x, g.spacing.y, g.spacing.z},
                      {g.origin.x, g.origin.y, g.origin.z}};
  uLongf size = compressBound(uLong(head.voxels().size()));
  std::string bytes(size, '\0');
  compress2(reinterpret_cast<Bytef*>(bytes.data()), &size, head.voxels().data(),
            uLong(head.voxels().size()), 6);
  bytes.resize(size);
  std::string out(magic);
  out.append(reinterpret_cast<const char*>(&header), sizeof header);
  return out + bytes;
}

// Nothing when the bytes are not what packed() makes.
std::optional<BoneShares> unpacked(std::string_view bytes) {
  Header header;
  if (!bytes.starts_with(magic) || bytes.size() < magic.size() + sizeof header) return std::nullopt;
  bytes.remove_prefix(magic.size());
  std::memcpy(&header, bytes.data(), sizeof header);
  bytes.remove_prefix(sizeof header);
  for (const std::int32_t n : header.size)
    if (n < 1 || n > mostVoxels) return std::nullopt;
  const Geometry g{{header.size[0], header.size[1], header.size[2]},
                   {header.spacing[0], header.spacing[1], header.spacing[2]},
                   {header.origin[0], header.origin[1], header.origin[2]}};
  std::vector<std::uint8_t> voxels(g.count());
  uLongf size = uLongf(voxels.size());
  const int result = uncompress(voxels.data(), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                                uLong(bytes.size()));
  if (result != Z_OK || size != voxels.size()) return std::nullopt;
  return BoneShares(g, std::move(voxels));
}

// Both on the same grid of 1 mm, cut differently.
BoneShares joined(const BoneShares& a, const BoneShares& b) {
  if (b.empty()) return a;
  const Geometry &ga = a.geometry(), &gb = b.geometry();
  const Vec3 highA = ga.toPatient(ga.size[0] - 1, ga.size[1] - 1, ga.size[2] - 1);
  const Vec3 highB = gb.toPatient(gb.size[0] - 1, gb.size[1] - 1, gb.size[2] - 1);
  Geometry g = ga;
  g.origin = {std::min(ga.origin.x, gb.origin.x), std::min(ga.origin.y, gb.origin.y),
              std::min(ga.origin.z, gb.origin.z)};
  for (int axis = 0; axis < 3; ++axis)
    g.size[axis] =
        int(std::lround((std::max(highA[axis], highB[axis]) - g.origin[axis]) / g.spacing[axis])) +
        1;
  std::vector<int> sums(g.count(), 0);
  for (const BoneShares* part : {&a, &b}) {
    const Geometry& p = part->geometry();
    const Vec3 shift = g.toIndex(p.origin);
    const int di = int(std::lround(shift.x)), dj = int(std::lround(shift.y)),
              dk = int(std::lround(shift.z));
    for (int k = 0; k < p.size[2]; ++k)
      for (int j = 0; j < p.size[1]; ++j)
        for (int i = 0; i < p.size[0]; ++i)
          sums[g.index(i + di, j + dj, k + dk)] += part->at(i, j, k);
  }
  std::vector<std::uint8_t> voxels(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) voxels[i] = std::uint8_t(std::min(sums[i], 255));
  return {g, std::move(voxels)};
}

BoneShares made(const HeadFiles& files, const BoneSettings& settings, const Progress& progress) {
  const HeadMasks head = readHead(files, settings, progress.part(0, 0.4));
  const Scan scan = scanOfMask(head.geometry, defectiveOf(head));
  const Bone bone = segmentBone(scan, settings, progress.part(0.4, 0.8));
  const HeadFrame frame = findHead(scan, bone, {});
  const BoneShares found = boneShares(bone.mask, frame);
  return head.implant.empty() ? found
                              : joined(found, boneShares(head.geometry, head.implant, frame));
}

// Another file of the same name is another head.
fs::path cachedAs(const fs::path& cache, const HeadFiles& files, const BoneSettings& settings) {
  std::string key = files.name;
  const auto add = [&key](const std::string& part) { key.append("/").append(part); };
  for (const fs::path* path : {&files.complete, &files.implant, &files.defective}) {
    std::error_code none;
    const bool file = !path->empty() && fs::is_regular_file(*path);
    add(std::to_string(file ? fs::file_size(*path, none) : 0));
  }
  add(std::to_string(settings.lowerHu));
  add(std::to_string(settings.upperHu));
  add(std::to_string(settings.storedValues));
  return cache / (sha256OfText(key).substr(0, 16) + ".head");
}

}  // namespace

std::vector<BoneShares> paperHeads(const std::vector<HeadFiles>& heads,
                                   const BoneSettings& settings, const fs::path& cache,
                                   Progress progress) {
  if (!cache.empty()) {
    std::error_code failure;
    fs::create_directories(cache, failure);
    if (failure) throw Error(ErrorCode::WriteFailed, {utf8(cache), failure.message()});
  }
  std::vector<BoneShares> all;
  const auto count = double(heads.size());
  for (const HeadFiles& files : heads) {
    const Progress part = progress.part(double(all.size()) / count, double(all.size() + 1) / count);
    part.at(0);
    const fs::path file = cache.empty() ? fs::path() : cachedAs(cache, files, settings);
    std::optional<BoneShares> head;
    if (!file.empty() && fs::exists(file)) head = unpacked(readFile(file, largestFile));
    if (!head) {
      head = made(files, settings, part);
      if (!file.empty()) writeFileAtomically(file, packed(*head));
    }
    all.push_back(std::move(*head));
  }
  progress.at(1);
  return all;
}

}  // namespace bregma
