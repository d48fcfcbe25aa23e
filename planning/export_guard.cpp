#include "planning/export_guard.hpp"

#include <algorithm>

namespace bregma {

namespace {

constexpr double besideMm = 10;  ///< of the mid-sagittal plane: a middle that no side is told from

Side sideOf(PlannedSide side) {
  return side == PlannedSide::Left    ? Side::Left
         : side == PlannedSide::Right ? Side::Right
                                      : Side::Midline;
}

}  // namespace

std::string whatIsWrong(const MeshCheck& check) {
  if (check.triangles == 0) return "empty";
  if (!check.closed) return "not closed";
  if (!check.manifold) return "not a 2-manifold";
  if (!check.outward) return "inside out";
  if (check.selfIntersections)
    return std::to_string(check.selfIntersections) + " self-intersections";
  if (check.degenerate) return std::to_string(check.degenerate) + " triangles without area";
  return std::to_string(check.components) + " parts";
}

void refuseUnlessJudged(const Case& ready) {
  if (const auto open = ready.unacknowledged(); !open.empty())
    throw Error(ErrorCode::StopFinding, {std::string(nameOf(open.front().code))},
                open.front().place);
  const PlannedSide planned = ready.plan().exports.side;
  if (planned == PlannedSide::Any || ready.state(Step::Defect) != StepState::Ready) return;
  for (const DefectRegion& region : ready.defects()->regions)
    if (region.side != sideOf(planned))
      throw Error(
          ErrorCode::WrongSide,
          {std::string("implant"), std::string(nameOf(region.side)), std::string(nameOf(planned))},
          region.center);
}

void refuseUnlessAtDefect(const std::string& name, const Box& part, int defect, const Case& ready) {
  const DefectRegion& region = ready.defects()->regions.at(std::size_t(defect));
  const HeadFrame& head = *ready.head();
  const Vec3 middle = (part.low + part.high) / 2;
  const double left = head.toHead(middle).x;
  const bool otherSide = (region.side == Side::Left && left < -besideMm) ||
                         (region.side == Side::Right && left > besideMm);
  const double reach = length(part.high - part.low) / 2 + region.largestDiameterMm / 2;
  if (!otherSide && length(middle - region.center) <= reach) return;
  const Side lies = std::abs(left) <= besideMm ? Side::Midline
                    : left > 0                 ? Side::Left
                                               : Side::Right;
  throw Error(ErrorCode::WrongSide,
              {name, std::string(nameOf(lies)), std::string(nameOf(region.side))}, middle);
}

}  // namespace bregma
