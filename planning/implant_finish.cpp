#include "planning/implant_finish.hpp"

#include <algorithm>

#include "planning/engraving.hpp"
#include "planning/perforation.hpp"
#include "planning/rim_seats.hpp"

namespace bregma {

namespace {

void warn(Implant& implant, FindingCode code, std::vector<Arg> args, const Vec3& place) {
  implant.findings.push_back({code, Severity::Warning, Step::Implant, std::move(args), place});
}

void warnOfSeats(Implant& implant, const DefectRegion& region, const ImplantSettings& settings) {
  warn(implant, FindingCode::NoRoomForSeats, {double(settings.seatCount)}, region.center);
}

/// What is cut from one implant.
struct Cuts {
  RimSeats seats;
  std::vector<HoleSeat> holes;  // besides those of the seats
  std::vector<std::size_t> placed;

  std::vector<HoleSeat> allHoles() const {
    std::vector<HoleSeat> all = seats.holes;
    all.insert(all.end(), holes.begin(), holes.end());
    return all;
  }
  bool add(const HoleSeat& hole) {
    const auto taken = [&](const HoleSeat& other) { return holesClash(other, hole); };
    if (std::ranges::any_of(seats.holes, taken) || std::ranges::any_of(holes, taken) ||
        std::ranges::any_of(seats.pockets, [&](const Pocket& p) { return clashes(p, hole); }))
      return false;
    holes.push_back(hole);
    return true;
  }
};

Cuts cutsFor(Implant& implant, const DefectRegion& region, const HeadFrame& frame,
             const ImplantSettings& settings) {
  const OuterSide side(implant.mesh, frame.center);
  const Vec3 outward = -implant.insertion;
  Cuts cuts;
  if (settings.seats != SeatKind::None) {
    if (auto seats = rimSeats(side, outward, settings))
      cuts.seats = std::move(*seats);
    else
      warnOfSeats(implant, region, settings);
  }
  for (std::size_t i = 0; i < settings.holes.size(); ++i)
    if (const auto hole = placedHole(side, settings.holes[i]); hole && cuts.add(*hole))
      cuts.placed.push_back(i);
  if (settings.perforated) {
    const Box box = boundingBox(implant.mesh);
    const auto pattern = holePattern(side, (box.low + box.high) / 2, outward, settings);
    if (pattern.empty())
      warn(implant, FindingCode::NoRoomForHoles, {settings.holeRimMm}, region.center);
    for (const HoleSeat& hole : pattern) cuts.add(hole);
  }
  return cuts;
}

void tell(const Cuts& cuts, ImplantReview& review) {
  review.holes = int(cuts.holes.size());
  review.seats = int(cuts.seats.holes.size());
  review.seatSpacingMm = cuts.seats.spacingMm;
  const auto nearest = std::ranges::min_element(cuts.holes, {}, &HoleSeat::toRimMm);
  if (nearest == cuts.holes.end()) return;
  review.holeToRimMm = nearest->toRimMm;
  review.holePlace = nearest->place;
}

void engrave(Implant& implant, const DefectRegion& region, const HeadFrame& frame, const Cuts& cuts,
             const ImplantSettings& settings) {
  const Vec3 outward = -implant.insertion;
  const std::string text = engravedText(settings, implant.review.side, outward);
  const auto pits =
      engravingPits(implant.mesh, text, outward, frame, cuts.allHoles(), settings.letterMm);
  if (pits)
    implant.cut = engraved(implant.product(), *pits, settings.letterMm);
  else
    warn(implant, FindingCode::NoRoomForText, {text}, region.center);
}

}  // namespace

std::vector<std::size_t> finishImplant(Implant& implant, const DefectRegion& region,
                                       const HeadFrame& frame, const ImplantSettings& settings) {
  Cuts cuts;
  if (settings.perforated || !settings.holes.empty() || settings.seats != SeatKind::None)
    cuts = cutsFor(implant, region, frame, settings);
  if (const auto holes = cuts.allHoles(); !holes.empty()) {
    if (auto cut = withPockets(perforated(implant.mesh, holes), cuts.seats.pockets)) {
      implant.cut = std::move(*cut);
    } else {
      cuts.seats = {};
      warnOfSeats(implant, region, settings);
      if (!cuts.holes.empty()) implant.cut = perforated(implant.mesh, cuts.holes);
    }
  }
  tell(cuts, implant.review);
  if (settings.engraved) engrave(implant, region, frame, cuts, settings);
  implant.review.volumeMm3 = volumeMm3(implant.product());
  return cuts.placed;
}

}  // namespace bregma
