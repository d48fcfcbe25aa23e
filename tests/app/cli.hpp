#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace bregma::test {

struct Outcome {
  int exitCode = -1;  ///< -1: crashed or took too long
  QByteArray out, err;
  QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
  QString error() const { return json()["error"].toObject()["code"].toString(); }
};

inline Outcome start(const QString& program, const QStringList& arguments, int seconds = 240) {
  QProcess process;
  process.start(program, arguments);
  Outcome outcome;
  const bool ended = process.waitForFinished(seconds * 1000);
  if (!ended) process.kill();
  if (ended && process.exitStatus() == QProcess::NormalExit) outcome.exitCode = process.exitCode();
  outcome.out = process.readAllStandardOutput();
  outcome.err = process.readAllStandardError();
  return outcome;
}

/// The built command line program.
inline Outcome cli(const QStringList& arguments, int seconds = 240) {
  return start(QStringLiteral(BREGMA_CLI), arguments, seconds);
}

inline QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  if (file.open(QIODevice::WriteOnly)) file.write(bytes);
}

/// Files under `folder` by their path in it, sorted.
QStringList filesUnder(const QString& folder);

/// What admesh wants to repair, in one line; empty when nothing.
QString admeshComplaint(const QString& stl);

/// The first complaint of check and admesh about any STL under `folder`.
QString meshComplaint(const QString& folder);

inline QString cranium() {
  return QStringLiteral("/usr/share/doc/invesalius-examples/examples/Cranium.inv3");
}

}  // namespace bregma::test
