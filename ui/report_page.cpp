#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QPdfWriter>
#include <algorithm>

#include "model/io/write_file.hpp"
#include "ui/messages.hpp"
#include "ui/report.hpp"

namespace bregma {
namespace {

constexpr int dotsPerInch = 300;
constexpr double mm = dotsPerInch / 25.4;  // in dots
constexpr double marginMm = 12, widthMm = 210 - 2 * marginMm, bottomMm = 297 - 19;
constexpr std::size_t mostPictures = 12;

const QColor ink(25, 28, 32), grey(105, 112, 120), pale(200, 205, 210);
const QColor warning(176, 98, 0), stop(176, 24, 24), good(30, 110, 60);

QColor colorOf(Severity severity) {
  return severity == Severity::Stop ? stop : severity == Severity::Warning ? warning : grey;
}

/// Draws from the top of the page to its bottom. Places are in mm.
class Page {
  Q_DECLARE_TR_FUNCTIONS(Report)
 public:
  Page(QPainter& painter, const ReportContent& content) : p_(painter), c_(content) {}
  void draw();

 private:
  QFont font(double points, bool bold = false) const;
  QFont fixedFont(double points) const;
  QRectF dots(double x, double y, double w, double h) const {
    return {x * mm, y * mm, w * mm, h * mm};
  }
  double heightOf(const QString& text, double width, const QFont& font) const;
  /// Returns the height that the wrapped text took.
  double write(const QString& text, double x, double y, double width, const QFont& font,
               const QColor& color = ink, int align = Qt::AlignLeft);
  /// One line that ends at x.
  void line(const QString& text, double x, double y, const QFont& font, const QColor& color) {
    p_.setFont(font);
    p_.setPen(color);
    p_.drawText(dots(x - 60, y, 60, 10), Qt::AlignTop | Qt::AlignRight | Qt::TextSingleLine, text);
  }
  void rule(double y) { p_.fillRect(dots(marginMm, y, widthMm, 0.2), pale); }
  double heading(const QString& text, double x, double y, double width);

  double drawHeader();
  double drawPictures(double top);
  void drawPicture(const ReportPicture& picture, double x, double y, double width, double height);
  void drawNumbers(double x, double top, double width, double bottom);
  void drawFindings(double x, double top, double width, double bottom);
  QString settingsText() const {
    return tr("Settings: %1").arg(c_.settings.join(QStringLiteral(" · ")));
  }
  double filesHeight() const;
  void drawFiles(double top);
  void drawFooter();

