#include "planning/bone_field.hpp"

#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <map>
#include <random>

#include "model/phantom.hpp"
#include "planning/bone.hpp"
#include "tests/room.hpp"

using namespace bregma;

class BoneFieldTest : public QObject {
  Q_OBJECT
  const CtVolume ct_ = phantomVolume({.spacing = {2, 2, 2.3}});

  BinaryVolume mask() const {
    std::vector<std::uint8_t> voxels(ct_.voxels().size());
    for (std::size_t i = 0; i < voxels.size(); ++i) voxels[i] = ct_.voxels()[i] >= 226;
    return {ct_.geometry(), std::move(voxels)};
  }

 private Q_SLOTS:
  void isZeroWhereTheGreyValuesReachTheThreshold() {
    const BinaryVolume bone = mask();
    const BoneField field(ct_, bone, 226);
    int crossings = 0;
    for (float x = 0; x + 1 < float(ct_.geometry().size[0]); x += 1) {
      const int middle = ct_.geometry().size[1] / 2, slice = ct_.geometry().size[2] / 2;
      const float a = float(ct_.at(int(x), middle, slice)) - 226;
      const float b = float(ct_.at(int(x) + 1, middle, slice)) - 226;
      if (a * b >= 0 || std::abs(a) < 0.5f || std::abs(b) < 0.5f) continue;
      ++crossings;
      QVERIFY(std::abs(field.at(x + a / (a - b), float(middle), float(slice))) < 0.1f);
    }
    QCOMPARE(crossings, 4);  // both tables on both sides
  }

  void noValueInAnEmptyCubeIsBone() {
    const BinaryVolume bone = mask();
    const BoneField field(ct_, bone, 226);
    const auto& size = ct_.geometry().size;
    std::mt19937 random(3);
    std::uniform_real_distribution<float> share(-0.05f, 1.05f), within(0, 1);
    std::map<int, int> empty;
    for (int i = 0; i < 200'000; ++i) {
      const float x = share(random) * size[0], y = share(random) * size[1],
                  z = share(random) * size[2];
      const int edge = field.emptyCube(x, y, z);
      if (edge == 0) continue;
      ++empty[edge];
      const auto inCube = [&](float at) {
        return float(int(at) / edge * edge) + within(random) * float(edge);
      };
      QCOMPARE(field.at(inCube(x), inCube(y), inCube(z)), -1.0f);
    }
    for (const int edge : {4, 8, 16, 32}) QVERIFY(empty[edge] > 1000);  // or they save nothing
  }

  void oneVoxelFillsTheCubesThatDependOnIt() {
    std::vector<std::uint8_t> voxels(ct_.voxels().size(), 0);
    const Geometry& g = ct_.geometry();
    const int top = g.size[2] - 1;
    voxels[g.index(16, 13, top)] = 1;
    const BinaryVolume bone(g, std::move(voxels));
    const BoneField field(ct_, bone, 226);
    const auto z = float(top);
    QCOMPARE(field.emptyCube(16, 13, z), 0);
    QCOMPARE(field.emptyCube(15.5f, 13, z), 0);  // between voxels 15 and 16
    QVERIFY(field.emptyCube(20, 13, z) > 0);
    QVERIFY(field.emptyCube(16, 11, z) > 0);
    QVERIFY(field.emptyCube(16, 16, z) > 0);
    QCOMPARE(field.emptyCube(-1, 13, z), 0);
    QCOMPARE(field.emptyCube(16, 13, float(top + 4)), 0);
    QCOMPARE(field.emptyCube(1, 1, 1), 32);
  }
};

BREGMA_TEST(BoneFieldTest, QCoreApplication);
#include "bone_field_test.moc"
