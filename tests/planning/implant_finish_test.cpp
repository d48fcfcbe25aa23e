#include "planning/implant_finish.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "planning/rim_seats.hpp"
#include "tests/planning/curved_plate.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using shapes::CurvedPlate;

namespace {

bool tells(const Implant& implant, FindingCode code) {
  return std::ranges::any_of(implant.findings, [&](const Finding& f) { return f.code == code; });
}

// A frame that lies flat beyond the rim, one limb of it in the way of the first pocket.
TriangleMesh limbInTheWay(const CurvedPlate& plate, const ImplantSettings& settings) {
  const auto seats = rimSeats(plate.side(), plate.outward, settings);
  const Pocket& pocket = seats->pockets.front();
  TriangleMesh limb = minus(shapes::box({-1, 0, 0.5}, {1, 12, 2}),
                            shapes::box({-0.5, 0.5, 0}, {0.5, 11.5, 3}), "a frame");
  const Mat3 turn{{pocket.along, cross(pocket.up, pocket.along), pocket.up}};
  for (Vec3& v : limb.vertices)
    v = pocket.behind + pocket.along * (pocket.lengthMm - 1.5) + turn * v;
  return limb;
}

}  // namespace

class ImplantFinishTest : public QObject {
  Q_OBJECT
  const ImplantSettings plates_{.perforated = true, .seats = SeatKind::Plate};

 private Q_SLOTS:
  void seatsComeBeforeTheHolesOfThePattern() {
    CurvedPlate plate;
    const double solidMm3 = volumeMm3(plate.implant.mesh);
    finishImplant(plate.implant, {}, plate.frame, plates_);
    const ImplantReview& review = plate.implant.review;
    QVERIFY(plate.implant.findings.empty());
    QCOMPARE(review.seats, plates_.seatCount);
    QVERIFY(review.holes > 5);
    QVERIFY(checkMesh(plate.implant.cut).printable());
    QCOMPARE(tunnelsThrough(plate.implant.cut), review.seats + review.holes);
    QVERIFY(std::abs(review.volumeMm3 - volumeMm3(plate.implant.cut)) < 1e-6);
    QVERIFY(review.volumeMm3 < 0.99 * solidMm3);
  }

  void withoutRoomForSeatsTheHolesAreMade() {
    CurvedPlate plate;
    append(plate.implant.mesh, limbInTheWay(plate, plates_));
    QVERIFY(rimSeats(plate.side(), plate.outward, plates_));
    finishImplant(plate.implant, {}, plate.frame, plates_);
    const ImplantReview& review = plate.implant.review;
    QVERIFY(tells(plate.implant, FindingCode::NoRoomForSeats));
    QCOMPARE(review.seats, 0);
    QVERIFY(review.holes > 5);
    QCOMPARE(tunnelsThrough(plate.implant.cut) - tunnelsThrough(plate.implant.mesh), review.holes);
  }

  void nothingAskedIsNothingCut() {
    CurvedPlate plate;
    QVERIFY(finishImplant(plate.implant, {}, plate.frame, {}).empty());
    QVERIFY(plate.implant.cut.empty() && plate.implant.findings.empty());
  }

  void tellsWhichPlacedHolesWereMade() {
    CurvedPlate plate;
    const Vec3 top = plate.frame.center + plate.outward * 75;
    ImplantSettings settings;
    settings.holes = {
        {top, 3}, {top + Vec3{0, 0, 500}, 3}, {top, 3}};  // made; beside the part; taken
    const auto made = finishImplant(plate.implant, {}, plate.frame, settings);
    QVERIFY(made == std::vector<std::size_t>{0});
    QCOMPARE(tunnelsThrough(plate.implant.cut), 1);
  }
};

BREGMA_TEST(ImplantFinishTest, QCoreApplication);
#include "implant_finish_test.moc"
