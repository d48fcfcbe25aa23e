#include "planning/rim_seats.hpp"

#include <QCoreApplication>
#include <QTest>

#include "planning/mesh_boolean.hpp"
#include "planning/mesh_check.hpp"
#include "tests/planning/curved_plate.hpp"
#include "tests/room.hpp"
#include "tests/shapes.hpp"

using namespace bregma;
using shapes::CurvedPlate;

class RimSeatsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void liesEvenlyAlongTheRim() {
    const CurvedPlate plate;
    const ImplantSettings settings{.seats = SeatKind::Suture, .seatCount = 8, .seatRimMm = 5};
    const auto seats = rimSeats(plate.side(), plate.outward, settings);
    QVERIFY(seats && seats->holes.size() == 8 && seats->pockets.empty());
    double least = 1e9, most = 0;
    for (std::size_t i = 0; i < 8; ++i) {
      QVERIFY2(std::abs(seats->holes[i].toRimMm - 5) < 0.2,
               qPrintable(QString::number(seats->holes[i].toRimMm)));
      const double apart = length(seats->holes[i].place - seats->holes[(i + 1) % 8].place);
      least = std::min(least, apart);
      most = std::max(most, apart);
    }
    QVERIFY(most - least < 0.5);
    // A chord of the eighth of a circle is shorter than its arc by 2.6 %.
    QVERIFY2(std::abs(least / seats->spacingMm - 0.974) < 0.01,
             qPrintable(QString::number(least / seats->spacingMm)));
    for (const HoleSeat& hole : seats->holes)
      QVERIFY(hole.place.z <= seats->holes[0].place.z + 1e-9);
  }

  void sutureHolesGoThrough() {
    const CurvedPlate plate;
    const ImplantSettings settings{.seats = SeatKind::Suture, .seatDiameterMm = 1.5};
    const auto seats = rimSeats(plate.side(), plate.outward, settings);
    QVERIFY(seats);
    const TriangleMesh cut = perforated(plate.implant.mesh, seats->holes);
    QVERIFY(checkMesh(cut).printable());
    QCOMPARE(tunnelsThrough(cut), settings.seatCount);
    const double gone = volumeMm3(plate.implant.mesh) - volumeMm3(cut);
    const double expected = settings.seatCount * std::numbers::pi * 0.75 * 0.75 * 5;
    QVERIFY2(std::abs(gone / expected - 1) < 0.05, qPrintable(QString::number(gone / expected)));
  }

  void pocketsAreAsDeepAsSetAndRunOut() {
    const CurvedPlate plate;
    const ImplantSettings settings{.seats = SeatKind::Plate, .plateDepthMm = 1.2};
    const auto seats = rimSeats(plate.side(), plate.outward, settings);
    QVERIFY(seats && seats->pockets.size() == 6);
    const auto cut = withPockets(perforated(plate.implant.mesh, seats->holes), seats->pockets);
    QVERIFY(cut && checkMesh(*cut).printable());
    QCOMPARE(tunnelsThrough(*cut), 6);
    const SurfaceDistance whole(plate.implant.mesh), part(*cut);
    for (std::size_t i = 0; i < 6; ++i) {
      const Pocket& pocket = seats->pockets[i];
      // Beside the hole the floor lies 1.2 mm below the hole's mouth.
      const Vec3 across = cross(pocket.up, pocket.along);
      const Vec3 beside = seats->holes[i].place + across * 2;
      const auto floor = part.ray(beside + pocket.up * 10, -pocket.up);
      QVERIFY(floor && std::abs(floor->distance - 11.2) < 0.05);
      // Past the rim nothing stands in the plate's way.
      const Vec3 outside = pocket.behind + pocket.along * pocket.lengthMm + pocket.up * 0.1;
      const auto way = part.ray(outside, -pocket.along);
      QVERIFY(way && way->distance > pocket.lengthMm - 0.3);
      // And beside the pocket the outer side is as it was.
      const Vec3 far = seats->holes[i].place + across * (settings.plateWidthMm / 2 + 0.3);
      const auto before = whole.ray(far + pocket.up * 10, -pocket.up);
      const auto after = part.ray(far + pocket.up * 10, -pocket.up);
      QVERIFY(before && after);
      QVERIFY2(std::abs(before->distance - after->distance) < 1e-3,
               qPrintable(QString::number(after->distance - before->distance)));
    }
  }

  void whatDoesNotFitIsNotMade() {
    const CurvedPlate plate(75, 30), thin = [] {
      CurvedPlate made;
      made.shell.thickness = 2.2;
      made.implant = made.shell.make();
      return made;
    }();
    QVERIFY(!rimSeats(plate.side(), plate.outward,
                      {.seats = SeatKind::Suture, .seatCount = 24, .seatDiameterMm = 2}));
    QVERIFY(!rimSeats(plate.side(), plate.outward, {.seats = SeatKind::Suture, .seatRimMm = 15}));
    QVERIFY(!rimSeats(thin.side(), thin.outward, {.seats = SeatKind::Plate}));
    QVERIFY(rimSeats(thin.side(), thin.outward, {.seats = SeatKind::Suture}));
  }

  void platesLieUnderNothing() {
    CurvedPlate plate;
    const auto free = rimSeats(plate.side(), plate.outward, {.seats = SeatKind::Plate});
    QVERIFY(free);
    const Pocket& pocket = free->pockets.front();
    const Vec3 over = pocket.behind + pocket.along * (pocket.lengthMm - 2) + pocket.up * 6;
    append(plate.implant.mesh, shapes::box(over - Vec3{2, 2, 2}, over + Vec3{2, 2, 2}));
    QVERIFY(!rimSeats(plate.side(), plate.outward, {.seats = SeatKind::Plate}));
    QVERIFY(rimSeats(plate.side(), plate.outward, {.seats = SeatKind::Suture}));
  }

  // A bulge beyond the rim, higher than the pocket: no plate gets there.
  void nothingIsTunnelled() {
    const TriangleMesh block = shapes::box({-10, -10, 0}, {10, 10, 10});
    const Pocket open{{0, 0, 8}, {1, 0, 0}, {0, 0, 1}, 20, 6};
    const Pocket below{{-15, 0, 4}, {1, 0, 0}, {0, 0, 1}, 30, 6};
    const auto cut = withPockets(block, {open});
    QVERIFY(cut && std::abs(volumeMm3(*cut) - (4000 - 10 * 6 * 2)) < 0.1);
    QVERIFY(!withPockets(block, {below}));
    QVERIFY(!withPockets(block, {open, below}));
    // Through the top of a ridge: a piece comes off, and with a tunnel the sum is as before.
    const Pocket across{{-15, 0, 8}, {1, 0, 0}, {0, 0, 1}, 30, 30};
    TriangleMesh ridge = united(block, shapes::box({-10, -2, 9}, {10, 2, 16}), "a ridge");
    QVERIFY(!withPockets(ridge, {across}));
    QVERIFY(!withPockets(ridge, {across, below}));
  }

  void pocketsKeepHolesAway() {
    const CurvedPlate plate;
    const OuterSide side = plate.side();
    const auto seats = rimSeats(side, plate.outward, {.seats = SeatKind::Plate});
    QVERIFY(seats);
    const Pocket& pocket = seats->pockets[0];
    QVERIFY(clashes(pocket, seats->holes[0]));
    QVERIFY(clashes(pocket, *holeAt(side, pocket.behind - pocket.along * 1, 1)));
    QVERIFY(!clashes(pocket, *holeAt(side, plate.shell.apex, 1)));
  }
};

BREGMA_TEST(RimSeatsTest, QCoreApplication);
#include "rim_seats_test.moc"
