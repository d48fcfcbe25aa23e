#include "planning/robust_fit.hpp"

#include <Eigen/Dense>
#include <cmath>

#include "model/parallel.hpp"

namespace bregma {

namespace {

double costOf(const Eigen::VectorXd& e, double softAt) {
  double sum = 0, n = 0;
  for (const double v : e)
    if (!std::isnan(v)) {
      sum += std::sqrt(1 + v * v / (softAt * softAt)) - 1;
      n += 1;
    }
  return n > 0 ? sum / n : 1e9;
}

Eigen::VectorXd withoutNan(const Eigen::VectorXd& e) {
  return e.unaryExpr([](double v) { return std::isnan(v) ? 0 : v; });
}

}  // namespace

std::vector<double> robustFit(const Residuals& residuals, const std::vector<double>& start,
                              const std::vector<double>& steps, double softAt) {
  const auto evaluated = [&](const Eigen::VectorXd& x) {
    const auto e = residuals({x.begin(), x.end()});
    return Eigen::VectorXd(Eigen::Map<const Eigen::VectorXd>(e.data(), Eigen::Index(e.size())));
  };
  Eigen::VectorXd x = Eigen::Map<const Eigen::VectorXd>(start.data(), Eigen::Index(start.size()));
  Eigen::VectorXd e = evaluated(x);
  double cost = costOf(e, softAt), damping = 1e-3;
  bool better = true, settled = false;
  for (int iteration = 0; iteration < 30 && better && !settled; ++iteration) {
    const Eigen::VectorXd w = e.unaryExpr(
        [&](double v) { return std::isnan(v) ? 0 : 1 / std::sqrt(1 + v * v / (softAt * softAt)); });
    Eigen::MatrixXd jacobian(e.size(), x.size());
    parallelFor(int(x.size()), [&](int first, int last) {
      for (int p = first; p < last; ++p) {
        Eigen::VectorXd moved = x;
        moved[p] += steps[std::size_t(p)];
        jacobian.col(p) = withoutNan((evaluated(moved) - e) / steps[std::size_t(p)]);
      }
    });
    const Eigen::MatrixXd normal = jacobian.transpose() * w.asDiagonal() * jacobian;
    const Eigen::VectorXd gradient = jacobian.transpose() * w.asDiagonal() * withoutNan(e);
    better = false;
    for (int attempt = 0; attempt < 6 && !better; ++attempt) {
      Eigen::MatrixXd damped = normal;
      damped.diagonal() *= 1 + damping;
      const Eigen::VectorXd candidate = x - damped.ldlt().solve(gradient);
      if (candidate.allFinite()) {
        const Eigen::VectorXd after = evaluated(candidate);
        const double afterCost = costOf(after, softAt);
        better = afterCost < cost;
        if (better) {
          settled = cost - afterCost < 1e-7;
          x = candidate;
          e = after;
          cost = afterCost;
        }
      }
      damping *= better ? 0.25 : 6;
    }
  }
  return {x.begin(), x.end()};
}

}  // namespace bregma
