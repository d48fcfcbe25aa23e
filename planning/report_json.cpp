#include "planning/report_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/io/plan_file.hpp"
#include "model/io/write_file.hpp"
#include "planning/constraints.hpp"

namespace bregma {

namespace {

using Json = nlohmann::json;

// Four digits behind the point: a ten-thousandth of a mm says nothing, and reads badly.
double rounded(double value) { return std::round(value * 1e4) / 1e4; }
Json listOf(const Vec3& v) { return {rounded(v.x), rounded(v.y), rounded(v.z)}; }

Json jsonOf(const Arg& arg) {
  if (const auto* number = std::get_if<double>(&arg)) return rounded(*number);
  return std::get<std::string>(arg);
}

Json jsonOf(const Finding& finding, const std::vector<FindingCode>& acknowledged) {
  Json json{{"code", nameOf(finding.code)},
            {"severity", nameOf(finding.severity)},
            {"step", nameOf(finding.step)},
            {"args", Json::array()},
            {"acknowledged", std::find(acknowledged.begin(), acknowledged.end(), finding.code) !=
                                 acknowledged.end()}};
  for (const Arg& arg : finding.args) json["args"].push_back(jsonOf(arg));
  if (finding.place) json["placeMm"] = listOf(*finding.place);
  return json;
}

Json jsonOf(const std::vector<Finding>& findings, const std::vector<FindingCode>& acknowledged) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(jsonOf(finding, acknowledged));
  return list;
}

Json jsonOf(const DefectRegion& region) {
  return {{"areaMm2", rounded(region.areaMm2)},
          {"largestDiameterMm", rounded(region.largestDiameterMm)},
          {"side", nameOf(region.side)},
          {"centerMm", listOf(region.center)}};
}

Json jsonOf(const ImplantReview& review) {
  Json json{{"volumeMm3", rounded(review.volumeMm3)},
            {"areaMm2", rounded(review.areaMm2)},
            {"thicknessMinMm", rounded(review.thicknessMinMm)},
            {"thicknessMeanMm", rounded(review.thicknessMeanMm)},
            {"medialMinMm", rounded(review.medialMinMm)},
            {"medialMeanMm", rounded(review.medialMeanMm)},
            {"gapMinMm", rounded(review.gapMinMm)},
            {"gapMeanMm", rounded(review.gapMeanMm)},
            {"gapMedianMm", rounded(review.gapMedianMm)},
            {"gapP95Mm", rounded(review.gapP95Mm)},
            {"givingWayPercent", rounded(review.givingWayPercent)},
            {"gapKeptP5Mm", rounded(review.gapKeptP5Mm)},
            {"gapKeptP95Mm", rounded(review.gapKeptP95Mm)},
            {"overlapMm3", rounded(review.overlapMm3)},
            {"rimStepP95Mm", rounded(review.rimStepP95Mm)},
            {"undercutMm2", rounded(review.undercutMm2)},
            {"stoppedMm", rounded(review.stoppedMm)},
            {"holes", review.holes},
            {"holeToRimMm", rounded(review.holeToRimMm)},
            {"seats", review.seats},
            {"seatSpacingMm", rounded(review.seatSpacingMm)},
            {"insertion", listOf(review.insertion)},
            {"largestDimensionMm", rounded(review.largestDimensionMm)},
            {"side", nameOf(review.side)}};
  const auto add = [&](const char* key, const std::optional<Vec3>& place) {
    if (place) json[key] = listOf(*place);
  };
  if (review.brainSideMm) json["brainSideMm"] = rounded(*review.brainSideMm);
  add("thinPlaceMm", review.thinPlace);
  add("medialPlaceMm", review.medialPlace);
  add("gapMinPlaceMm", review.gapMinPlace);
  add("gapMaxPlaceMm", review.gapMaxPlace);
  add("givingWayPlaceMm", review.givingWayPlace);
  add("overlapPlaceMm", review.overlapPlace);
  add("rimStepPlaceMm", review.rimStepPlace);
  add("undercutPlaceMm", review.undercutPlace);
  add("stoppedPlaceMm", review.stoppedPlace);
  add("holePlaceMm", review.holePlace);
  add("brainSidePlaceMm", review.brainSidePlace);
  return json;
}

Json jsonOf(const Constraint& constraint) {
  Json json{{"measure", nameOf(constraint.measure)},
            {"value", rounded(constraint.value)},
            {"state", nameOf(constraint.state)},
            {"placeMm", listOf(constraint.place)}};
  if (constraint.atLeast) json["atLeast"] = rounded(*constraint.atLeast);
  if (constraint.atMost) json["atMost"] = rounded(*constraint.atMost);
  return json;
}

Json jsonOf(const MoldReview& review) {
  return {{"cavityErrorP99Mm", rounded(review.cavityErrorP99Mm)},
          {"undercutMm2", rounded(review.undercutMm2)},
          {"filledMm3", rounded(review.filledMm3)},
          {"separates", review.separates},
          {"stoppedMm", rounded(review.stoppedMm)}};
}

template <class Item>
Json listOf(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items) list.push_back(jsonOf(item));
  return list;
}

