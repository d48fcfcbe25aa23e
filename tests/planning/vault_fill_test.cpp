#include <QCoreApplication>
#include <QTest>
#include <cmath>
#include <numbers>
#include <numeric>

#include "model/io/image_file.hpp"
#include "planning/vault.hpp"
#include "tests/room.hpp"

using namespace bregma;

namespace {

constexpr float outerMm = 80, innerMm = 74;
constexpr std::array<int, 3> gridSize{180, 180, 100};

// 1 mm voxels around the head's center; the head lies as the patient does.
Scan scanWithBone(const std::function<bool(const Vec3&)>& bone) {
  ObliqueGeometry geometry;
  geometry.size = gridSize;
  geometry.origin = {-90, -90, 0};
  std::vector<std::uint8_t> mask;
  for (int k = 0; k < gridSize[2]; ++k)
    for (int j = 0; j < gridSize[1]; ++j)
      for (int i = 0; i < gridSize[0]; ++i)
        mask.push_back(bone(geometry.toPatient(Vec3{double(i), double(j), double(k)})));
  return scanOfMask(geometry, std::move(mask));
}

Vault emptyVault() {
  Vault vault;
  vault.fields.chart = {};
  vault.fields.outer.assign(vault.fields.chart.count(), outerMm);
  vault.fields.inner.assign(vault.fields.chart.count(), innerMm);
  vault.filled.assign(vault.fields.chart.count(), 0);
  return vault;
}

// A round part of the fill, `rad` wide to each side of a direction that is `tilt` left of the
// vertex.
void fillAround(Vault& vault, double tilt, double rad, std::uint8_t owner) {
  const Vec3 middle{std::sin(tilt), 0, std::cos(tilt)};
  const Chart& chart = vault.fields.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column)
      if (dot(chart.direction(column, row), middle) > std::cos(rad))
        vault.filled[std::size_t(row) * chart.size + column] = owner;
}

double capVolume(double rad) {
  return 2 * std::numbers::pi / 3 * (1 - std::cos(rad)) *
         (std::pow(outerMm, 3) - std::pow(innerMm, 3));
}

double voxelsOf(const std::vector<std::uint8_t>& mask) {
  return std::accumulate(mask.begin(), mask.end(), 0.0);
}

}  // namespace

class VaultFillTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theVolumeIsThatOfTheShell() {
    Vault vault = emptyVault();
    fillAround(vault, 0.3, 0.4, 1);
    const auto mask = vaultFillMask(scanWithBone([](const Vec3&) { return false; }), {}, vault);
    QCOMPARE(mask.size(), std::size_t(gridSize[0]) * gridSize[1] * gridSize[2]);
    QVERIFY(std::abs(voxelsOf(mask) / capVolume(0.4) - 1) < 0.03);
  }

  void boneIsNotFilled() {
    Vault vault = emptyVault();
    fillAround(vault, 0, 0.4, 1);
    const Scan scan = scanWithBone([](const Vec3& p) { return p.x > 0; });
    const auto mask = vaultFillMask(scan, {}, vault);
    for (std::size_t i = 0; i < mask.size(); ++i) QVERIFY(!(mask[i] && scan.sourceMask[i]));
    QVERIFY(std::abs(voxelsOf(mask) / (capVolume(0.4) / 2) - 1) < 0.05);
  }

  void crumbsAreDroppedButNoDefect() {
    Vault vault = emptyVault();
    fillAround(vault, -0.5, 0.4, 1);
    fillAround(vault, 0.5, 0.07, 1);
    const Scan scan = scanWithBone([](const Vec3&) { return false; });
    const double large = voxelsOf(vaultFillMask(scan, {}, vault));
    QVERIFY(std::abs(large / capVolume(0.4) - 1) < 0.03);
    fillAround(vault, 0.5, 0.07, 2);  // a defect of its own
    const double both = voxelsOf(vaultFillMask(scan, {}, vault));
    QVERIFY(std::abs((both - large) / capVolume(0.07) - 1) < 0.25);
  }

  void aVaultWithoutFillMakesNoVoxels() {
    const Scan scan = scanWithBone([](const Vec3&) { return false; });
    QCOMPARE(voxelsOf(vaultFillMask(scan, {}, emptyVault())), 0.0);
  }
};

BREGMA_TEST(VaultFillTest, QCoreApplication);
#include "vault_fill_test.moc"
