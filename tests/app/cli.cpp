#include "tests/app/cli.hpp"

#include <QDirIterator>
#include <QRegularExpression>

namespace bregma::test {

QStringList filesUnder(const QString& folder) {
  QStringList files;
  QDirIterator walk(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
  while (walk.hasNext()) files << QDir(folder).relativeFilePath(walk.next());
  files.sort();
  return files;
}

QString admeshComplaint(const QString& stl) {
  const Outcome outcome = start(QStringLiteral("admesh"), {stl});
  if (outcome.exitCode != 0) return QStringLiteral("admesh failed on ") + stl;
  const QString text = QString::fromUtf8(outcome.out);
  // Every counter of defects and repairs that admesh prints, before and after.
  static const QRegularExpression counter(
      QStringLiteral("(Edges fixed|Facets removed|Facets added|Facets reversed|Backwards edges|"
                     "Normals fixed|Degenerate facets|Total disconnected facets)\\s*:\\s*(\\d+)"
                     "(?:\\s+(\\d+))?"));
  bool any = false;
  for (auto found = counter.globalMatch(text); found.hasNext();) {
    const auto match = found.next();
    any = true;
    if (match.captured(2).toInt() || match.captured(3).toInt())
      return stl + ": " + match.captured(0);
  }
  static const QRegularExpression parts(QStringLiteral("Number of parts\\s*:\\s*(\\d+)"));
  const auto match = parts.match(text);
  if (!any || !match.hasMatch()) return QStringLiteral("admesh says something new about ") + stl;
  return match.captured(1).toInt() == 1 ? QString() : stl + ": " + match.captured(0);
}

QString meshComplaint(const QString& folder) {
  QStringList arguments{QStringLiteral("check"), QStringLiteral("--json")};
  for (const QString& file : filesUnder(folder)) {
    if (!file.endsWith(QStringLiteral(".stl"))) continue;
    const QString path = folder + "/" + file;
    if (const QString complaint = admeshComplaint(path); !complaint.isEmpty()) return complaint;
    arguments << path;
  }
  if (arguments.size() == 2) return QStringLiteral("no STL in ") + folder;
  const Outcome outcome = cli(arguments);
  const QJsonArray meshes = outcome.json()["meshes"].toArray();
  if (outcome.exitCode != 0 || meshes.size() != arguments.size() - 2)
    return QString::fromUtf8(outcome.out + outcome.err);
  for (const QJsonValue mesh : meshes)
    if (!mesh["closed"].toBool() || !mesh["manifold"].toBool() ||
        mesh["self_intersections"].toInt(-1) != 0 || mesh["components"].toInt() != 1 ||
        mesh["volume_mm3"].toDouble() <= 0)
      return QString::fromUtf8(QJsonDocument(mesh.toObject()).toJson(QJsonDocument::Compact));
  return {};
}

}  // namespace bregma::test
