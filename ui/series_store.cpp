#include "ui/series_store.hpp"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include "model/error.hpp"

namespace bregma {
namespace {

/// Changes with the columns: an index of another format is begun anew.
constexpr int format = 2;
constexpr int columnCount = 30;

QString textOf(const std::string& text) { return QString::fromStdString(text); }
QString textOf(const std::filesystem::path& path) {
  return QString::fromStdU16String(path.u16string());
}

[[noreturn]] void refuse(const std::filesystem::path& file, const QSqlError& error) {
  throw Error(ErrorCode::WriteFailed, {textOf(file).toStdString(), error.text().toStdString()});
}

void run(QSqlQuery& query, const std::filesystem::path& file) {
  if (!query.exec()) refuse(file, query.lastError());
}

bool makeTable(const QSqlDatabase& database) {
  QSqlQuery query(database);
  if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next()) return false;
  if (const int found = query.value(0).toInt(); found != 0 && found != format) return false;
  query.finish();
  return query.exec(QStringLiteral(
             "CREATE TABLE IF NOT EXISTS series (path TEXT, uid TEXT, modality TEXT,"
             " description TEXT, syntax TEXT, kernel TEXT, slices INT, columns INT, rows INT,"
             " spacingX REAL, spacingY REAL, spacingZ REAL, tilt REAL, points INT, likely INT,"
             " traits BLOB, patientName TEXT, patientId TEXT, birthDate TEXT, sex TEXT,"
             " studyUid TEXT, studyDate TEXT, studyDescription TEXT, seriesDate TEXT, scanner TEXT,"
             " sample TEXT, sliceWidth INT, slice BLOB, boneWidth INT, bone BLOB,"
             " PRIMARY KEY (path, uid))")) &&
         query.exec(QStringLiteral("PRAGMA user_version = %1").arg(format));
}

QByteArray bytesOf(const std::vector<HeadCtTrait>& traits) {
  QByteArray bytes;
  for (const HeadCtTrait trait : traits) bytes.append(char(trait));
  return bytes;
}

CatalogEntry entryOf(const QSqlQuery& row) {
  int column = 0;
  const auto text = [&] { return row.value(column++).toString().toStdString(); };
  const auto whole = [&] { return row.value(column++).toInt(); };
  const auto real = [&] { return row.value(column++).toDouble(); };
  CatalogEntry entry;
  SeriesSummary& s = entry.summary;
  s.path = row.value(column++).toString().toStdU16String();
  s.uid = text();
  s.modality = text();
  s.description = text();
  s.transferSyntax = text();
  s.kernel = text();
  s.slices = whole();
  s.size[0] = whole();
  s.size[1] = whole();
  s.size[2] = s.slices;
  s.spacing.x = real();
  s.spacing.y = real();
  s.spacing.z = real();
  s.tiltDeg = real();
  s.likeness.points = whole();
  s.likeness.likely = whole() != 0;
  for (const char trait : row.value(column++).toByteArray())
    if (trait >= 0 && trait <= char(HeadCtTrait::NamesHead))
      s.likeness.traits.push_back(HeadCtTrait(trait));
  SeriesIdentity& who = entry.identity;
  for (std::string* field :
       {&who.patientName, &who.patientId, &who.birthDate, &who.sex, &who.studyUid, &who.studyDate,
        &who.studyDescription, &who.seriesDate, &entry.scanner})
    *field = text();
  entry.sample = row.value(column++).toString().toStdU16String();
  for (Thumbnail* picture : {&entry.slice, &entry.bone}) {
    const int width = whole();
    const QByteArray gray = row.value(column++).toByteArray();
    if (width > 0 && gray.size() % width == 0)
      *picture = {width, int(gray.size() / width), {gray.begin(), gray.end()}};
  }
  return entry;
}

}  // namespace

