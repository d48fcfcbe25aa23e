#include "ui/anonymous_copy.hpp"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace bregma {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Words)
 public:
  static QString how(AnonymizedHow how) {
    switch (how) {
      case AnonymizedHow::Removed: return tr("removed");
      case AnonymizedHow::Emptied: return tr("emptied");
      case AnonymizedHow::Replaced: return tr("replaced");
    }
    return {};
  }
  static QString title() { return tr("Anonymized copy"); }
  static QString summary(int files, const QString& folder) {
    return tr("%n files were copied to %1. Positions, directions and pixels are as they were.",
              nullptr, files)
        .arg(folder);
  }
  static QString face() {
    return tr(
        "The face can be drawn from any head CT: give the copy only to people who may see it.");
  }
  static QString text(int files) {
    return tr(
        "%n files say that text is drawn into their pixels, or are screenshots. Look at them "
        "before you give them away.",
        nullptr, files);
  }
  static QStringList columns() { return {tr("Element"), tr("Name"), tr("What"), tr("Files")}; }
};

QFrame* notice(const QString& text, const char* severity, const QString& name) {
  auto* frame = new QFrame;
  frame->setProperty("severity", QString::fromLatin1(severity));
  auto* column = new QVBoxLayout(frame);
  column->setContentsMargins(8, 4, 6, 4);
  auto* label = new QLabel(text);
  label->setObjectName(name);
  label->setWordWrap(true);
  column->addWidget(label);
  return frame;
}

}  // namespace

QDialog* anonymousCopyReport(const AnonymousSeries& made, const std::filesystem::path& folder,
                             QWidget* parent) {
  auto* dialog = new QDialog(parent);
  dialog->setObjectName(QStringLiteral("copyReport"));
  dialog->setWindowTitle(Words::title());
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  auto* column = new QVBoxLayout(dialog);
  auto* summary =
      new QLabel(Words::summary(made.files, QString::fromStdU16String(folder.u16string())));
  summary->setObjectName(QStringLiteral("copyReport.summary"));
  summary->setWordWrap(true);
  column->addWidget(summary);
  if (made.filesWithText > 0)
    column->addWidget(
        notice(Words::text(made.filesWithText), "stop", QStringLiteral("copyReport.text")));
  column->addWidget(notice(Words::face(), "warning", QStringLiteral("copyReport.face")));
  auto* list = new QTreeWidget;
  list->setObjectName(QStringLiteral("copyReport.elements"));
  list->setHeaderLabels(Words::columns());
  list->setRootIsDecorated(false);
  list->setAlternatingRowColors(true);
  for (const AnonymizedElement& e : made.elements)
    new QTreeWidgetItem(list, {QString::fromStdString(e.tag), QString::fromStdString(e.name),
                               Words::how(e.how), QString::number(e.files)});
  list->header()->setSectionResizeMode(1, QHeaderView::Stretch);
  list->header()->setStretchLastSection(false);
  column->addWidget(list, 1);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
  column->addWidget(buttons);
  dialog->resize(640, 560);
  return dialog;
}

}  // namespace bregma
