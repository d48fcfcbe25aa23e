#include "model/io/plan_file.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "model/io/write_file.hpp"

namespace bregma {

namespace {

using Json = nlohmann::json;

constexpr std::uintmax_t largestPlan = 64u << 20;

// Thrown while a value is converted; the caller adds key and value.
struct Refused {};

struct Range {
  double low = 0, high = 0;
};

Json toJson(double value) { return value; }
Json toJson(int value) { return value; }
Json toJson(bool value) { return value; }
Json toJson(const std::string& value) { return value; }
Json toJson(VaultMethod value) { return nameOf(value); }
Json toJson(MeshFormat value) { return nameOf(value); }
Json toJson(PlannedSide value) { return nameOf(value); }
Json toJson(const std::vector<FindingCode>& codes) {
  Json list = Json::array();
  for (const FindingCode code : codes) list.push_back(nameOf(code));
  return list;
}
Json toJson(const Vec3& v) { return {v.x, v.y, v.z}; }
Json toJson(const std::vector<Stroke>& strokes) {
  Json list = Json::array();
  for (const Stroke& s : strokes)
    list.push_back({{"add", s.add}, {"centerMm", toJson(s.center)}, {"radiusMm", s.radiusMm}});
  return list;
}

Json toJson(const std::vector<InsertionChoice>& choices) {
  Json list = Json::array();
  for (const InsertionChoice& c : choices)
    list.push_back({{"defect", c.defect}, {"direction", toJson(c.direction)}});
  return list;
}

double numberIn(const Json& json, Range range) {
  if (!json.is_number()) throw Refused{};
  const double value = json.get<double>();
  if (!(value >= range.low && value <= range.high)) throw Refused{};  // NaN too
  return value;
}

void fromJson(const Json& json, Range range, double& value) { value = numberIn(json, range); }
void fromJson(const Json& json, Range range, int& value) {
  const double number = numberIn(json, range);
  if (number != std::floor(number)) throw Refused{};
  value = int(number);
}
void fromJson(const Json& json, Range, bool& value) {
  if (!json.is_boolean()) throw Refused{};
  value = json.get<bool>();
}
void fromJson(const Json& json, Range, std::string& value) {
  if (!json.is_string()) throw Refused{};
  value = json.get<std::string>();
}
void fromJson(const Json& json, Range, VaultMethod& value) {
  const auto method = json.is_string() ? vaultMethodNamed(json.get<std::string>()) : std::nullopt;
  if (!method) throw Refused{};
  value = *method;
}
void fromJson(const Json& json, Range, MeshFormat& value) {
  const auto format = json.is_string() ? meshFormatNamed(json.get<std::string>()) : std::nullopt;
  if (!format) throw Refused{};
  value = *format;
}
void fromJson(const Json& json, Range, PlannedSide& value) {
  const auto side = json.is_string() ? plannedSideNamed(json.get<std::string>()) : std::nullopt;
  if (!side) throw Refused{};
  value = *side;
}
void fromJson(const Json& json, Range, std::vector<FindingCode>& codes) {
  if (!json.is_array()) throw Refused{};
  std::vector<FindingCode> read;
  for (const Json& name : json) {
    const auto code = name.is_string() ? findingNamed(name.get<std::string>()) : std::nullopt;
    if (!code) throw Refused{};
    read.push_back(*code);
  }
  codes = std::move(read);
}
Vec3 vectorIn(const Json& json, Range range) {
  if (!json.is_array() || json.size() != 3) throw Refused{};
  return {numberIn(json[0], range), numberIn(json[1], range), numberIn(json[2], range)};
}
void fromJson(const Json& json, Range radius, std::vector<Stroke>& strokes) {
  constexpr Range anywhere{-5000, 5000};
  if (!json.is_array()) throw Refused{};
  std::vector<Stroke> read;
  for (const Json& s : json) {
    if (!s.is_object() || s.size() != 3 || !s.contains("add") || !s.contains("centerMm") ||
        !s.contains("radiusMm"))
      throw Refused{};
    if (!s["add"].is_boolean()) throw Refused{};
    read.push_back(
        {vectorIn(s["centerMm"], anywhere), numberIn(s["radiusMm"], radius), s["add"].get<bool>()});
  }
  strokes = std::move(read);
}
void fromJson(const Json& json, Range defects, std::vector<InsertionChoice>& choices) {
  if (!json.is_array()) throw Refused{};
  std::vector<InsertionChoice> read;
  for (const Json& c : json) {
    if (!c.is_object() || c.size() != 2 || !c.contains("defect") || !c.contains("direction"))
      throw Refused{};
    InsertionChoice choice;
    fromJson(c["defect"], defects, choice.defect);
    choice.direction = vectorIn(c["direction"], {-1000, 1000});
    const bool twice = std::any_of(read.begin(), read.end(), [&](const InsertionChoice& other) {
      return other.defect == choice.defect;
    });
    if (twice || length(choice.direction) < 1e-6) throw Refused{};
    read.push_back(choice);
  }
  choices = std::move(read);
}

std::string textOf(double number) { return Json(number).dump(); }

template <class T>
std::string allowedFor([[maybe_unused]] Range range) {
  if constexpr (std::is_same_v<T, bool>)
    return "true or false";
  else if constexpr (std::is_same_v<T, int>)
    return "a whole number, " + std::to_string(int(range.low)) + " to " +
           std::to_string(int(range.high));
  else if constexpr (std::is_same_v<T, double>)
    return textOf(range.low) + " to " + textOf(range.high);
  else if constexpr (std::is_same_v<T, VaultMethod>)
    return "network, paper, spline or mirror";
  else if constexpr (std::is_same_v<T, MeshFormat>)
    return "stl, or beside it 3mf, ply or obj";
  else if constexpr (std::is_same_v<T, PlannedSide>)
    return "any, left, right or midline";
  else if constexpr (std::is_same_v<T, std::vector<FindingCode>>)
    return "a list of finding codes";
  else if constexpr (std::is_same_v<T, std::vector<Stroke>>)
    return "a list of {add, centerMm: [x, y, z], radiusMm: " + textOf(range.low) + " to " +
           textOf(range.high) + "}";
  else if constexpr (std::is_same_v<T, std::vector<InsertionChoice>>)
    return "a list of {defect: 1 to " + std::to_string(int(range.high)) +
           ", direction: [x, y, z] from outside to the seat}";
  else
    return "text";
}

template <class T>
PlanKey::Kind kindOf() {
  if constexpr (std::is_same_v<T, bool>)
    return PlanKey::Kind::Switch;
  else if constexpr (std::is_same_v<T, int>)
    return PlanKey::Kind::Whole;
  else if constexpr (std::is_same_v<T, double>)
    return PlanKey::Kind::Number;
  else if constexpr (std::is_enum_v<T>)
    return PlanKey::Kind::Choice;
  else
    return PlanKey::Kind::Other;
}

template <class T>
std::vector<std::string> choicesFor() {
  if constexpr (std::is_same_v<T, VaultMethod>)
    return {"network", "paper", "spline", "mirror"};
  else if constexpr (std::is_same_v<T, MeshFormat>)
    return {"stl", "3mf", "ply", "obj"};
  else if constexpr (std::is_same_v<T, PlannedSide>)
    return {"any", "left", "right", "midline"};
  else if constexpr (std::is_same_v<T, bool>)
    return {"false", "true"};
  else
    return {};
}

struct Field {
  std::string section, key;
  std::string allowed;
  PlanKey::Kind kind;
  Range range;
  std::vector<std::string> choices;
  bool isText;  // taken as it is on the command line
  std::function<Json(const Plan&)> get;
  std::function<void(Plan&, const Json&)> set;