Json implantsOf(const std::vector<ImplantReview>& reviews, const Plan& plan) {
  Json list = listOf(reviews);
  for (std::size_t i = 0; i < reviews.size(); ++i)
    list[i]["constraints"] = listOf(constraintsOf(reviews[i], plan));
  return list;
}

Json jsonOf(const MeshCheck& check) {
  return {{"triangles", check.triangles},
          {"closed", check.closed},
          {"manifold", check.manifold},
          {"outward", check.outward},
          {"self_intersections", check.selfIntersections},
          {"degenerate", check.degenerate},
          {"components", check.components},
          {"volume_mm3", rounded(check.volumeMm3)},
          {"area_mm2", rounded(check.areaMm2)}};
}

}  // namespace

std::string findingsJson(const std::vector<Finding>& findings,
                         const std::vector<FindingCode>& acknowledged) {
  return jsonOf(findings, acknowledged).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string meshCheckJson(const MeshCheck& check) { return jsonOf(check).dump(); }

std::string reportJson(const Case& ready, const Plan& bound, const Exported& exported,
                       const std::map<std::string, MeshCheck>& checks) {
  const Scan& scan = *ready.scan();
  Json json{
      {"format", 1},
      {"units", "mm, degrees, HU, patient LPS"},
      {"input", {{"format", scan.format}, {"sha256", scan.sha256}, {"seriesUid", scan.seriesUid}}},
      {"settings", Json::parse(planToJson(bound))},
      {"findings", jsonOf(ready.findings(), bound.acknowledged)},
      {"implants", implantsOf(exported.implants, bound)},
      {"molds", listOf(exported.molds)},
      {"files", Json::array()}};
  const bool found = ready.state(Step::Defect) == StepState::Ready;
  json["defects"] = found ? listOf(ready.defects()->regions) : Json::array();
  if (ready.state(Step::Vault) == StepState::Ready)
    json["vault"] = {{"uncertaintyMeanMm", rounded(ready.vault()->meanUncertaintyMm)}};
  for (const ExportedFile& file : exported.files) {
    const std::string path = utf8(file.path.generic_u8string());
    Json entry{{"path", path}, {"sha256", file.sha256}};
    if (file.placement) {
      for (const Vec3& column : file.placement->bedFromPatient.columns)
        entry["bedFromPatient"]["columns"].push_back({column.x, column.y, column.z});
      entry["bedFromPatient"]["shiftMm"] = listOf(file.placement->shift);
    }
    if (const auto check = checks.find(path); check != checks.end())
      entry["mesh"] = jsonOf(check->second);
    json["files"].push_back(entry);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bregma
