#include "training/adadelta.hpp"

#include <torch/serialize.h>

#include <QtTest>
#include <sstream>

#include "tests/room.hpp"

using namespace bregma;

namespace {

// Algorithm 1 of Zeiler 2012 for one number.
struct ByHand {
  double x, g2 = 0, d2 = 0;
  void step(double g, double rate = 1) {
    g2 = 0.95 * g2 + 0.05 * g * g;
    const double d = -std::sqrt(d2 + 1e-6) / std::sqrt(g2 + 1e-6) * g;
    d2 = 0.95 * d2 + 0.05 * d * d;
    x += rate * d;
  }
};

torch::Tensor vectorOf(std::vector<double> values) {
  return torch::tensor(values, torch::kDouble).requires_grad_(true);
}

void stepOnSquares(Adadelta& optimizer, torch::Tensor& x) {
  optimizer.zero_grad();
  (x * x).sum().backward();
  optimizer.step();
}

}  // namespace

class AdadeltaTest : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void firstStepIsTheFormulas() {
    // g = 2: E[g²] = 0.2, Δ = -√1e-6 / √(0.2 + 1e-6) · 2
    torch::Tensor x = vectorOf({1.0});
    Adadelta optimizer({x});
    stepOnSquares(optimizer, x);
    QVERIFY(std::abs(x.item<double>() - (1 - 1e-3 / std::sqrt(0.200001) * 2)) < 1e-15);
  }
  void followsTheAlgorithm() {
    torch::Tensor x = vectorOf({3.0, -0.5, 1e-4});
    ByHand a{3.0}, b{-0.5}, c{1e-4};
    Adadelta optimizer({x});
    for (int i = 0; i < 200; ++i) {
      stepOnSquares(optimizer, x);
      for (ByHand* h : {&a, &b, &c}) h->step(2 * h->x);
    }
    QVERIFY(std::abs(x[0].item<double>() - a.x) < 1e-12);
    QVERIFY(std::abs(x[1].item<double>() - b.x) < 1e-12);
    QVERIFY(std::abs(x[2].item<double>() - c.x) < 1e-12);
    QVERIFY(a.x < 2.9);  // and it did learn
  }
  void theRateScalesTheStep() {
    torch::Tensor x = vectorOf({3.0});
    ByHand a{3.0};
    Adadelta optimizer({x}, AdadeltaOptions(0.25));
    for (int i = 0; i < 10; ++i) {
      stepOnSquares(optimizer, x);
      a.step(2 * a.x, 0.25);
    }
    QVERIFY(std::abs(x.item<double>() - a.x) < 1e-13);
  }
  void goesOnFromItsFileAsIfNothingHadBeen() {
    torch::Tensor x = vectorOf({3.0, 1.0}), y = vectorOf({0, 0});
    Adadelta first({x});
    for (int i = 0; i < 7; ++i) stepOnSquares(first, x);
    torch::serialize::OutputArchive out;
    first.save(out);
    std::stringstream file;
    out.save_to(file);

    Adadelta second({y}, AdadeltaOptions(0.5));
    torch::serialize::InputArchive in;
    in.load_from(file);
    second.load(in);
    static_cast<AdadeltaOptions&>(second.param_groups()[0].options()).lr(1);
    {
      const torch::NoGradGuard unrecorded;
      y.copy_(x);
    }
    for (int i = 0; i < 5; ++i) {
      stepOnSquares(first, x);
      stepOnSquares(second, y);
    }
    QVERIFY(torch::equal(x, y));
  }
  void parametersWithoutGradientStay() {
    torch::Tensor x = vectorOf({1.0});
    Adadelta optimizer({x});
    optimizer.step();
    QCOMPARE(x.item<double>(), 1.0);
  }
};

BREGMA_TEST(AdadeltaTest, QCoreApplication);
#include "adadelta_test.moc"