  std::string name() const { return section + "." + key; }
};

template <class Access>
Field field(std::string section, std::string key, Access access, Range range = {},
            std::string allowed = {}) {
  using T = std::remove_cvref_t<decltype(access(std::declval<Plan&>()))>;
  if (allowed.empty()) allowed = allowedFor<T>(range);
  return {std::move(section),
          std::move(key),
          std::move(allowed),
          kindOf<T>(),
          range,
          choicesFor<T>(),
          std::is_same_v<T, std::string> || std::is_enum_v<T>,
          [access](const Plan& plan) { return toJson(access(plan)); },
          [access, range](Plan& plan, const Json& json) { fromJson(json, range, access(plan)); }};
}

#define BREGMA_FIELD(member) \
  [](auto& plan) -> auto& { return plan.member; }

// The one list of what a plan holds, and of what each value may be.
const std::vector<Field>& fields() {
  static const std::vector<Field> all{
      field("import", "inputSha256", BREGMA_FIELD(inputSha256), {}, "64 hexadecimal digits"),
      field("import", "seriesUid", BREGMA_FIELD(import.seriesUid), {},
            "digits and dots, 64 at most"),
      field("bone", "lowerHu", BREGMA_FIELD(bone.lowerHu), {-2000, 20000}),
      field("bone", "upperHu", BREGMA_FIELD(bone.upperHu), {-2000, 32767}),
      field("bone", "storedValues", BREGMA_FIELD(bone.storedValues)),
      field("head", "turnDeg", BREGMA_FIELD(head.turnDeg), {-45, 45}),
      field("head", "tiltDeg", BREGMA_FIELD(head.tiltDeg), {-45, 45}),
      field("head", "nodDeg", BREGMA_FIELD(head.nodDeg), {-45, 45}),
      field("head", "shiftLeftMm", BREGMA_FIELD(head.shiftLeftMm), {-30, 30}),
      field("defect", "minAreaMm2", BREGMA_FIELD(defect.minAreaMm2), {20, 50000}),
      field("defect", "strokes", BREGMA_FIELD(defect.strokes), {0.5, 100}),
      field("vault", "method", BREGMA_FIELD(vault.method)),
      field("vault", "minThicknessMm", BREGMA_FIELD(vault.minThicknessMm), {1, 15}),
      field("implant", "gapMm", BREGMA_FIELD(implant.gapMm), {0, 5}),
      field("implant", "maxThicknessMm", BREGMA_FIELD(implant.maxThicknessMm), {0, 30}),
      field("implant", "lipMm", BREGMA_FIELD(implant.lipMm), {0, 20}),
      field("implant", "voxelMm", BREGMA_FIELD(implant.voxelMm), {0.2, 2}),
      field("implant", "insertions", BREGMA_FIELD(implant.insertions), {1, 99}),
      field("implant", "removeUndercut", BREGMA_FIELD(implant.removeUndercut)),
      field("implant", "taperDeg", BREGMA_FIELD(implant.taperDeg), {0, 15}),
      field("implant", "contourOffsetMm", BREGMA_FIELD(implant.contourOffsetMm), {-3, 3}),
      field("implant", "smoothingIterations", BREGMA_FIELD(implant.smoothingIterations), {0, 100}),
      field("implant", "perforated", BREGMA_FIELD(implant.perforated)),
      field("implant", "holeDiameterMm", BREGMA_FIELD(implant.holeDiameterMm), {1, 6}),
      field("implant", "holeSpacingMm", BREGMA_FIELD(implant.holeSpacingMm), {5, 60}),
      field("implant", "holeRimMm", BREGMA_FIELD(implant.holeRimMm), {1, 40}),
      field("implant", "engraved", BREGMA_FIELD(implant.engraved)),
      field("implant", "engravingCode", BREGMA_FIELD(implant.engravingCode), {},
            "A to Z, 0 to 9 and -, 12 at most"),
      field("implant", "letterMm", BREGMA_FIELD(implant.letterMm), {4, 15}),
      field("mold", "wallMm", BREGMA_FIELD(mold.wallMm), {2, 30}),
      field("mold", "baseMm", BREGMA_FIELD(mold.baseMm), {1, 30}),
      field("mold", "clearanceMm", BREGMA_FIELD(mold.clearanceMm), {0.05, 1}),
      field("mold", "keyCount", BREGMA_FIELD(mold.keyCount), {2, 12}),
      field("mold", "keyDiameterMm", BREGMA_FIELD(mold.keyDiameterMm), {3, 20}),
      field("mold", "channelCount", BREGMA_FIELD(mold.channelCount), {0, 32}),
      field("mold", "channelDiameterMm", BREGMA_FIELD(mold.channelDiameterMm), {1, 6}),
      field("mold", "ventCount", BREGMA_FIELD(mold.ventCount), {0, 8}),
      field("mold", "ventDiameterMm", BREGMA_FIELD(mold.ventDiameterMm), {0.8, 4}),
      field("mold", "prySlotCount", BREGMA_FIELD(mold.prySlotCount), {0, 4}),
      field("mold", "shrinkagePercent", BREGMA_FIELD(mold.shrinkagePercent), {0, 10}),
      field("mold", "removeUndercut", BREGMA_FIELD(mold.removeUndercut)),
      field("mold", "draftDeg", BREGMA_FIELD(mold.draftDeg), {0, 10}),
      field("mold", "pressMold", BREGMA_FIELD(mold.pressMold)),
      field("mold", "siliconeTemplate", BREGMA_FIELD(mold.siliconeTemplate)),
      field("mold", "sprueDiameterMm", BREGMA_FIELD(mold.sprueDiameterMm), {0, 15}),
      field("mold", "fitGauge", BREGMA_FIELD(mold.fitGauge)),
      field("mold", "gaugeWidthMm", BREGMA_FIELD(mold.gaugeWidthMm), {0, 60}),
      field("mold", "bedMm", BREGMA_FIELD(mold.bedMm), {50, 2000}),
      field("export", "format", BREGMA_FIELD(exports.format)),
      field("export", "skull", BREGMA_FIELD(exports.skull)),
      field("export", "laidOut", BREGMA_FIELD(exports.laidOut)),
      field("export", "side", BREGMA_FIELD(exports.side)),
      field("export", "acknowledged", BREGMA_FIELD(acknowledged))};
  return all;
}

#undef BREGMA_FIELD

const Field* fieldNamed(const std::string& name) {
  const auto found = std::find_if(fields().begin(), fields().end(),
                                  [&](const Field& f) { return f.name() == name; });
  return found == fields().end() ? nullptr : &*found;
}

[[noreturn]] void refuse(const std::string& key, const std::string& value,
                         const std::string& allowed) {
  constexpr std::size_t longest = 60;
  throw Error(ErrorCode::PlanValueBad,
              {key, value.size() > longest ? value.substr(0, longest) + "…" : value, allowed});
}

void setField(Plan& plan, const Field& f, const Json& value) {
  try {
    f.set(plan, value);
  } catch (const Refused&) {
    refuse(f.name(), value.dump(-1, ' ', true, Json::error_handler_t::replace), f.allowed);
  }
}

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
    refuse("format", format.dump(-1, ' ', true, Json::error_handler_t::replace), "1");
  if (format.get<double>() > planFormat)
    throw Error(ErrorCode::PlanNewer, {format.get<double>(), double(planFormat)});
  if (json.contains("version") && !json["version"].is_string())
    refuse("version", json["version"].dump(), "text");
}

}  // namespace

