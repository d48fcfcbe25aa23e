// Random plans on random heads, from the scan to the files: every part that is written is closed,
// and every refusal says what and where.
//
// The ordinary run takes 50 plans on coarse phantoms. BREGMA_SOAK=0-999 takes those seeds on finer
// grids and, where the data is there, on SkullFix heads too; BREGMA_SOAK_LOG names a file that
// gets a line for each seed as it begins and as it ends, so that a soak can be taken up again;
// heads and plans that failed are kept beside it.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "model/io/dicom_write.hpp"
#include "model/io/image_file.hpp"
#include "model/io/stl.hpp"
#include "model/phantom.hpp"
#include "planning/case.hpp"
#include "tests/planning/random_plan.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

constexpr int plansAHead = 5;

struct Soak {
  int first = 0, last = 49;
  bool fine = false;
};

Soak soakOf(const QByteArray& range) {
  if (range.isEmpty()) return {};
  const QList<QByteArray> ends = range.split('-');
  return {ends.first().toInt(), ends.last().toInt(), true};
}

fs::path skullFix(int head) {
  char name[32];
  std::snprintf(name, sizeof name, "%03d.nrrd", head);
  return fs::path(BREGMA_SHARED) / "data/skullfix/complete_skull" / name;
}

/// A whole skull less a ball somewhere on its upper half.
fs::path holedSkull(Dice& dice, const fs::path& complete, const fs::path& folder) {
  const MaskFile mask = readMask(complete);
  std::vector<std::uint8_t> voxels(mask.voxels.begin(), mask.voxels.end());
  const auto& size = mask.geometry.size;
  const auto place = [&](int i, int j, int k) {
    return mask.geometry.toPatient({double(i), double(j), double(k)});
  };
  const auto at = [&](int i, int j, int k) { return (std::size_t(k) * size[1] + j) * size[0] + i; };
  std::vector<Vec3> upper;  // some of the bone's voxels
  double low = 1e9, high = -1e9;
  for (const bool look : {true, false})
    for (int k = 0; k < size[2]; k += 3)
      for (int j = 0; j < size[1]; j += 3)
        for (int i = 0; i < size[0]; i += 3) {
          if (!voxels[at(i, j, k)]) continue;
          const Vec3 p = place(i, j, k);
          if (look)
            low = std::min(low, p.z), high = std::max(high, p.z);
          else if (p.z > high - 70)
            upper.push_back(p);
        }
  const Vec3 center = upper[std::size_t(dice.whole(0, int(upper.size()) - 1))];
  const double radius = dice.between(15, 65);
  for (int k = 0; k < size[2]; ++k)
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i)
        if (voxels[at(i, j, k)] && length(place(i, j, k) - center) < radius)
          voxels[at(i, j, k)] = 0;
  const fs::path path = folder / "head.nrrd";
  writeMaskNrrd(path, mask.geometry, voxels);
  return path;
}

fs::path holedPhantom(Dice& dice, bool fine, const fs::path& folder) {
  PhantomSettings s;
  s.semiAxes = {dice.between(65, 80), dice.between(82, 100), dice.between(75, 92)};
  s.innerScale = dice.between(0.90, 0.945);
  const double spacing = fine ? dice.between(1, 2) : dice.between(2, 2.6);
  s.spacing = {spacing, spacing, fine ? dice.between(0.8, 2) : spacing};
  const double turn = dice.between(0, 6.283), up = dice.between(0.25, 1);
  s.holeAxis = {std::sqrt(1 - up * up) * std::cos(turn), std::sqrt(1 - up * up) * std::sin(turn),
                up};
  s.holeHalfAngleDeg = dice.between(10, 44);  // 30 to 130 mm across
  s.couch = dice.chance(0.3);
  writeDicom(folder / "head", phantomVolume(s));
  return folder / "head";
}

std::string textOf(const Arg& arg) {
  if (const auto* number = std::get_if<double>(&arg)) return std::to_string(*number);
  return std::get<std::string>(arg);
}

