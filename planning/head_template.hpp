#pragma once

#include "model/net/vault_prior.hpp"
#include "planning/bone_field.hpp"
#include "planning/results.hpp"

namespace bregma {

constexpr double vaultHeightMm = 78;  ///< of the usual vertex over the center

/// How far a vertex of the usual height moves from one frame to another.
double vertexMovedMm(const HeadFrame& from, const HeadFrame& to);

/// How a head lies against the typical head of the prior.
struct TypicalFit {
  HeadFrame frame;
  double scale = 1;     ///< its size against the typical head's
  double medianMm = 0;  ///< between its outer table and the typical one
};

/// Moves a fit within its mirror plane (posterior, superior, nod) and finds the scale, so that
/// points of the outer table lie on the typical one; what differs by more than 2.5 mm counts
/// little, and what lies below the vault at the start does not count. Patient coordinates.
TypicalFit fitPointsToTypicalHead(const std::vector<Vec3>& points, const TypicalFit& start,
                                  const VaultPrior& prior);

/// The outer table as seen from the frame by the rays of a chart, patient coordinates.
std::vector<Vec3> outerTable(const BoneField& bone, const HeadFrame& frame, const Chart& chart);

/// Casts and fits until the vertex rests, with few points, then once with all; where the fits swing
/// about a frame, by ever smaller shares of each. 0.1 s.
TypicalFit fitToTypicalHead(const BoneField& bone, const HeadFrame& frame, const VaultPrior& prior);

}  // namespace bregma
