#include "planning/bone_distance.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>

#include "model/surface.hpp"
#include "tests/room.hpp"

using namespace bregma;

class BoneDistanceTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void ballHasItsDistance() {
    const Geometry g{{50, 50, 50}, {1, 1, 1}, {-25, -25, -25}};
    std::vector<std::int16_t> hu(g.count());
    std::vector<std::uint8_t> mask(g.count());
    for (int k = 0; k < 50; ++k)
      for (int j = 0; j < 50; ++j)
        for (int i = 0; i < 50; ++i) {
          const double depth = 15 - length(g.toPatient(i, j, k));
          hu[g.index(i, j, k)] = std::int16_t(std::clamp(200 + depth * 300, -1000.0, 1000.0));
          mask[g.index(i, j, k)] = depth >= 0;
        }
    const CtVolume ct(g, std::move(hu));
    const BinaryVolume bone(g, std::move(mask));
    const BoneField field(ct, bone, 200);
    const Geometry fine{{60, 60, 60}, {0.4, 0.4, 0.4}, {0, 0, 0}};
    const DistanceVolume distance(fine, boneDistance(boneSurface(ct, bone, 200), field, fine, 2));
    for (int k = 0; k < 60; k += 3)
      for (int j = 0; j < 60; j += 3)
        for (int i = 0; i < 60; i += 3) {
          const double exact = std::clamp(length(fine.toPatient(i, j, k)) - 15, -2.0, 2.0);
          QVERIFY(std::abs(distance.at(i, j, k) - exact) < 0.08);
        }
  }
};

BREGMA_TEST(BoneDistanceTest, QCoreApplication);
#include "bone_distance_test.moc"
