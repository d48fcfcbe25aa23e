#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>

#include "model/error.hpp"
#include "training/evaluation_report.hpp"

namespace bregma {

namespace {

using Json = nlohmann::ordered_json;

struct Dot {
  double diameterMm, errorMm;
};
struct Series {
  std::string name;
  std::vector<Dot> dots;
};

// Blue, orange, green, purple: told apart by all eyes, in print too.
constexpr std::array colors{"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#555555"};
constexpr double width = 720, height = 420, left = 64, right = 24, top = 24, bottom = 56;
constexpr int tickMm = 20;  // of the diameters' axis

struct Axes {
  double highX, highY;
  double x(double mm) const { return left + mm / highX * (width - left - right); }
  double y(double mm) const { return height - bottom - mm / highY * (height - top - bottom); }
};

template <class... Values>
std::string formatted(const char* pattern, Values... values) {
  char text[256];
  std::snprintf(text, sizeof text, pattern, values...);
  return text;
}

// printf would follow the locale.
std::string number(double value) {
  const auto hundredths = std::lround(std::abs(value) * 100);
  return formatted("%s%ld.%02ld", value < 0 && hundredths > 0 ? "-" : "", hundredths / 100,
                   hundredths % 100);
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += c == '<' ? "&lt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  return out;
}

std::string label(double x, double y, const char* anchor, const std::string& text,
                  const std::string& more = {}) {
  return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\"" +
         more + ">" + escaped(text) + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2, const char* color) {
  return "<line x1=\"" + number(x1) + "\" y1=\"" + number(y1) + "\" x2=\"" + number(x2) +
         "\" y2=\"" + number(y2) + "\" stroke=\"" + color + "\"/>\n";
}

std::vector<Series> seriesOf(const std::string& text) {
  try {
    std::vector<Series> all;
    const Json document = Json::parse(text);
    for (const auto& [name, method] : document.at("methods").items()) {
      Series series{name, {}};
      for (const Json& one : method.at("cases")) {
        const Json &x = one.at("diameter_mm"), &y = one.at("outer_mean_mm");
        if (x.is_number() && y.is_number() && x.get<double>() > 0)
          series.dots.push_back({x.get<double>(), y.get<double>()});
      }
      std::ranges::sort(series.dots, {}, &Dot::diameterMm);
      all.push_back(std::move(series));
    }
    return all;
  } catch (const Json::exception& e) {
    throw Error(ErrorCode::FileDamaged, {std::string("evaluation"), std::string(e.what())});
  }
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t n = values.size();
  return (values[(n - 1) / 2] + values[n / 2]) / 2;
}

// Medians about each mark of the axis.
std::vector<Dot> trendOf(const std::vector<Dot>& dots) {
  std::map<long, std::pair<std::vector<double>, std::vector<double>>> bins;
  for (const Dot& dot : dots) {
    auto& [diameters, errors] = bins[std::lround(dot.diameterMm / tickMm)];
    diameters.push_back(dot.diameterMm);
    errors.push_back(dot.errorMm);
  }
  std::vector<Dot> trend;
  for (const auto& [mark, bin] : bins) trend.push_back({median(bin.first), median(bin.second)});
  return trend;
}

std::string frameOf(const Axes& axes) {
  std::string svg;
  const double stepY = axes.highY > 4 ? 1 : axes.highY > 1.5 ? 0.5 : 0.25;
  for (double y = 0; y <= axes.highY + 1e-9; y += stepY) {
    svg += line(left, axes.y(y), width - right, axes.y(y), y == 0 ? "#333333" : "#dddddd");
    svg += label(left - 8, axes.y(y) + 4, "end", number(y));
  }
  for (int x = 0; x <= axes.highX + 1e-9; x += tickMm) {
    svg += line(axes.x(x), axes.y(0), axes.x(x), axes.y(0) + 5, "#333333");
    svg += label(axes.x(x), axes.y(0) + 20, "middle", formatted("%d", x));
  }
  svg += label((left + width - right) / 2, height - 14, "middle",
               "largest diameter of the opening, mm");
  return svg + label(16, (top + height - bottom) / 2, "middle",
                     "mean error of the outer surface, mm",
                     " transform=\"rotate(-90 16 " + number((top + height - bottom) / 2) + ")\"");
}

std::string drawn(const Series& series, const Axes& axes, const char* color, int place) {
  std::string svg = std::string("<g fill=\"") + color + "\" stroke=\"" + color + "\">\n";
  for (const Dot& dot : series.dots)
    svg += "<circle cx=\"" + number(axes.x(dot.diameterMm)) + "\" cy=\"" +
           number(std::max(axes.y(dot.errorMm), top)) +
           "\" r=\"2.2\" stroke=\"none\" fill-opacity=\"0.35\"/>\n";
  svg += "<polyline fill=\"none\" stroke-width=\"2.5\" points=\"";
  for (const Dot& dot : trendOf(series.dots))
    svg += number(axes.x(dot.diameterMm)) + "," + number(std::max(axes.y(dot.errorMm), top)) + " ";
  svg += "\"/>\n</g>\n";
  return svg + label(left + 14, top + 16 + 18 * place, "start", series.name,
                     std::string(" fill=\"") + color + "\" font-weight=\"bold\"");
}

}  // namespace

std::string errorFigure(const std::string& evaluationJson) {
  const std::vector<Series> all = seriesOf(evaluationJson);
  std::vector<double> errors{0.5};
  double largest = 40;
  for (const Series& series : all)
    for (const Dot& dot : series.dots) {
      errors.push_back(dot.errorMm);
      largest = std::max(largest, dot.diameterMm);
    }
  // A few far outliers must not flatten all others: they lie on the upper edge.
  std::ranges::sort(errors);
  const double high = errors[std::size_t(0.98 * double(errors.size() - 1))];
  const Axes axes{std::ceil(largest / 20) * 20, std::ceil(high * 1.1 * 4) / 4};
  std::string svg = formatted(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
      "font-size=\"13\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
      int(width), int(height));
  svg += frameOf(axes);
  for (std::size_t i = 0; i < all.size(); ++i)
    svg += drawn(all[i], axes, colors[std::min(i, colors.size() - 1)], int(i));
  return svg + "</svg>\n";
}

}  // namespace bregma
