#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "planning/results.hpp"
#include "planning/shell_fields.hpp"
#include "training/defect_body.hpp"
#include "training/random.hpp"

namespace bregma {

/// A complete skull's tables in head coordinates, where defects are placed and measured.
struct SkullShape {
  ShellFields fields;               ///< every pixel known: gaps and the face are filled from around
  double vaultMm3 = 0;              ///< of the shell above the head's center
  std::vector<std::uint8_t> vault;  ///< per pixel: bone of vault thickness was seen
};
/// About 0.3 s.
SkullShape skullShape(const BoneField& complete, const HeadFrame& frame);

/// Where a defect lies.
enum class Site { Left, Right, Frontal, Occipital, Midline, Bilateral };
inline constexpr std::array allSites{Site::Left,      Site::Right,   Site::Frontal,
                                     Site::Occipital, Site::Midline, Site::Bilateral};
std::string_view nameOf(Site site);

/// How a rim looks after years (see COMPLETION: healed rims). mm.
struct HealedRim {
  double taperMm = 10;     ///< over which the bone thins towards the opening
  double edgeShare = 0.3;  ///< of the thickness that is left at the edge
  double dentMm = 1;       ///< of the outer table at the edge
  double innerMm = 0;      ///< half way through the taper: > 0 thickened, < 0 resorbed
  double roundMm = 1.5;    ///< radius of the edge
  struct Island {
    Vec3 center;  ///< head
    double radiusMm = 3;
  };
  std::vector<Island> islands;  ///< thin pieces of bone within the opening
};

struct DefectWish {
  Site site = Site::Left;
  std::optional<MaskKind> kind = {};  ///< a published mask; none: irregular
  double diameterMm = 80;             ///< the largest, across the outer opening of the larger part
  double share = 0;                   ///< > 0: of the vault's volume, instead of a diameter
  bool healed = false;
};

struct SyntheticDefect {
  DefectBody body;
  std::optional<HealedRim> healed;
  double diameterMm = 0;  ///< as made
  double share = 0;       ///< of the vault's volume, as made
};

/// The same wish, shape and random state give the same defect. The size is met within 3 %, as
/// long as no more than 36 % of the vault are taken. About 0.5 s.
SyntheticDefect makeDefect(const SkullShape& shape, const DefectWish& wish, Random random);

/// Largest distance across the opening that a body cuts into the outer table, mm; of its larger
/// part where there are two.
double openingDiameter(const DefectBody& body, const SkullShape& shape);
/// Volume that a body takes from the vault, as a share of the vault's.
double shareOfVault(const DefectBody& body, const SkullShape& shape);

}  // namespace bregma