/// What became of one plan.
struct Outcome {
  enum class Kind { Made, Refused, Failed } kind = Kind::Made;
  std::string words;
};

/// Refusals that are an answer; a cut that does not work is none.
bool isAnAnswer(ErrorCode code) {
  return code != ErrorCode::BooleanFailed && code != ErrorCode::MeshNotClosed;
}

/// Refusals that are about a place of the head.
bool hasToHaveAPlace(ErrorCode code) {
  return code == ErrorCode::ImplantEmpty || code == ErrorCode::WrongSide ||
         code == ErrorCode::StopFinding;
}

/// A stop finding with its place holds the mold back until a person has looked: no complaint.
bool isHeldBack(const Mold& mold, FindingCode code) {
  return std::ranges::any_of(mold.findings, [&](const Finding& finding) {
    return finding.code == code && finding.severity == Severity::Stop && finding.place;
  });
}

std::string complaintAbout(const Case& c) {
  int parts = 0;
  for (const ExportedFile& file : c.exported()->files) {
    const fs::path path = c.folder() / file.path;
    if (!fs::exists(path) || fs::file_size(path) == 0) return "empty " + file.path.string();
    if (path.extension() != ".stl") continue;
    ++parts;
    const MeshCheck check = checkMesh(readStl(path));
    if (!check.printable()) return "not printable: " + file.path.string();
  }
  const MoldSettings& mold = c.plan().mold;
  const int implants = int(c.implants()->parts.size());
  if (parts < implants * (1 + 2 * mold.pressMold + 3 * mold.siliconeTemplate + mold.fitGauge))
    return "parts are missing";
  for (const Implant& implant : c.implants()->parts)
    if (implant.review.overlapMm3 > 0.01 * implant.review.volumeMm3)
      return "implant in bone: " + std::to_string(implant.review.overlapMm3) + " mm3";
  for (const Mold& m : c.molds()->parts) {
    if (!mold.pressMold) continue;
    if (!m.review.separates && !isHeldBack(m, FindingCode::HalvesBlocked))
      return "halves do not separate: " + std::to_string(m.review.stoppedMm) + " mm";
    const bool fromVolume = std::ranges::any_of(m.findings, [](const Finding& finding) {
      return finding.code == FindingCode::BooleanRetried &&
             std::get<std::string>(finding.args[1]) == "volume";
    });
    if (m.review.cavityErrorP99Mm > (fromVolume ? 0.15 : 0.1) &&
        !isHeldBack(m, FindingCode::CavityOff))
      return "cavity is off: " + std::to_string(m.review.cavityErrorP99Mm) + " mm";
  }
  return {};
}

Outcome outcomeOf(Case& c) {
  try {
    c.run(Step::Mold);
    Plan plan = c.plan();
    for (const Finding& finding : c.unacknowledged()) plan.acknowledged.push_back(finding.code);
    c.setPlan(plan);
    c.run(Step::Export);
    const std::string complaint = complaintAbout(c);
    if (!complaint.empty()) return {Outcome::Kind::Failed, complaint};
    std::ostringstream words;
    words << c.exported()->files.size() << " files";
    for (const Implant& i : c.implants()->parts)
      words << ", " << i.review.largestDimensionMm << " mm";
    for (const Mold& m : c.molds()->parts)
      for (const FindingCode code : {FindingCode::HalvesBlocked, FindingCode::CavityOff})
        if (isHeldBack(m, code)) words << ", " << nameOf(code);
    return {Outcome::Kind::Made, words.str()};
  } catch (const Error& error) {
    std::string words(nameOf(error.code));
    for (const Arg& arg : error.args) words += " | " + textOf(arg);
    if (!isAnAnswer(error.code)) return {Outcome::Kind::Failed, words};
    if (hasToHaveAPlace(error.code) && !error.place)
      return {Outcome::Kind::Failed, words + " without a place"};
    return {Outcome::Kind::Refused, words};
  } catch (const std::exception& bug) {
    return {Outcome::Kind::Failed, std::string("exception: ") + bug.what()};
  }
}

}  // namespace

