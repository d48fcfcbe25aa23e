#include "ui/series_words.hpp"

#include <QCoreApplication>

namespace bregma {
namespace {

struct Words {
  Q_DECLARE_TR_FUNCTIONS(Words)
 public:
  static QString of(HeadCtTrait trait) {
    switch (trait) {
      case HeadCtTrait::NotCt: return tr("not a CT");
      case HeadCtTrait::NoPlace: return tr("slices without position");
      case HeadCtTrait::FewSlices: return tr("too few slices");
      case HeadCtTrait::NotAxial: return tr("not axial");
      case HeadCtTrait::WideField: return tr("wider than a head");
      case HeadCtTrait::PartOfHead: return tr("only a part of the head");
      case HeadCtTrait::Thick: return tr("thick slices");
      case HeadCtTrait::SoftKernel: return tr("soft kernel");
      case HeadCtTrait::WholeHead: return tr("high enough for a head");
      case HeadCtTrait::Thin: return tr("thin slices");
      case HeadCtTrait::BoneKernel: return tr("bone kernel");
      case HeadCtTrait::NamesHead: return tr("called a head");
    }
    return {};
  }
  static QStringList titles() {
    return {tr("Series"),     tr("Kind"),   tr("Date"), tr("Slices"),  tr("Size"),
            tr("Spacing mm"), tr("Kernel"), tr("Tilt"), tr("Head CT"), tr("Scanner")};
  }
  static QString likely(bool yes) { return yes ? tr("likely") : tr("unlikely"); }
  static QString sentence(const HeadCtLikeness& likeness, const QString& reasons) {
    return likeness.likely ? tr("Likely a head CT to plan on: %1.").arg(reasons)
                           : tr("Probably not a head CT to plan on: %1.").arg(reasons);
  }
  static QString patient(int number) { return tr("Patient %1").arg(number); }
  static QString nobody() { return tr("Unnamed"); }
  static QString untitled() { return tr("Without description"); }
  static QString study() { return tr("Study"); }
};

QString reasonsOf(const HeadCtLikeness& likeness) {
  QStringList words;
  for (const HeadCtTrait trait : likeness.traits) words << Words::of(trait);
  return words.join(QStringLiteral(", "));
}

QString filledIn(QStringList parts) {
  parts.removeAll(QString());
  return parts.join(QStringLiteral("   "));
}

}  // namespace

QStringList columnTitles() { return Words::titles(); }

QStringList columnTexts(const CatalogEntry& entry) {
  const SeriesSummary& s = entry.summary;
  const auto mm = [](double value) { return QString::number(value, 'g', 3); };
  const QString name =
      s.description.empty() ? Words::untitled() : QString::fromStdString(s.description);
  return {name,
          QString::fromStdString(s.modality),
          dateText(entry.identity.seriesDate),
          QString::number(s.slices),
          QStringLiteral("%1 × %2").arg(s.size[0]).arg(s.size[1]),
          QStringLiteral("%1 × %2").arg(mm(s.spacing.x), mm(s.spacing.z)),
          QString::fromStdString(s.kernel),
          s.tiltDeg > 0 ? QStringLiteral("%1°").arg(s.tiltDeg, 0, 'f', 1) : QString(),
          s.likeness.traits.empty() ? QString() : Words::likely(s.likeness.likely),
          QString::fromStdString(entry.scanner)};
}

QString personText(const std::string& name) {
  QStringList parts = QString::fromStdString(name).section(u'=', 0, 0).split(u'^');
  parts.removeAll(QString());
  const QString family = parts.isEmpty() ? QString() : parts.takeFirst();
  return parts.isEmpty() ? family : family + QStringLiteral(", ") + parts.join(u' ');
}

QString dateText(const std::string& date) {
  const QString text = QString::fromStdString(date);
  if (text.size() != 8) return text;
  return text.left(4) + u'-' + text.mid(4, 2) + u'-' + text.mid(6);
}

QString patientText(const SeriesIdentity& who, int anonymousNumber) {
  if (anonymousNumber > 0) return Words::patient(anonymousNumber);
  const QString name = personText(who.patientName);
  return filledIn({name.isEmpty() ? Words::nobody() : name, dateText(who.birthDate),
                   QString::fromStdString(who.patientId)});
}

QString studyText(const SeriesIdentity& who) {
  const QString text =
      filledIn({dateText(who.studyDate), QString::fromStdString(who.studyDescription)});
  return text.isEmpty() ? Words::study() : text;
}

QString likenessText(const HeadCtLikeness& likeness) {
  return likeness.traits.empty() ? QString() : Words::sentence(likeness, reasonsOf(likeness));
}

}  // namespace bregma
