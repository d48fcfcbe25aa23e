#include "model/io/plan_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "model/io/plan_fields.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t largestPlan = 64u << 20;

const PlanField* fieldNamed(const std::string& name) {
  const auto found = std::find_if(planFields().begin(), planFields().end(),
                                  [&](const PlanField& f) { return f.name() == name; });
  return found == planFields().end() ? nullptr : &*found;
}

[[noreturn]] void refuse(const std::string& key, const std::string& value,
                         const std::string& allowed) {
  constexpr std::size_t longest = 60;
  throw Error(ErrorCode::PlanValueBad,
              {key, value.size() > longest ? value.substr(0, longest) + "…" : value, allowed});
}

std::string shortJson(const Json& value) {
  return value.dump(-1, ' ', true, Json::error_handler_t::replace);
}

void setField(Plan& plan, const PlanField& f, const std::string& json) {
  if (!f.set(plan, json)) refuse(f.name(), json, f.allowed);
}

std::string textOf(double number) { return Json(number).dump(); }

bool isHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
bool isEngravable(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '-'; }
bool isUid(char c) { return (c >= '0' && c <= '9') || c == '.'; }

// A key written twice would let the reader and the program see different plans.
Json parseWithoutDoubles(std::string_view text, const std::string& name) {
  std::vector<std::set<std::string>> open;
  std::string doubled;
  const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end) open.pop_back();
    if (event == Json::parse_event_t::key && !open.back().insert(parsed.get<std::string>()).second)
      doubled = parsed.get<std::string>();
    return true;
  };
  Json json;
  try {
    json = Json::parse(text, watch);
  } catch (const Json::exception& e) {
    throw Error(ErrorCode::FileDamaged, {name, std::string(e.what())});
  }
  if (!doubled.empty())
    throw Error(ErrorCode::FileDamaged, {name, "the key " + doubled + " is there twice"});
  return json;
}

void checkHeading(const Json& json, const std::string& name) {
  if (!json.is_object() || !json.contains("format"))
    throw Error(ErrorCode::FileDamaged, {name, "not a plan: it has no format number"});
  const Json& format = json["format"];
  if (!format.is_number_integer() || format.get<double>() < 1)
    refuse("format", shortJson(format), "1");
  if (format.get<double>() > planFormat)
    throw Error(ErrorCode::PlanNewer, {format.get<double>(), double(planFormat)});
  if (json.contains("version") && !json["version"].is_string())
    refuse("version", json["version"].dump(), "text");
}

void checkThickness(const Plan& plan) {
  const double floor = plan.vault.minThicknessMm;
  const double least = plan.implant.minThicknessMm, most = plan.implant.maxThicknessMm;
  if (most > 0 && most < floor)
    refuse("implant.maxThicknessMm", textOf(most), "0, or vault.minThicknessMm and more");
  if (most > 0 && least > most)
    refuse("implant.minThicknessMm", textOf(least), "at most implant.maxThicknessMm");
  if (plan.implant.thickness == ThicknessRule::Constant && plan.implant.thicknessMm < floor)
    refuse("implant.thicknessMm", textOf(plan.implant.thicknessMm),
           "vault.minThicknessMm and more");
}

void checkInsertions(const std::vector<InsertionChoice>& choices) {
  std::set<int> defects;
  for (const InsertionChoice& c : choices) {
    if (!defects.insert(c.defect).second)
      refuse("implant.insertions", std::to_string(c.defect), "one direction a defect");
    if (length(c.direction) < 1e-6)
      refuse("implant.insertions", "[0, 0, 0]", "a direction of some length");
  }
}

}  // namespace

std::string planToJson(const Plan& plan) {
  checkPlan(plan);
  Json json{{"format", planFormat}, {"version", BREGMA_VERSION}};
  for (const PlanField& f : planFields()) json[f.section][f.key] = Json::parse(f.json(plan));
  return json.dump(2) + "\n";
}

std::string planSection(const Plan& plan, Step step) {
  std::string section;
  for (const PlanField& f : planFields())
    if (f.section == nameOf(step)) section += f.key + ": " + f.json(plan) + "\n";
  return section;
}