class SoakTest : public QObject {
  Q_OBJECT
  const Soak soak_ = soakOf(qgetenv("BREGMA_SOAK"));
  QTemporaryDir folder_;

  static void log(const std::string& line) {
    const QByteArray path = qgetenv("BREGMA_SOAK_LOG");
    if (!path.isEmpty()) std::ofstream(path.constData(), std::ios::app) << line << std::endl;
  }

  static void keep(int seed, const fs::path& head, const Plan& plan) {
    const QByteArray path = qgetenv("BREGMA_SOAK_LOG");
    if (path.isEmpty()) return;
    const fs::path folder = path.toStdString() + "-failed-" + std::to_string(seed);
    fs::create_directories(folder);
    fs::copy(head, folder / head.filename(),
             fs::copy_options::recursive | fs::copy_options::overwrite_existing);
    writePlan(plan, folder / "plan.json");
  }

  fs::path headOf(int group) const {
    Dice dice(7919ull * std::uint64_t(group) + 1);
    const fs::path folder = fs::path(folder_.path().toStdString()) / std::to_string(group);
    fs::create_directories(folder);
    const fs::path complete = skullFix(group / 5 % 80);
    if (soak_.fine && group % 5 == 4 && fs::exists(complete))
      return holedSkull(dice, complete, folder);
    return holedPhantom(dice, soak_.fine, folder);
  }

 private Q_SLOTS:
  void everyPartIsClosedAndEveryRefusalSaysWhere() {
    std::map<Outcome::Kind, int> count;
    QStringList failures;
    fs::path head;
    Case c;
    DrawSettings draw;
    if (!soak_.fine) draw.finestVoxelMm = 1.2;
    for (int seed = soak_.first; seed <= soak_.last; ++seed) {
      Dice dice(104729ull * std::uint64_t(seed) + 5);
      Plan plan = randomPlan(dice, draw);
      // Fine grids take most of the time: a soak draws all sizes, the ordinary run coarse ones.
      plan.implant.voxelMm = soak_.fine ? dice.between(draw.finestVoxelMm, 2)
                                        : std::max(plan.implant.voxelMm, draw.finestVoxelMm);
      if (seed % plansAHead == 0 || head.empty()) {
        if (!head.empty()) fs::remove_all(head.parent_path());
        head = headOf(seed / plansAHead);
        c = Case(head, plan);
      }
      c.setPlan(plan);
      const fs::path out = head.parent_path() / "case";
      c.setFolder(out);
      log("seed " + std::to_string(seed) + " begins");
      QElapsedTimer timer;
      timer.start();
      const Outcome outcome = outcomeOf(c);
      fs::remove_all(out);
      ++count[outcome.kind];
      constexpr std::array names{"made", "refused", "FAILED"};
      const std::string line = "seed " + std::to_string(seed) + " " +
                               names[std::size_t(outcome.kind)] + ": " + outcome.words + " (" +
                               std::to_string(timer.elapsed()) + " ms)";
      log(line);
      std::fprintf(stderr, "%s\n", line.c_str());
      if (outcome.kind == Outcome::Kind::Failed) {
        failures << QString::fromStdString(line);
        keep(seed, head, plan);
      }
    }
    QVERIFY2(failures.isEmpty(), qPrintable(failures.join('\n')));
    // Most plans give parts: limits that refuse everything would prove nothing.
    const int plans = soak_.last - soak_.first + 1;
    if (plans >= 20)
      QVERIFY2(count[Outcome::Kind::Made] > 0.7 * plans,
               QByteArray::number(count[Outcome::Kind::Made]));
  }
};

QTEST_GUILESS_MAIN(SoakTest)
#include "soak_test.moc"
