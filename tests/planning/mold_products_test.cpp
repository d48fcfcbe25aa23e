#include "planning/mold_products.hpp"

#include <QCoreApplication>
#include <QTest>
#include <map>

#include "tests/planning/phantom_case.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

/// Bone and implant of a shell: only the gauge looks at the bone, and no gauge is made here.
Molds moldsOf(const shapes::ShellImplant& shell, const MoldSettings& settings) {
  Implants implants;
  implants.parts.push_back(shell.make());
  return makeMolds({}, {}, implants, settings);
}

int countOf(const Mold& mold, PrintKind kind) {
  return int(std::ranges::count(mold.parts, kind, &PrintPart::kind));
}

bool hasFinding(const Mold& mold, FindingCode code) {
  return std::ranges::find(mold.findings, code, &Finding::code) != mold.findings.end();
}

}  // namespace

class MoldProductsTest : public QObject {
  Q_OBJECT
  shapes::ShellImplant small_ = [] {
    shapes::ShellImplant shell;
    shell.length = 36, shell.width = 28, shell.columns = 120, shell.rings = 20;
    return shell;
  }();

 private Q_SLOTS:
  void whatThePlanWants() {
    const Mold press = moldsOf(small_, {}).parts.at(0);
    QCOMPARE(press.parts.size(), 2u);
    QCOMPARE(countOf(press, PrintKind::OuterHalf), 1);
    const Mold box = moldsOf(small_, {.pressMold = false, .siliconeTemplate = true}).parts.at(0);
    QCOMPARE(box.parts.size(), 3u);
    QVERIFY(box.outerHalf.empty());
    const Mold none = moldsOf(small_, {.pressMold = false}).parts.at(0);
    QVERIFY(none.parts.empty() && none.findings.empty());
  }

  void everyPartStandsOnAFlatBase() {
    const Molds molds = moldsOf(small_, {.siliconeTemplate = true});
    for (const PrintPart& part : molds.parts.at(0).parts) {
      if (part.kind == PrintKind::Master) continue;
      double low = -1e9, flat = 0;
      for (const Vec3& v : part.mesh.vertices) low = std::max(low, dot(v, part.down));
      for (std::size_t t = 0; t < part.mesh.triangles.size(); ++t)
        if (dot(triangleNormal(part.mesh, t), part.down) > 0.9999) {
          const auto& c = part.mesh.triangles[t];
          const Vec3 &p = part.mesh.vertices[c[0]], &q = part.mesh.vertices[c[1]],
                     &r = part.mesh.vertices[c[2]];
          if (dot(p, part.down) > low - 0.01) flat += length(cross(q - p, r - p)) / 2;
        }
      QVERIFY2(flat > 400, std::string(nameOf(part.kind)).c_str());
    }
  }

  void aSmallBedCutsWhatIsTooLarge() {
    shapes::ShellImplant shell;
    shell.length = 90, shell.width = 60, shell.radius = 90;
    const Mold mold = moldsOf(shell, {.siliconeTemplate = true, .bedMm = 80}).parts.at(0);
    QVERIFY(countOf(mold, PrintKind::OuterHalf) >= 2 && countOf(mold, PrintKind::InnerHalf) >= 2);
    QVERIFY(countOf(mold, PrintKind::Bed) >= 2 && countOf(mold, PrintKind::Frame) >= 2);
    QCOMPARE(countOf(mold, PrintKind::Master), 1);
    QVERIFY(hasFinding(mold, FindingCode::PartSplit));
    QVERIFY(hasFinding(mold, FindingCode::MoldTooLarge));  // the master is 90 mm long
    std::map<PrintKind, int> pieces;
    for (const PrintPart& part : mold.parts) {
      QVERIFY(part.check.printable());
      if (part.kind != PrintKind::Master) QCOMPARE(part.piece, ++pieces[part.kind]);
    }
  }
};

BREGMA_TEST(MoldProductsTest, QCoreApplication);
#include "mold_products_test.moc"