Plan planFromJson(std::string_view text, const std::string& name) {
  const Json json = parseWithoutDoubles(text, name);
  checkHeading(json, name);
  Plan plan;
  for (const auto& [section, keys] : json.items()) {
    if (section == "format" || section == "version") continue;
    if (!stepNamed(section)) throw Error(ErrorCode::PlanKeyUnknown, {section});
    if (!keys.is_object()) refuse(section, shortJson(keys), "a section of keys");
    for (const auto& [key, value] : keys.items()) {
      const PlanField* f = fieldNamed(section + "." + key);
      if (!f) throw Error(ErrorCode::PlanKeyUnknown, {section + "." + key});
      setField(plan, *f, shortJson(value));
    }
  }
  checkPlan(plan);
  return plan;
}

Plan readPlan(const std::filesystem::path& path) {
  std::error_code none;
  const std::uintmax_t size = std::filesystem::file_size(path, none);
  std::ifstream file(path, std::ios::binary);
  if (none || !file) throw Error(ErrorCode::PathMissing, {utf8(path)});
  if (size > largestPlan)
    throw Error(ErrorCode::FileTooLarge, {utf8(path), double(size) / 1e9, largestPlan / 1e9});
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return planFromJson(text, utf8(path));
}

void writePlan(const Plan& plan, const std::filesystem::path& path) {
  writeFileAtomically(path, planToJson(plan));
}

void setPlanValue(Plan& plan, const std::string& key, const std::string& value) {
  const PlanField* f = fieldNamed(key);
  if (!f) throw Error(ErrorCode::PlanKeyUnknown, {key});
  if (f->isText) return setField(plan, *f, shortJson(value));
  if (key == "export.acknowledged" && !value.starts_with('[')) {
    Json names = Json::array();
    std::istringstream list(value);
    for (std::string name; std::getline(list, name, ',');) names.push_back(name);
    return setField(plan, *f, shortJson(names));
  }
  const Json json = Json::parse(value, nullptr, false);
  if (json.is_discarded()) refuse(key, value, f->allowed);
  setField(plan, *f, shortJson(json));
}

void checkPlan(const Plan& plan) {
  Plan copy = plan;
  for (const PlanField& f : planFields()) setField(copy, f, f.json(plan));
  const auto& sha = plan.inputSha256;
  if (!sha.empty() && !(sha.size() == 64 && std::all_of(sha.begin(), sha.end(), isHex)))
    refuse("import.inputSha256", sha, fieldNamed("import.inputSha256")->allowed);
  const auto& uid = plan.import.seriesUid;
  if (uid.size() > 64 || !std::all_of(uid.begin(), uid.end(), isUid))
    refuse("import.seriesUid", uid, fieldNamed("import.seriesUid")->allowed);
  if (!(plan.bone.lowerHu < plan.bone.upperHu))
    refuse("bone.lowerHu", textOf(plan.bone.lowerHu), "less than bone.upperHu");
  checkThickness(plan);
  checkInsertions(plan.implant.insertions);
  const auto& code = plan.implant.engravingCode;
  if (code.size() > 12 || !std::all_of(code.begin(), code.end(), isEngravable))
    refuse("implant.engravingCode", code, fieldNamed("implant.engravingCode")->allowed);
  const ImplantSettings& implant = plan.implant;
  if (implant.holeSpacingMm < 2 * implant.holeDiameterMm)
    refuse("implant.holeSpacingMm", textOf(implant.holeSpacingMm),
           "twice implant.holeDiameterMm and more");
  if (implant.plateWidthMm < implant.seatDiameterMm + 1)
    refuse("implant.plateWidthMm", textOf(implant.plateWidthMm),
           "1 mm more than implant.seatDiameterMm and wider");
}

bool isExportOfCase(const std::filesystem::path& folder) {
  std::error_code failure;
  return folder.filename() == "export" &&
         std::filesystem::exists(folder.parent_path() / "plan.json", failure);
}

std::vector<PlanKey> planKeys() {
  std::vector<PlanKey> keys;
  for (const PlanField& f : planFields())
    keys.push_back({f.name(), f.allowed, f.json(Plan{}), f.kind, f.low, f.high, f.choices});
  return keys;
}

}  // namespace bregma
