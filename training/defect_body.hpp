#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "model/triangle_mesh.hpp"
#include "model/vec3.hpp"
#include "training/random.hpp"

namespace bregma {

/// The kinds of the published masks (see NETWORK: the published system).
enum class MaskKind {
  SymmetricalEllipsoid,  ///< of revolution about the vault's normal
  Ellipsoid,             ///< three different axes
  MixedEllipsoid,        ///< two or three that overlap
  Cylinder,              ///< parallel to the axial direction: the head's superior axis
  EllipticalCylinder,
  MixedEllipticalCylinder
};
inline constexpr std::array allMaskKinds{
    MaskKind::SymmetricalEllipsoid, MaskKind::Ellipsoid,
    MaskKind::MixedEllipsoid,       MaskKind::Cylinder,
    MaskKind::EllipticalCylinder,   MaskKind::MixedEllipticalCylinder};
std::string_view nameOf(MaskKind kind);

/// The space that a defect takes out of a skull, in head coordinates, mm.
class DefectBody {
 public:
  struct Part {
    Vec3 center;
    Mat3 axes;              ///< columns: the part's own axes, unit length
    Vec3 semiAxes;          ///< mm
    bool cylinder = false;  ///< along the third axis, semiAxes.z half as long; else an ellipsoid
  };
  /// A smooth displacement: a sine along `wave` (rad/mm).
  struct Ripple {
    Vec3 wave, amplitude;
    double phase = 0;
  };

  DefectBody() = default;
  /// Parts nearer than `roundMm` run smoothly into each other.
  DefectBody(std::vector<Part> parts, std::vector<Ripple> ripples, double roundMm);

  /// Negative within; about the distance to the surface in mm, near it.
  double at(const Vec3& head) const;
  /// All that lies within, and more.
  Box box() const { return box_; }
  /// Both bodies.
  DefectBody with(const DefectBody& other) const;

 private:
  struct Cluster {
    std::vector<Part> parts;
    std::vector<Ripple> ripples;
    double roundMm = 0;
    Box box;
  };
  std::vector<Cluster> clusters_;
  Box box_;
};

/// A published mask about `center`, a point on the vault with the outward `normal`; the head's
/// origin is in the middle of the vault. It goes through both tables; `radiusMm` is half of its
/// width across the vault.
DefectBody publishedBody(MaskKind kind, const Vec3& center, const Vec3& normal, double radiusMm,
                         Random& random);

/// A sphere and up to seven smaller ones on its rim, elastically warped.
DefectBody irregularBody(const Vec3& center, const Vec3& normal, double radiusMm, Random& random);

}  // namespace bregma
