#include "model/io/zip.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"
#include "model/io/limits.hpp"
#include "model/io/tar.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

constexpr std::uint32_t endMark = 0x06054b50, entryMark = 0x02014b50, localMark = 0x04034b50;
constexpr std::size_t endSize = 22, entrySize = 46, localSize = 30, longestComment = 0xffff;
constexpr double largestFile = 1e9;

std::uint32_t number(std::string_view bytes, std::size_t at, int count) {
  if (at + std::size_t(count) > bytes.size()) throw BadData{"the archive is cut short"};
  std::uint32_t value = 0;
  for (int i = count; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + std::size_t(i)]);
  return value;
}

struct Entry {
  std::string name;
  std::uint32_t method = 0, packed = 0, size = 0, crc = 0, header = 0;
  bool encrypted = false;
};

class Archive {
 public:
  explicit Archive(const std::filesystem::path& path) : file_(path, std::ios::binary) {
    std::error_code failure;
    size_ = std::filesystem::file_size(path, failure);
    if (failure || !file_) throw BadData{"cannot be read"};
  }
  std::string read(std::uint64_t at, std::uint64_t count) {
    if (at > size_ || count > size_ - at) throw BadData{"the archive is cut short"};
    std::string bytes(count, '\0');
    file_.clear();
    file_.seekg(std::int64_t(at));
    file_.read(bytes.data(), std::streamsize(count));
    if (file_.gcount() != std::streamsize(count)) throw BadData{"cannot be read"};
    return bytes;
  }
  std::uint64_t size() const { return size_; }

 private:
  std::ifstream file_;
  std::uint64_t size_ = 0;
};

std::vector<Entry> entriesOf(Archive& archive) {
  const std::uint64_t tail = std::min<std::uint64_t>(archive.size(), endSize + longestComment);
  const std::string end = archive.read(archive.size() - tail, tail);
  const std::size_t at = end.rfind("PK\5\6");
  if (at == end.npos || end.size() - at < endSize) throw BadData{"the archive has no end"};
  const std::uint32_t count = number(end, at + 10, 2), length = number(end, at + 12, 4),
                      begin = number(end, at + 16, 4);
  if (number(end, at, 4) != endMark || count == 0xffff || begin == 0xffffffff)
    throw BadData{"archives of this kind (ZIP64) are not supported"};
  const std::string list = archive.read(begin, length);
  std::vector<Entry> entries;
  for (std::size_t p = 0; entries.size() < count;) {
    if (number(list, p, 4) != entryMark) throw BadData{"the archive is damaged"};
    Entry e;
    e.encrypted = number(list, p + 8, 2) & 1;
    e.method = number(list, p + 10, 2);
    e.crc = number(list, p + 16, 4);
    e.packed = number(list, p + 20, 4);
    e.size = number(list, p + 24, 4);
    const std::uint32_t nameLength = number(list, p + 28, 2);
    e.header = number(list, p + 42, 4);
    if (list.size() - p - entrySize < nameLength) throw BadData{"the archive is cut short"};
    e.name = list.substr(p + entrySize, nameLength);
    p += entrySize + nameLength + number(list, p + 30, 2) + number(list, p + 32, 2);
    entries.push_back(std::move(e));
  }
  return entries;
}

std::string contentOf(Archive& archive, const Entry& e) {
  if (e.encrypted) throw BadData{"the archive is encrypted"};
  const std::string local = archive.read(e.header, localSize);
  if (number(local, 0, 4) != localMark) throw BadData{"the archive is damaged"};
  const std::uint64_t begin =
      std::uint64_t(e.header) + localSize + number(local, 26, 2) + number(local, 28, 2);
  const std::string packed = archive.read(begin, e.packed);
  std::string bytes;
  if (e.method == 0)
    bytes = packed;
  else if (e.method == 8)
    bytes = inflatedRaw(packed, std::min(double(e.size), double(e.packed) * maxDeflateRatio));
  else
    throw BadData{"the archive is packed in a way that is not supported"};
  const auto crc = crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), uInt(bytes.size()));
  if (bytes.size() != e.size || crc != e.crc) throw BadData{"a checksum of the archive is wrong"};
  return bytes;
}

bool isWanted(const Entry& e) {
  const std::size_t slash = e.name.find_last_of("/\\");
  const std::string_view last =
      std::string_view(e.name).substr(slash == e.name.npos ? 0 : slash + 1);
  return !last.empty() && last[0] != '.' && e.name.find("__MACOSX") == e.name.npos;
}

/// ".nii.gz" and the like: letters and digits only.
std::string extensionOf(const std::string& name) {
  const std::size_t slash = name.find_last_of("/\\");
  const std::string last = name.substr(slash == name.npos ? 0 : slash + 1);
  std::size_t dot = last.rfind('.');
  if (dot == last.npos || last.size() - dot > 6) return {};
  if (last.ends_with(".nii.gz")) dot = last.size() - 7;
  const std::string extension = last.substr(dot);
  const bool plain = std::ranges::all_of(
      extension, [](unsigned char c) { return c < 128 && (std::isalnum(c) || c == '.'); });
  return plain ? extension : std::string();
}

}  // namespace

bool isZip(const std::filesystem::path& path) {
  std::array<char, 4> head{};
  std::ifstream(path, std::ios::binary).read(head.data(), head.size());
  const std::string_view start(head.data(), head.size());
  return start == "PK\3\4" || start == "PK\5\6";  // the first entry; the end of an empty archive
}

TemporaryFolder::TemporaryFolder() {
  std::random_device random;
  std::error_code failure;
  for (int attempt = 0; attempt < 100; ++attempt) {
    path_ = std::filesystem::temp_directory_path(failure) /
            ("bregma-" + std::to_string(random()) + std::to_string(random()));
    if (!failure && std::filesystem::create_directory(path_, failure)) {
      // What was in an archive is nobody else's business.
      std::filesystem::permissions(path_, std::filesystem::perms::owner_all, failure);
      return;
    }
  }
  throw Error(ErrorCode::WriteFailed, {utf8(path_), failure.message()});
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void unpackZip(const std::filesystem::path& archive, const std::filesystem::path& folder,
               Progress progress) {
  try {
    Archive file(archive);
    std::vector<Entry> entries = entriesOf(file);
    std::erase_if(entries, [](const Entry& e) { return !isWanted(e); });
    double total = 0;
    for (const Entry& e : entries) {
      total += e.size;
      if (double(e.size) > largestFile || total > maxDecodedBytes)
        throw Error(ErrorCode::FileTooLarge,
                    {utf8(archive), std::max(total, double(e.size)) / 1e9, maxDecodedBytes / 1e9});
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      progress.at(double(i) / double(entries.size()));
      const std::string bytes = contentOf(file, entries[i]);
      const auto path =
          folder / (std::to_string(1'000'000 + i).substr(1) + extensionOf(entries[i].name));
      std::ofstream out(path, std::ios::binary);
      if (!out.write(bytes.data(), std::streamsize(bytes.size())).flush())
        throw Error(ErrorCode::WriteFailed, {utf8(path), "the disk refused"});
    }
  } catch (const BadData& bad) {
    throw Error(ErrorCode::FileDamaged, {utf8(archive), bad.reason});
  }
}

}  // namespace bregma
