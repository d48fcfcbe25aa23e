#include "model/io/plan_fields.hpp"

#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

namespace bregma {

namespace {

using Json = nlohmann::json;

// Thrown while a value is converted.
struct Refused {};

struct Range {
  double low = 0, high = 0;
};
constexpr Range anywhere{-5000, 5000};

template <class T>
concept Enumeration = std::is_enum_v<T>;

/// One key of an object in a list.
template <class T, class M>
struct Member {
  const char* key;
  M T::*place;
  Range range = {};
};
template <class T, class M>  // Clang before 17 does not deduce those of aggregates
Member(const char*, M T::*, Range = {}) -> Member<T, M>;

// The objects that lists of the plan hold: every key must be there, and no other.
constexpr auto membersOf(const Stroke&) {
  return std::tuple{Member{"add", &Stroke::add}, Member{"centerMm", &Stroke::center, anywhere},
                    Member{"radiusMm", &Stroke::radiusMm, {0.5, 100}}};
}
constexpr auto membersOf(const BlendStroke&) {
  return std::tuple{Member{"centerMm", &BlendStroke::center, anywhere},
                    Member{"radiusMm", &BlendStroke::radiusMm, {2, 150}},
                    Member{"share", &BlendStroke::share, {0, 1}}};
}
constexpr auto membersOf(const InsertionChoice&) {
  return std::tuple{Member{"defect", &InsertionChoice::defect, {1, 99}},
                    Member{"direction", &InsertionChoice::direction, {-1000, 1000}}};
}
constexpr auto membersOf(const GapRegion&) {
  return std::tuple{Member{"centerMm", &GapRegion::center, anywhere},
                    Member{"radiusMm", &GapRegion::radiusMm, {2, 150}},
                    Member{"gapMm", &GapRegion::gapMm, {0, 5}}};
}
constexpr auto membersOf(const SculptStroke&) {
  return std::tuple{Member{"tool", &SculptStroke::tool}, Member{"side", &SculptStroke::side},
                    Member{"centerMm", &SculptStroke::center, anywhere},
                    Member{"radiusMm", &SculptStroke::radiusMm, {2, 60}},
                    Member{"strengthMm", &SculptStroke::strengthMm, {0.05, 10}}};
}
constexpr auto membersOf(const HolePlace&) {
  return std::tuple{Member{"centerMm", &HolePlace::center, anywhere},
                    Member{"diameterMm", &HolePlace::diameterMm, {1, 6}}};
}

Json toJson(double value) { return value; }
Json toJson(int value) { return value; }
Json toJson(bool value) { return value; }
Json toJson(const std::string& value) { return value; }
template <Enumeration T>
Json toJson(T value) {
  return nameOf(value);
}
Json toJson(const Vec3& v) { return {v.x, v.y, v.z}; }
template <class T>
requires std::is_class_v<T> Json toJson(const T& object) {
  Json json = Json::object();
  std::apply([&](const auto&... m) { ((json[m.key] = toJson(object.*m.place)), ...); },
             membersOf(object));
  return json;
}
template <class T>
Json toJson(const std::vector<T>& values) {
  Json list = Json::array();
  for (const T& value : values) list.push_back(toJson(value));
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
template <Enumeration T>
void fromJson(const Json& json, Range, T& value) {
  if (!json.is_string()) throw Refused{};
  std::optional<T> found;
  if constexpr (std::is_same_v<T, FindingCode>)
    found = findingNamed(json.get<std::string>());
  else
    found = named<T>(json.get<std::string>());
  if (!found) throw Refused{};
  value = *found;
}
void fromJson(const Json& json, Range range, Vec3& value) {
  if (!json.is_array() || json.size() != 3) throw Refused{};
  value = {numberIn(json[0], range), numberIn(json[1], range), numberIn(json[2], range)};
}
template <class T>
requires std::is_class_v<T>
void fromJson(const Json& json, Range, T& object) {
  const auto read = [&](const auto& m) {
    if (!json.contains(m.key)) throw Refused{};
    fromJson(json[m.key], m.range, object.*m.place);
  };
  std::apply(
      [&](const auto&... m) {
        if (!json.is_object() || json.size() != sizeof...(m)) throw Refused{};
        (read(m), ...);
      },
      membersOf(object));
}
template <class T>
void fromJson(const Json& json, Range range, std::vector<T>& values) {
  if (!json.is_array()) throw Refused{};
  std::vector<T> read(json.size());
  for (std::size_t i = 0; i < read.size(); ++i) fromJson(json[i], range, read[i]);
  values = std::move(read);
}

std::string textOf(double number) {
  return number == std::floor(number) ? std::to_string(long(number)) : Json(number).dump();
}

template <Enumeration T>
std::vector<std::string> namesOf() {
  std::vector<std::string> names;
  for (int i = 0; !nameOf(T(i)).empty(); ++i) names.emplace_back(nameOf(T(i)));
  return names;
}

template <class T>
struct Allowed;
template <>
struct Allowed<bool> {
  static std::string words(Range) { return "true or false"; }
};
template <>
struct Allowed<int> {
  static std::string words(Range range) {
    return "a whole number, " + std::to_string(int(range.low)) + " to " +
           std::to_string(int(range.high));
  }
};
template <>
struct Allowed<double> {
  static std::string words(Range range) { return textOf(range.low) + " to " + textOf(range.high); }
};
template <>
struct Allowed<std::string> {
  static std::string words(Range) { return "text"; }
};
template <>
struct Allowed<Vec3> {
  static std::string words(Range) { return "[x, y, z]"; }
};
template <Enumeration T>
struct Allowed<T> {
  static std::string words(Range) {
    const std::vector<std::string> names = namesOf<T>();
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
      text += (i == 0 ? "" : i + 1 == names.size() ? " or " : ", ") + names[i];
    return text;
  }
};
template <>
struct Allowed<FindingCode> {
  static std::string words(Range) { return "finding codes"; }
};
template <class T>
struct Allowed {
  static std::string words(Range) {
    std::string text;
    const auto add = [&]<class M>(const Member<T, M>& m) {
      text += (text.empty() ? "{" : ", ") + std::string(m.key) + ": " + Allowed<M>::words(m.range);
    };
    std::apply([&](const auto&... m) { (add(m), ...); }, membersOf(T{}));
    return text + "}";
  }
};
template <class T>
struct Allowed<std::vector<T>> {
  static std::string words(Range range) { return "a list of " + Allowed<T>::words(range); }
};

template <class T>
PlanKey::Kind kindOf() {
  using Kind = PlanKey::Kind;
  if constexpr (std::is_same_v<T, bool>) return Kind::Switch;
  if constexpr (std::is_same_v<T, int>) return Kind::Whole;
  if constexpr (std::is_same_v<T, double>) return Kind::Number;
  return Enumeration<T> ? Kind::Choice : Kind::Other;
}

template <class T>
std::vector<std::string> choicesFor() {
  if constexpr (Enumeration<T>)
    return namesOf<T>();
  else if constexpr (std::is_same_v<T, bool>)
    return {"false", "true"};
  else
    return {};
}

template <class Access>
PlanField field(std::string section, std::string key, Access access, Range range = {},
                std::string allowed = {}) {
  using T = std::remove_cvref_t<decltype(access(std::declval<Plan&>()))>;
  if (allowed.empty()) allowed = Allowed<T>::words(range);
  return {std::move(section),
          std::move(key),
          std::move(allowed),
          kindOf<T>(),
          range.low,
          range.high,
          choicesFor<T>(),
          std::is_same_v<T, std::string> || Enumeration<T>,
          [access](const Plan& plan) {
            return toJson(access(plan)).dump(-1, ' ', true, Json::error_handler_t::replace);
          },
          [access, range](Plan& plan, const std::string& text) {
            T value{};
            try {
              fromJson(Json::parse(text), range, value);
            } catch (const Refused&) {
              return false;
            }
            access(plan) = std::move(value);
            return true;
          }};
}

#define BREGMA_FIELD(member) \
  [](auto& plan) -> auto& { return plan.member; }

}  // namespace

const std::vector<PlanField>& planFields() {
  static const std::vector<PlanField> all{
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
      field("defect", "strokes", BREGMA_FIELD(defect.strokes)),
      field("vault", "method", BREGMA_FIELD(vault.method)),
      field("vault", "minThicknessMm", BREGMA_FIELD(vault.minThicknessMm), {1, 15}),
      field("vault", "blendWith", BREGMA_FIELD(vault.blendWith)),
      field("vault", "blendShare", BREGMA_FIELD(vault.blendShare), {0, 1}),
      field("vault", "blendStrokes", BREGMA_FIELD(vault.blendStrokes)),
      field("implant", "gapMm", BREGMA_FIELD(implant.gapMm), {0, 5}),
      field("implant", "gapRegions", BREGMA_FIELD(implant.gapRegions)),
      field("implant", "keepIslands", BREGMA_FIELD(implant.keepIslands)),
      field("implant", "thickness", BREGMA_FIELD(implant.thickness)),
      field("implant", "thicknessMm", BREGMA_FIELD(implant.thicknessMm), {1, 30}),
      field("implant", "minThicknessMm", BREGMA_FIELD(implant.minThicknessMm), {0, 30}),
      field("implant", "maxThicknessMm", BREGMA_FIELD(implant.maxThicknessMm), {0, 30}),
      field("implant", "lipMm", BREGMA_FIELD(implant.lipMm), {0, 20}),
      field("implant", "voxelMm", BREGMA_FIELD(implant.voxelMm), {0.2, 2}),
      field("implant", "insertions", BREGMA_FIELD(implant.insertions)),
      field("implant", "removeUndercut", BREGMA_FIELD(implant.removeUndercut)),
      field("implant", "taperDeg", BREGMA_FIELD(implant.taperDeg), {0, 15}),
      field("implant", "contourOffsetMm", BREGMA_FIELD(implant.contourOffsetMm), {-3, 3}),
      field("implant", "filletMm", BREGMA_FIELD(implant.filletMm), {0, 5}),
      field("implant", "temporal", BREGMA_FIELD(implant.temporal)),
      field("implant", "temporalGapMm", BREGMA_FIELD(implant.temporalGapMm), {0, 10}),
      field("implant", "temporalBulkMm", BREGMA_FIELD(implant.temporalBulkMm), {0, 8}),
      field("implant", "strokes", BREGMA_FIELD(implant.strokes)),
      field("implant", "smoothing", BREGMA_FIELD(implant.smoothing)),
      field("implant", "smoothingIterations", BREGMA_FIELD(implant.smoothingIterations), {0, 100}),
      field("implant", "perforated", BREGMA_FIELD(implant.perforated)),
      field("implant", "holeDiameterMm", BREGMA_FIELD(implant.holeDiameterMm), {1, 6}),
      field("implant", "holeSpacingMm", BREGMA_FIELD(implant.holeSpacingMm), {5, 60}),
      field("implant", "holeRimMm", BREGMA_FIELD(implant.holeRimMm), {1, 40}),
      field("implant", "holes", BREGMA_FIELD(implant.holes)),
      field("implant", "seats", BREGMA_FIELD(implant.seats)),
      field("implant", "seatCount", BREGMA_FIELD(implant.seatCount), {1, 24}),
      field("implant", "seatDiameterMm", BREGMA_FIELD(implant.seatDiameterMm), {1, 4}),
      field("implant", "seatRimMm", BREGMA_FIELD(implant.seatRimMm), {1, 15}),
      field("implant", "plateWidthMm", BREGMA_FIELD(implant.plateWidthMm), {2, 12}),
      field("implant", "plateDepthMm", BREGMA_FIELD(implant.plateDepthMm), {0.3, 3}),
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
      field("export", "format", BREGMA_FIELD(exports.format), {},
            "stl, or beside it 3mf, ply or obj"),
      field("export", "skull", BREGMA_FIELD(exports.skull)),
      field("export", "laidOut", BREGMA_FIELD(exports.laidOut)),
      field("export", "side", BREGMA_FIELD(exports.side)),
      field("export", "acknowledged", BREGMA_FIELD(acknowledged))};
  return all;
}

#undef BREGMA_FIELD

}  // namespace bregma
