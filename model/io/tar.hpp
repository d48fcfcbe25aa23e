#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bregma {

/// Thrown by the small readers of this folder; the importer names the file and makes an Error.
struct BadData {
  std::string reason;
};

/// Bytes of a file in memory, inflated on the way when they are gzip or raw deflate.
class ByteStream {
 public:
  /// `file` must outlive the stream. No more than `limit` bytes come out.
  ByteStream(std::string_view file, double limit);
  static ByteStream ofRawDeflate(std::string_view deflated, double limit);
  ~ByteStream();
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;
  /// Fills as much of `out` as there is. @throws BadData damaged gzip, limit passed
  std::size_t read(std::span<char> out);

 private:
  struct Inflater;
  ByteStream(std::string_view file, double limit, std::unique_ptr<Inflater> inflater);
  std::string_view file_;
  double left_;
  std::unique_ptr<Inflater> inflater_;  ///< null for plain bytes
};

/// Reads a tar stream from memory to memory: nothing is written to disk, links and devices are
/// passed over, names are reduced to the part after the last slash. `limitOf(name)` says how many
/// bytes of an entry to accept; 0 passes over it. `take` receives the wanted ones.
/// @throws BadData wrong checksum, truncated, an entry above its limit
void readTar(ByteStream& stream, const std::function<std::size_t(std::string_view name)>& limitOf,
             const std::function<void(std::string name, std::string bytes)>& take);

/// The bytes of one zlib stream of known length. @throws BadData
std::string inflated(std::string_view zlib, std::size_t length);
/// The bytes of one raw deflate stream, no more than `limit`. @throws BadData
std::string inflatedRaw(std::string_view deflated, double limit);

}  // namespace bregma