std::string planToJson(const Plan& plan) {
  checkPlan(plan);
  Json json{{"format", planFormat}, {"version", BREGMA_VERSION}};
  for (const Field& f : fields()) json[f.section][f.key] = f.get(plan);
  return json.dump(2) + "\n";
}

std::string planSection(const Plan& plan, Step step) {
  Json section = Json::object();
  for (const Field& f : fields())
    if (f.section == nameOf(step)) section[f.key] = f.get(plan);
  return section.dump();
}

Plan planFromJson(std::string_view text, const std::string& name) {
  const Json json = parseWithoutDoubles(text, name);
  checkHeading(json, name);
  Plan plan;
  for (const auto& [section, keys] : json.items()) {
    if (section == "format" || section == "version") continue;
    if (!stepNamed(section)) throw Error(ErrorCode::PlanKeyUnknown, {section});
    if (!keys.is_object()) refuse(section, keys.dump(-1, ' ', true), "a section of keys");
    for (const auto& [key, value] : keys.items()) {
      const Field* f = fieldNamed(section + "." + key);
      if (!f) throw Error(ErrorCode::PlanKeyUnknown, {section + "." + key});
      setField(plan, *f, value);
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
  const Field* f = fieldNamed(key);
  if (!f) throw Error(ErrorCode::PlanKeyUnknown, {key});
  if (f->isText) return setField(plan, *f, value);
  if (key == "export.acknowledged" && !value.starts_with('[')) {
    Json names = Json::array();
    std::istringstream list(value);
    for (std::string name; std::getline(list, name, ',');) names.push_back(name);
    return setField(plan, *f, names);
  }
  const Json json = Json::parse(value, nullptr, false);
  if (json.is_discarded()) refuse(key, value, f->allowed);
  setField(plan, *f, json);
}

void checkPlan(const Plan& plan) {
  Plan copy = plan;
  for (const Field& f : fields()) setField(copy, f, f.get(plan));
  const auto& sha = plan.inputSha256;
  if (!sha.empty() && !(sha.size() == 64 && std::all_of(sha.begin(), sha.end(), isHex)))
    refuse("import.inputSha256", sha, fieldNamed("import.inputSha256")->allowed);
  const auto& uid = plan.import.seriesUid;
  if (uid.size() > 64 || !std::all_of(uid.begin(), uid.end(), isUid))
    refuse("import.seriesUid", uid, fieldNamed("import.seriesUid")->allowed);
  if (!(plan.bone.lowerHu < plan.bone.upperHu))
    refuse("bone.lowerHu", textOf(plan.bone.lowerHu), "less than bone.upperHu");
  const double most = plan.implant.maxThicknessMm;
  if (most > 0 && most < plan.vault.minThicknessMm)
    refuse("implant.maxThicknessMm", textOf(most), "0, or vault.minThicknessMm and more");
  const auto& code = plan.implant.engravingCode;
  if (code.size() > 12 || !std::all_of(code.begin(), code.end(), isEngravable))
    refuse("implant.engravingCode", code, fieldNamed("implant.engravingCode")->allowed);
  if (plan.implant.holeSpacingMm < 2 * plan.implant.holeDiameterMm)
    refuse("implant.holeSpacingMm", textOf(plan.implant.holeSpacingMm),
           "twice implant.holeDiameterMm and more");
}

std::vector<PlanKey> planKeys() {
  std::vector<PlanKey> keys;
  for (const Field& f : fields())
    keys.push_back(
        {f.name(), f.allowed, f.get(Plan{}).dump(), f.kind, f.range.low, f.range.high, f.choices});
  return keys;
}

}  // namespace bregma
