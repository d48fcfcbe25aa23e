#include "planning/vault_thickness.hpp"

#include <QCoreApplication>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr int across = 64;

std::size_t ray(int row, int column) { return std::size_t(row) * across + column; }

bool isOpen(int row, int column) { return row >= 20 && row < 36 && column >= 38 && column < 54; }

// 80 mm, and 5 mm thick in the middle, thicker towards both sides.
double thicknessAt(int column) { return 5 + 0.05 * std::abs(column - 31.5); }

RimMaps symmetricPlate() {
  RimMaps rim;
  rim.size = across;
  rim.outer.assign(across * across, 80);
  for (ChartMask* mask : {&rim.opening, &rim.sound, &rim.known, &rim.unknown})
    mask->assign(across * across, 0);
  for (int row = 0; row < across; ++row)
    for (int column = 0; column < across; ++column) {
      const bool open = isOpen(row, column);
      rim.thickness.push_back(float(thicknessAt(column)));
      rim.opening[ray(row, column)] = rim.unknown[ray(row, column)] = open;
      rim.sound[ray(row, column)] = rim.known[ray(row, column)] = !open;
    }
  return rim;
}

PriorVault usualVault(float thickness) {
  PriorVault mean;
  mean.outer.assign(across * across, 80);
  mean.thickness.assign(across * across, thickness);
  mean.weight.assign(across * across, 1);
  return mean;
}

double worstOff(const ChartImage& fill, auto&& expected) {
  double worst = 0;
  for (int row = 20; row < 36; ++row)
    for (int column = 38; column < 54; ++column)
      worst = std::max(worst, std::abs(fill[ray(row, column)] - expected(column)));
  return worst;
}

}  // namespace

class VaultThicknessTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theMirroredSideTells() {
    const ChartImage fill = mirroredThickness(vaultProblem(symmetricPlate()));
    QVERIFY(worstOff(fill, thicknessAt) < 0.05);
  }

  // A frontal sinus in the far side of the rim is no reason for a thick implant.
  void ridgesAreNotContinued() {
    RimMaps rim = symmetricPlate();
    for (int row = 0; row < 20; ++row)
      for (int column = 38; column < 54; ++column) rim.thickness[ray(row, column)] = 16;
    QVERIFY(worstOff(mirroredThickness(vaultProblem(rim)), thicknessAt) < 0.3);
  }

  void withoutAnOppositeSideItIsTheUsualOne() {
    RimMaps rim = symmetricPlate();
    for (int row = 0; row < across; ++row)
      for (int column = 0; column < 31; ++column) rim.known[ray(row, column)] = 0;
    const VaultProblem p = vaultProblem(rim);
    QVERIFY(p.mirrorShare < 0.1);
    QVERIFY(worstOff(mirroredThickness(p), thicknessAt) < 0.5);
  }

  // This head is 1 mm thinner than the usual one all over: the rim says so.
  void theUsualHeadIsBroughtToThisOne() {
    RimMaps rim = symmetricPlate();
    rim.thickness.assign(rim.thickness.size(), 5);
    const ChartImage fill = splineThickness(vaultProblem(rim), usualVault(6));
    QVERIFY(worstOff(fill, [](int) { return 5.0; }) < 0.1);
  }

  // Where the rim healed it is believed near itself only.
  void aHealedRimSaysLessFarWithin() {
    RimMaps rim = symmetricPlate();
    for (std::size_t i = 0; i < rim.thickness.size(); ++i)
      rim.thickness[i] = i % across >= 32 ? 4.0f : 6.0f;
    const auto middle = [&](double percent) {
      rim.remodelledPercent = percent;
      return splineThickness(vaultProblem(rim), usualVault(6))[ray(28, 46)];
    };
    QVERIFY(middle(10) < middle(30) - 0.01f);
    QVERIFY(middle(30) < middle(60) - 0.01f);
    QVERIFY(middle(60) < 6);
  }
};

BREGMA_TEST(VaultThicknessTest, QCoreApplication);
#include "vault_thickness_test.moc"
