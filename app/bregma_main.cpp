#include <QApplication>
#include <QCommandLineParser>
#include <QSurfaceFormat>
#include <QTimer>
#include <cstdio>

#include "model/io/plan_file.hpp"
#include "ui/look.hpp"
#include "ui/main_window.hpp"
#include "ui/messages.hpp"

namespace {

using namespace bregma;

std::filesystem::path pathOf(const QString& text) { return text.toStdU16String(); }

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("bregma"));
  QApplication::setApplicationDisplayName(QStringLiteral("Bregma"));
  QApplication::setApplicationVersion(QStringLiteral(BREGMA_VERSION));
  applyLook(application);

  QCommandLineParser parser;
  parser.setApplicationDescription(
      QApplication::translate("main", "Plans an implant and its mold from the CT of a head."));
  parser.addHelpOption();
  parser.addVersionOption();
  parser.addPositionalArgument(
      QStringLiteral("INPUT"),
      QApplication::translate("main", "A folder of slices or a file; every step is computed."),
      QStringLiteral("[INPUT]"));
  const QCommandLineOption plan(QStringLiteral("plan"),
                                QApplication::translate("main", "Start from this plan."),
                                QStringLiteral("FILE"));
  const QCommandLineOption out(QStringLiteral("out"),
                               QApplication::translate("main", "The case folder to export to."),
                               QStringLiteral("CASE"));
  const QCommandLineOption run(
      QStringLiteral("run"),
      QApplication::translate("main", "Also export, when --out names a folder."));
  const QCommandLineOption browse(
      QStringLiteral("browse"),
      QApplication::translate("main", "Show the series of INPUT instead of opening it."));
  QCommandLineOption screenshot(QStringLiteral("screenshot"), QString(), QStringLiteral("FILE"));
  screenshot.setFlags(QCommandLineOption::HiddenFromHelp);
  parser.addOptions({plan, out, run, browse, screenshot});
  parser.process(application);

  MainWindow window;
  try {
    if (parser.isSet(plan)) window.usePlan(readPlan(pathOf(parser.value(plan))));
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", qPrintable(sentence(error)));
    return exitCodeOf(error.code);
  }
  if (parser.isSet(out)) window.session().setFolder(pathOf(parser.value(out)));
  window.show();
  if (parser.isSet(browse))
    window.browse(pathOf(parser.positionalArguments().value(0)));
  else if (!parser.positionalArguments().isEmpty())
    window.openInput(pathOf(parser.positionalArguments().constFirst()),
                     parser.isSet(run) && parser.isSet(out) ? Step::Export : Step::Mold);
  if (parser.isSet(screenshot)) {
    window.resize(1360, 820);
    auto* watch = new QTimer(&window);
    QObject::connect(watch, &QTimer::timeout, &window, [&window, &parser, &screenshot, watch] {
      if (window.session().running()) return;
      watch->stop();
      QTimer::singleShot(1500, &window, [&window, &parser, &screenshot] {
        window.grab().save(parser.value(screenshot));
        QApplication::quit();
      });
    });
    watch->start(200);
  }
  return QApplication::exec();
}
