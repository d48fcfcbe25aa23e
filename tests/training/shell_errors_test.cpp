#include "training/shell_errors.hpp"

#include <QCoreApplication>
#include <QTest>
#include <functional>

#include "tests/room.hpp"

using namespace bregma;

namespace {

using Radius = std::function<double(const Vec3& direction)>;

constexpr float none = std::numeric_limits<float>::quiet_NaN();

ShellFields fieldsOf(const Radius& outer, const Radius& inner) {
  ShellFields fields{{192}, {}, {}};
  const Chart& chart = fields.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column) {
      const Vec3 d = chart.direction(column, row);
      fields.outer.push_back(float(outer(d)));
      fields.inner.push_back(float(inner(d)));
    }
  return fields;
}

// Holds of a cone of 0.5 rad about the vertex.
bool inHole(const Vec3& direction) { return direction.z > std::cos(0.5); }

struct Setup {
  ShellFields complete, defective;
  Vault vault;
};

Setup setupOf(const Radius& outer, const Radius& inner, const Radius& madeOuter,
              const Radius& madeInner) {
  Setup s;
  s.complete = fieldsOf(outer, inner);
  s.defective = fieldsOf([&](const Vec3& d) { return inHole(d) ? none : outer(d); },
                         [&](const Vec3& d) { return inHole(d) ? none : inner(d); });
  s.vault.fields = fieldsOf([&](const Vec3& d) { return inHole(d) ? madeOuter(d) : outer(d); },
                            [&](const Vec3& d) { return inHole(d) ? madeInner(d) : inner(d); });
  const Chart& chart = s.complete.chart;
  for (int row = 0; row < chart.size; ++row)
    for (int column = 0; column < chart.size; ++column)
      s.vault.filled.push_back(inHole(chart.direction(column, row)));
  s.vault.uncertaintyMm.assign(chart.count(), 1.5f);
  return s;
}

Radius constant(double mm) {
  return [mm](const Vec3&) { return mm; };
}

bool near(double a, double b, double tolerance = 0.005) { return std::abs(a - b) < tolerance; }

}  // namespace

class ShellErrorsTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void concentricSpheres() {
    const Setup s = setupOf(constant(80), constant(74), constant(81), constant(74.5));
    const ShellErrors e = shellErrors(s.complete, s.defective, s.vault);
    QVERIFY(near(e.outerMeanMm, 1));
    QVERIFY(near(e.outerP95Mm, 1));
    QVERIFY(near(e.thicknessMeanMm, 0.5));
    QVERIFY(near(e.unfilledPercent, 0));
    QVERIFY(near(e.uncertaintyMm, 1.5));
    QVERIFY(near(e.within90Percent, 100));
  }
  void aPerfectAnswer() {
    const Setup s = setupOf(constant(80), constant(74), constant(80), constant(74));
    const ShellErrors e = shellErrors(s.complete, s.defective, s.vault);
    QCOMPARE(e.outerMeanMm, 0.0);
    QCOMPARE(e.thicknessMeanMm, 0.0);
  }
  void distancesArePerpendicular() {
    // The planes z = 70 and z = 71, seen obliquely: 1 mm apart everywhere.
    const auto plane = [](double z) {
      return [z](const Vec3& d) { return d.z > 0.3 ? z / d.z : 200.0; };
    };
    const Setup s = setupOf(plane(70), plane(66), plane(71), plane(66));
    const ShellErrors e = shellErrors(s.complete, s.defective, s.vault);
    QVERIFY(near(e.outerMeanMm, 1, 0.02));
    QVERIFY(near(e.outerP95Mm, 1, 0.03));
    QVERIFY(near(e.thicknessMeanMm, 1, 0.02));
  }
  void percentilesAreByArea() {
    // 3 mm off in the cap of 0.1 rad: (1 - cos 0.1) / (1 - cos 0.5) = 4.08 % of the area.
    const auto cap = [](double rad) {
      return [rad](const Vec3& d) { return d.z > std::cos(rad) ? 83.0 : 81.0; };
    };
    const Setup small = setupOf(constant(80), constant(74), cap(0.1), constant(75));
    const ShellErrors e = shellErrors(small.complete, small.defective, small.vault);
    QVERIFY(near(e.outerMeanMm, 1 + 2 * 0.0408, 0.01));
    QVERIFY(near(e.outerP95Mm, 1));
    QVERIFY(near(e.within90Percent, 100 - 4.08, 0.5));
    // 0.12 rad: 5.9 %.
    const Setup large = setupOf(constant(80), constant(74), cap(0.12), constant(75));
    QVERIFY(near(shellErrors(large.complete, large.defective, large.vault).outerP95Mm, 3));
  }
  void unfilledRaysAreTold() {
    Setup s = setupOf(constant(80), constant(74), constant(81), constant(75));
    const Chart& chart = s.complete.chart;
    for (int row = 0; row < chart.size; ++row)
      for (int column = 0; column < chart.size / 2; ++column)
        s.vault.filled[std::size_t(row) * chart.size + column] = 0;
    const ShellErrors e = shellErrors(s.complete, s.defective, s.vault);
    QVERIFY(near(e.unfilledPercent, 50, 0.5));
    QVERIFY(near(e.outerMeanMm, 1));
  }
  void faceIsNoVault() {
    const Setup s = setupOf(constant(80), constant(50), constant(81), constant(75));
    QVERIFY(std::isnan(shellErrors(s.complete, s.defective, s.vault).outerMeanMm));
  }
};

BREGMA_TEST(ShellErrorsTest, QCoreApplication);
#include "shell_errors_test.moc"
