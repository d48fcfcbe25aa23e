#include "ui/messages.hpp"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "ui/message_patterns.hpp"

namespace bregma {
namespace {

struct Messages {
  Q_DECLARE_TR_FUNCTIONS(Messages)
 public:
  static QString title(Step step);
  static QString title(Severity severity);
  static QString unknown() { return tr("unknown"); }
};

QString Messages::title(Step step) {
  switch (step) {
    case Step::Import: return tr("Import");
    case Step::Bone: return tr("Bone");
    case Step::Head: return tr("Head axes");
    case Step::Defect: return tr("Defect");
    case Step::Vault: return tr("Vault");
    case Step::Implant: return tr("Implant");
    case Step::Mold: return tr("Mold");
    case Step::Export: return tr("Export");
  }
  return {};
}

QString Messages::title(Severity severity) {
  switch (severity) {
    case Severity::Note: return tr("Note");
    case Severity::Warning: return tr("Warning");
    case Severity::Stop: return tr("Stop");
  }
  return {};
}

/// With as few decimals as people read, and one more where another number beside it would read the
/// same: 2.96 is not "3.0" below a limit of 3.
QString textOf(const Arg& arg, const std::vector<Arg>& beside) {
  if (const auto* text = std::get_if<std::string>(&arg)) return QString::fromStdString(*text);
  const double value = std::get<double>(arg);
  if (!std::isfinite(value)) return Messages::unknown();
  const double size = std::abs(value);
  int decimals = size == std::round(size) || size >= 100 ? 0 : size >= 1 ? 1 : 2;
  const auto told = [&](double x) { return QString::number(x, 'f', decimals); };
  const bool alike = std::ranges::any_of(beside, [&](const Arg& other) {
    const auto* number = std::get_if<double>(&other);
    return number && *number != value && told(*number) == told(value);
  });
  if (alike && decimals > 0) ++decimals;
  return told(value);
}

/// Replaces %1 … %9 in one pass: an argument may hold a percent sign itself.
QString filled(const QString& pattern, const std::vector<Arg>& args) {
  QString out;
  for (qsizetype i = 0; i < pattern.size(); ++i) {
    const int number =
        pattern[i] == u'%' && i + 1 < pattern.size() ? pattern[i + 1].digitValue() : -1;
    if (number < 1) {
      out += pattern[i];
      continue;
    }
    out += std::size_t(number) <= args.size() ? textOf(args[std::size_t(number) - 1], args)
                                              : Messages::unknown();
    ++i;
  }
  return out;
}

}  // namespace

QString sentence(const Error& error) { return filled(MessagePatterns::of(error.code), error.args); }
QString sentence(const Finding& finding) {
  return filled(MessagePatterns::of(finding.code), finding.args);
}
QString stepTitle(Step step) { return Messages::title(step); }
QString severityTitle(Severity severity) { return Messages::title(severity); }

}  // namespace bregma
