#include <cstdio>

#include "training/evaluation.hpp"

namespace bregma {

namespace {

std::string numbered(const char* pattern, int number) {
  char text[32];
  std::snprintf(text, sizeof text, pattern, number);
  return text;
}

}  // namespace

std::vector<BenchmarkDefect> benchmarkDefects(int position) {
  std::vector<BenchmarkDefect> defects;
  int turn = position;
  const auto nextSite = [&] { return allSites[std::size_t(turn++) % allSites.size()]; };
  for (const bool healed : {false, true})
    for (const int mm : {40, 60, 80, 100, 120}) {
      const DefectWish wish{.site = nextSite(), .diameterMm = double(mm), .healed = healed};
      BenchmarkDefect defect{numbered(healed ? "healed-%d" : "clean-%d", mm), {}, wish};
      defect.classes = {defect.name, healed ? "healed" : "clean"};
      const std::string site = "site-" + std::string(nameOf(wish.site));
      defect.classes.push_back(healed ? "healed-" + site : site);
      if (healed && mm >= 60 && mm <= 100) defect.classes.push_back("healed-60to100");
      defects.push_back(std::move(defect));
    }
  for (const MaskKind kind : allMaskKinds) {
    // From 40 to 110 mm, other sizes for other heads.
    const double mm = 40 + (position * 37 + int(kind) * 23) % 71;
    const std::string name = "mask-" + std::string(nameOf(kind));
    defects.push_back({name, {name, "mask"}, {.site = nextSite(), .kind = kind, .diameterMm = mm}});
  }
  for (int percent = 5; percent <= 35; percent += 5) {
    const std::string name = numbered("share-%02d", percent);
    defects.push_back({name, {name, "share"}, {.site = nextSite(), .share = percent / 100.0}});
  }
  return defects;
}

}  // namespace bregma