  QPainter& p_;
  const ReportContent& c_;
};

QFont Page::font(double points, bool bold) const {
  QFont f(QStringList{QStringLiteral("DejaVu Sans"), QStringLiteral("Liberation Sans"),
                      QStringLiteral("Arial")});
  f.setStyleHint(QFont::SansSerif);
  f.setPointSizeF(points);
  f.setBold(bold);
  f.setLetterSpacing(QFont::AbsoluteSpacing, 0.05);  // no ligatures: the text can be searched
  return f;
}

QFont Page::fixedFont(double points) const {
  QFont f(QStringList{QStringLiteral("DejaVu Sans Mono"), QStringLiteral("Liberation Mono"),
                      QStringLiteral("Courier New")});
  f.setStyleHint(QFont::Monospace);
  f.setPointSizeF(points);
  return f;
}

double Page::heightOf(const QString& text, double width, const QFont& font) const {
  const QFontMetricsF metrics(font, p_.device());
  return metrics.boundingRect({0, 0, width * mm, 1e6}, Qt::TextWordWrap, text).height() / mm;
}

double Page::write(const QString& text, double x, double y, double width, const QFont& font,
                   const QColor& color, int align) {
  p_.setFont(font);
  p_.setPen(color);
  const double height = heightOf(text, width, font);
  p_.drawText(dots(x, y, width, height + 1), Qt::TextWordWrap | Qt::AlignTop | align, text);
  return height;
}

double Page::heading(const QString& text, double x, double y, double width) {
  write(text, x, y, width, font(8.5, true));
  return y + 5;
}

double Page::drawHeader() {
  write(c_.title, marginMm, 11, widthMm, font(17, true));
  write(tr("Bregma %1 · method %2").arg(c_.version, c_.method), marginMm, 12, widthMm, font(8.5),
        ink, Qt::AlignRight);
  write(tr("mm, degrees, HU, patient LPS"), marginMm, 16, widthMm, font(7), grey, Qt::AlignRight);
  write(tr("Input: %1, SHA-256 %2").arg(c_.inputFormat, c_.inputSha256), marginMm, 20.5, widthMm,
        font(7), grey);
  rule(25);
  return 26.5;
}

void Page::drawPicture(const ReportPicture& picture, double x, double y, double width,
                       double height) {
  const double room = height - 4.5;
  QSizeF size = picture.image.size();
  size.scale(width * mm, room * mm, Qt::KeepAspectRatio);
  const QRectF box(x * mm + (width * mm - size.width()) / 2, y * mm, size.width(), size.height());
  if (!picture.image.isNull()) p_.drawImage(box, picture.image);
  p_.setPen(QPen(pale, 0.15 * mm));
  p_.drawRect(box);
  write(picture.caption, x, y + room + 0.4, width, font(7), grey, Qt::AlignHCenter);
}

double Page::drawPictures(double top) {
  const std::size_t count = std::min(c_.pictures.size(), mostPictures);
  if (count == 0) return top;
  const int columns = count <= 6 ? 3 : 4;
  const int rows = (int(count) + columns - 1) / columns;
  const double space = 2.5, width = (widthMm - space * (columns - 1)) / columns;
  const double height = std::min(width + 4.5, 112.0 / rows);
  for (std::size_t i = 0; i < count; ++i)
    drawPicture(c_.pictures[i], marginMm + double(i % columns) * (width + space),
                top + double(i / columns) * height, width, height);
  return top + rows * height + 1.5;
}

void Page::drawNumbers(double x, double top, double width, double bottom) {
  double y = heading(tr("Numbers and limits"), x, top, width);
  if (c_.numbers.empty()) return;
  const double room = bottom - y;
  const double row = std::clamp(room / double(c_.numbers.size()), 2.6, 5.0);
  const QFont f = font(std::min(7.5, row * 1.7));
  const auto fitting = std::size_t(room / row);
  const bool cut = fitting < c_.numbers.size();
  const std::size_t shown = cut ? fitting - 1 : c_.numbers.size();
  for (std::size_t i = 0; i < shown; ++i, y += row) {
    const ReportNumber& n = c_.numbers[i];
    if (i % 2 == 0) p_.fillRect(dots(x, y - 0.3, width, row), QColor(244, 246, 248));
    write(n.name, x + 1, y, width * 0.58, f);
    line(n.value, x + width * 0.76, y, f, n.limit.isEmpty() ? ink : n.kept ? good : stop);
    line(n.limit, x + width * 0.99, y, f, grey);
  }
  if (cut)
    write(tr("%1 more numbers: see report.json").arg(c_.numbers.size() - shown), x + 1, y, width, f,
          stop);
}

void Page::drawFindings(double x, double top, double width, double bottom) {
  double y = heading(tr("Findings"), x, top, width);
  if (c_.findings.empty()) {
    write(tr("None."), x, y, width, font(7.5), grey);
    return;
  }
  const auto textOf = [](const ReportFinding& f) {
    const QString judged = f.acknowledged ? tr(" (acknowledged)") : QString();
    return QStringLiteral("%1%2: %3").arg(severityTitle(f.severity), judged, f.text);
  };
  constexpr double space = 0.8, least = 4.75;
  double points = 7.5;
  for (; points > least; points -= 0.25) {
    double sum = 0;
    for (const auto& f : c_.findings) sum += heightOf(textOf(f), width - 3, font(points)) + space;
    if (y + sum <= bottom) break;
  }
  const double lastLine = heightOf(QStringLiteral("X"), width, font(points)) + space;
  for (std::size_t i = 0; i < c_.findings.size(); ++i) {
    const ReportFinding& f = c_.findings[i];
    const double height = heightOf(textOf(f), width - 3, font(points));
    const bool last = i + 1 == c_.findings.size();
    if (y + height + (last ? 0 : lastLine) > bottom) {
      write(tr("%1 more findings: see report.json").arg(c_.findings.size() - i), x + 3, y,
            width - 3, font(points), stop);
      return;
    }
    p_.fillRect(dots(x, y + 0.3, 1.2, height - 0.6), colorOf(f.severity));
    write(textOf(f), x + 3, y, width - 3, font(points));
    y += height + space;
  }
}

constexpr double fileRowMm = 3.1;
constexpr std::size_t mostFiles = 12;

double Page::filesHeight() const {
  const double files = 5 + fileRowMm * double(std::min(c_.files.size(), mostFiles + 1));
  return files + 1.5 + heightOf(settingsText(), widthMm, font(6.5));
}

void Page::drawFiles(double top) {
  rule(top - 1.5);
  double y = heading(tr("Files and their SHA-256"), marginMm, top, widthMm);
  const std::size_t shown = std::min(c_.files.size(), mostFiles);
  for (std::size_t i = 0; i < shown; ++i, y += fileRowMm) {
    write(c_.files[i].name, marginMm, y, 60, font(6.5));
    write(c_.files[i].sha256, marginMm + 62, y, widthMm - 62, fixedFont(6.5));
  }
  if (shown < c_.files.size()) {
    write(tr("%1 more files: see report.json").arg(c_.files.size() - shown), marginMm, y, widthMm,
          font(6.5), stop);
    y += fileRowMm;
  }
  write(settingsText(), marginMm, y + 1, widthMm, font(6.5), grey);
}

void Page::drawFooter() {
  rule(297 - 18);
  write(tr("Reviewed by"), marginMm, 297 - 14, 30, font(7), grey);
  write(tr("Date"), marginMm + 120, 297 - 14, 20, font(7), grey);
  p_.fillRect(dots(marginMm + 22, 297 - 11, 90, 0.2), grey);
  p_.fillRect(dots(marginMm + 132, 297 - 11, 54, 0.2), grey);
  write(tr("A planning aid for trained staff, not a certified medical device. Letters at the edges "
           "of the pictures: R right, L left, A anterior, P posterior, S superior, I inferior."),
        marginMm, 297 - 9, widthMm, font(6.5), grey);
}

void Page::draw() {
  double y = drawHeader();
  y = drawPictures(y);
  const double filesTop = bottomMm - filesHeight();
  const double half = widthMm / 2 - 2.5;
  drawNumbers(marginMm, y, half, filesTop - 3);
  drawFindings(marginMm + half + 5, y, half, filesTop - 3);
  drawFiles(filesTop);
  drawFooter();
}

}  // namespace

void writeReport(const std::filesystem::path& path, const ReportContent& content) {
  QBuffer bytes;
  bytes.open(QIODevice::WriteOnly);
  {
    QPdfWriter writer(&bytes);
    writer.setTitle(content.title);
    writer.setCreator(QStringLiteral("Bregma ") + content.version);
    writer.setResolution(dotsPerInch);
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait, {}));
    QPainter painter(&writer);
    painter.setRenderHint(QPainter::LosslessImageRendering);
    Page(painter, content).draw();
  }
  writeFileAtomically(path, {bytes.data().constData(), std::size_t(bytes.data().size())});
}

}  // namespace bregma