SeriesStore::SeriesStore(const std::filesystem::path& file)
    : connection_(QUuid::createUuid().toString()), file_(file) {
  std::error_code failure;
  std::filesystem::create_directories(file.parent_path(), failure);
  for (int attempt = 0; attempt < 2; ++attempt) {
    {
      QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_);
      database.setDatabaseName(textOf(file));
      if (database.open() && makeTable(database)) {
        QFile::setPermissions(textOf(file), QFile::ReadOwner | QFile::WriteOwner);
        return;
      }
      if (attempt == 1) refuse(file, database.lastError());
      database.close();
    }
    QSqlDatabase::removeDatabase(connection_);
    std::filesystem::remove(file, failure);
  }
}

SeriesStore::~SeriesStore() { QSqlDatabase::removeDatabase(connection_); }

void SeriesStore::add(const std::vector<CatalogEntry>& entries) {
  QSqlDatabase database = QSqlDatabase::database(connection_);
  if (!database.transaction()) refuse(file_, database.lastError());
  QSqlQuery query(database);
  QString holes = QStringLiteral("?");
  for (int i = 1; i < columnCount; ++i) holes += QStringLiteral(",?");
  query.prepare(QStringLiteral("INSERT OR REPLACE INTO series VALUES (%1)").arg(holes));
  for (const CatalogEntry& entry : entries) {
    const SeriesSummary& s = entry.summary;
    const SeriesIdentity& who = entry.identity;
    query.addBindValue(textOf(s.path));
    for (const std::string* text :
         {&s.uid, &s.modality, &s.description, &s.transferSyntax, &s.kernel})
      query.addBindValue(textOf(*text));
    for (const int number : {s.slices, s.size[0], s.size[1]}) query.addBindValue(number);
    for (const double number : {s.spacing.x, s.spacing.y, s.spacing.z, s.tiltDeg})
      query.addBindValue(number);
    query.addBindValue(s.likeness.points);
    query.addBindValue(int(s.likeness.likely));
    query.addBindValue(bytesOf(s.likeness.traits));
    for (const std::string* text :
         {&who.patientName, &who.patientId, &who.birthDate, &who.sex, &who.studyUid, &who.studyDate,
          &who.studyDescription, &who.seriesDate, &entry.scanner})
      query.addBindValue(textOf(*text));
    query.addBindValue(textOf(entry.sample));
    for (const Thumbnail* picture : {&entry.slice, &entry.bone}) {
      query.addBindValue(picture->width);
      query.addBindValue(QByteArray(reinterpret_cast<const char*>(picture->gray.data()),
                                    qsizetype(picture->gray.size())));
    }
    run(query, file_);
  }
  forgetMoved(entries);
  if (!database.commit()) refuse(file_, database.lastError());
}

/// Series that were found again elsewhere, and are no longer where they were.
void SeriesStore::forgetMoved(const std::vector<CatalogEntry>& found) {
  QSqlQuery query(QSqlDatabase::database(connection_));
  query.prepare(QStringLiteral("SELECT path, sample FROM series WHERE uid = ? AND path <> ?"));
  for (const CatalogEntry& entry : found) {
    if (entry.summary.uid.empty()) continue;
    query.addBindValue(textOf(entry.summary.uid));
    query.addBindValue(textOf(entry.summary.path));
    run(query, file_);
    std::vector<std::filesystem::path> gone;
    while (query.next())
      if (std::error_code ignored;
          !std::filesystem::exists(query.value(1).toString().toStdU16String(), ignored))
        gone.emplace_back(query.value(0).toString().toStdU16String());
    for (const auto& path : gone) forget(path, entry.summary.uid);
  }
}

std::vector<CatalogEntry> SeriesStore::all() const {
  QSqlQuery query(QSqlDatabase::database(connection_));
  query.prepare(
      QStringLiteral("SELECT * FROM series ORDER BY points DESC, slices DESC, path, uid"));
  run(query, file_);
  std::vector<CatalogEntry> entries;
  while (query.next()) entries.push_back(entryOf(query));
  return entries;
}

void SeriesStore::forget(const std::filesystem::path& path, const std::string& uid) {
  QSqlQuery query(QSqlDatabase::database(connection_));
  query.prepare(QStringLiteral("DELETE FROM series WHERE path = ? AND uid = ?"));
  query.addBindValue(textOf(path));
  query.addBindValue(textOf(uid));
  run(query, file_);
}

}  // namespace bregma
