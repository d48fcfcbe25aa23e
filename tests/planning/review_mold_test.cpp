#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "planning/mold.hpp"
#include "planning/review.hpp"
#include "planning/surface_distance.hpp"
#include "tests/planning/shell_implant.hpp"
#include "tests/room.hpp"

using namespace bregma;
using shapes::ShellImplant;

class ReviewMoldTest : public QObject {
  Q_OBJECT
  const Implant implant_ = ShellImplant{}.make();
  const Mold mold_ = makeMold(implant_, {});

 private Q_SLOTS:
  void aMoldThatFits() {
    const MoldReview review = reviewMold(mold_, implant_.mesh);
    QVERIFY(review.cavityErrorP99Mm < 0.01);
    QVERIFY(review.undercutMm2 < 1);
    QVERIFY(review.separates);
    // The mold carries the same numbers, but for the rounding of the cast to float.
    QVERIFY(std::abs(mold_.review.undercutMm2 - review.undercutMm2) < 0.01);
    QVERIFY(std::abs(mold_.review.cavityErrorP99Mm - review.cavityErrorP99Mm) < 1e-5);
  }

  void aVentIsNoFaultOfTheCavity() {
    // Wider than 1 % of a small part's surface.
    ShellImplant small;
    small.length = 26, small.width = 22;
    MoldSettings vented;
    vented.ventDiameterMm = 4;
    const Implant implant = small.make();
    const Mold mold = makeMold(implant, vented);
    QVERIFY2(mold.review.cavityErrorP99Mm < 0.01, QByteArray::number(mold.review.cavityErrorP99Mm));
    QVERIFY(reviewMold(mold, implant.mesh).cavityErrorP99Mm > 0.1);
  }

  void aMoldOfAnotherImplant() {
    ShellImplant thicker;
    thicker.thickness = 5.3;
    const TriangleMesh other = thicker.make().mesh;
    const MoldReview review = reviewMold(mold_, other);
    QVERIFY(std::abs(review.cavityErrorP99Mm - 0.3) < 0.05);
    QVERIFY(std::abs(SurfaceDistance(implant_.mesh).distance(*review.cavityPlace) - 0.3) < 0.05);
    const auto findings = moldFindings(review, {});
    const auto off = std::ranges::find(findings, FindingCode::CavityOff, &Finding::code);
    QVERIFY(off != findings.end());
    QVERIFY(off->severity == Severity::Stop && off->place == review.cavityPlace);
    QVERIFY(moldFindings(mold_.review, {}).empty());
  }

  void aGrooveIsTrapped() {
    // Around the wall, one row of it: neither half can hold its upper or its lower side.
    const ShellImplant shell;
    Implant grooved = implant_;
    const int row = shell.rings + shell.wallRows / 2;
    for (int c = 0; c < shell.columns; ++c) {
      Vec3& v = grooved.mesh.vertices[1 + (row - 1) * shell.columns + c];
      const Vec3 fromAxis =
          v - shell.apex - grooved.insertion * dot(v - shell.apex, grooved.insertion);
      v = v - normalized(fromAxis) * 0.8;
    }
    const Mold mold = makeMold(grooved, {});
    // One of the two sloping rows, about 0.9 mm wide, all around.
    QVERIFY2(mold.review.undercutMm2 > 60 && mold.review.undercutMm2 < 300,
             QByteArray::number(mold.review.undercutMm2));
    QVERIFY(mold.review.undercutPlace);
    double away = 1e9;
    for (const Vec3& v : grooved.mesh.vertices)
      away = std::min(away, length(v - *mold.review.undercutPlace));
    QVERIFY(away < 1);
    // The finding says the same number.
    const auto found =
        std::find_if(mold.findings.begin(), mold.findings.end(),
                     [](const Finding& f) { return f.code == FindingCode::MoldUndercut; });
    QVERIFY(found != mold.findings.end());
    QCOMPARE(std::get<double>(found->args.at(0)), mold.review.undercutMm2);
    QVERIFY(found->place == mold.review.undercutPlace);
  }

  void halvesThatHookDoNotSeparate() {
    Mold mold = mold_;
    std::swap(mold.outerHalf, mold.innerHalf);
    QVERIFY(!reviewMold(mold, implant_.mesh).separates);
  }

  void withoutAHalfNothingSeparates() {
    Mold mold = mold_;
    mold.outerHalf = {};
    QVERIFY(!reviewMold(mold, implant_.mesh).separates);
  }
};

BREGMA_TEST(ReviewMoldTest, QCoreApplication);
#include "review_mold_test.moc"
