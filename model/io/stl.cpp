#include "model/io/stl.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "model/parallel.hpp"
#include "model/vertex_welder.hpp"

namespace bregma {

static_assert(std::endian::native == std::endian::little);

namespace {

constexpr std::size_t headerSize = 80, prefixSize = 84, recordSize = 50;
constexpr double largestFileGb = 4;
constexpr std::string_view headerText = "Bregma, mm, LPS";

/// Fills in the normal from the three corners behind it. Rounded on the way just as admesh does it:
/// the normals of slivers hang on the rounding, and a checker should find its own.
void putNormal(float* values) {
  float u[3], v[3];
  for (int axis = 0; axis < 3; ++axis) {
    u[axis] = values[6 + axis] - values[3 + axis];
    v[axis] = values[9 + axis] - values[3 + axis];
  }
  const auto term = [&](int a, int b) {
    return float(float(double(u[a]) * v[b]) - double(u[b]) * v[a]);
  };
  const float n[3]{term(1, 2), term(2, 0), term(0, 1)};
  const double size = std::sqrt(double(n[0]) * n[0] + double(n[1]) * n[1] + double(n[2]) * n[2]);
  for (int axis = 0; axis < 3; ++axis)
    values[axis] = size < 1e-12 ? 0 : float(n[axis] * (1 / size));
}

void putRecord(char* record, const TriangleMesh& mesh, std::size_t triangle) {
  const auto& t = mesh.triangles[triangle];
  float values[12];
  for (int corner = 0; corner < 3; ++corner)
    for (int axis = 0; axis < 3; ++axis)
      values[3 + 3 * corner + axis] = float(mesh.vertices[t[corner]][axis]);
  putNormal(values);
  std::memcpy(record, values, sizeof values);
  record[48] = record[49] = 0;
}

[[noreturn]] void damaged(const std::filesystem::path& path, std::string reason) {
  throw Error(ErrorCode::FileDamaged, {utf8(path), std::move(reason)});
}

std::string wholeFile(const std::filesystem::path& path) {
  std::error_code failure;
  if (!std::filesystem::is_regular_file(path, failure))
    throw Error(ErrorCode::PathMissing, {utf8(path)});
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) damaged(path, failure.message());
  if (double(size) > largestFileGb * 1e9)
    throw Error(ErrorCode::FileTooLarge, {utf8(path), double(size) / 1e9, largestFileGb});
  std::string bytes(size, '\0');
  std::ifstream file(path, std::ios::binary);
  if (!file.read(bytes.data(), std::streamsize(size))) damaged(path, "cannot be read");
  return bytes;
}

bool isFinite(const std::array<float, 3>& p) {
  return std::all_of(p.begin(), p.end(), [](float c) { return std::isfinite(c); });
}

TriangleMesh fromBinary(const std::string& bytes, std::uint32_t count,
                        const std::filesystem::path& path) {
  VertexWelder welder(count / 2);
  TriangleMesh mesh;
  mesh.triangles.resize(count);
  for (std::uint32_t t = 0; t < count; ++t)
    for (int corner = 0; corner < 3; ++corner) {
      std::array<float, 3> p;
      std::memcpy(p.data(), &bytes[prefixSize + t * recordSize + 12 * (corner + 1)], sizeof p);
      if (!isFinite(p)) damaged(path, "a coordinate is not a number");
      mesh.triangles[t][corner] = welder.indexOf(p);
    }
  mesh.vertices = welder.vertices();
  return mesh;
}

/// Splits at white space, moving on.
std::string_view nextWord(std::string_view& rest) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const auto begin = rest.find_first_not_of(space);
  if (begin == std::string_view::npos) return rest = {};
  rest.remove_prefix(begin);
  const std::string_view word = rest.substr(0, rest.find_first_of(space));
  rest.remove_prefix(word.size());
  return word;
}

std::array<float, 3> nextPoint(std::string_view& rest, const std::filesystem::path& path) {
  std::array<float, 3> p{};
  for (float& coordinate : p) {
    std::string_view number = nextWord(rest);
    if (number.starts_with('+')) number.remove_prefix(1);
    const auto end = number.data() + number.size();
    const auto [stop, code] = std::from_chars(number.data(), end, coordinate);
    if (code != std::errc{} || stop != end) damaged(path, "a coordinate is not a number");
  }
  if (!isFinite(p)) damaged(path, "a coordinate is not a number");
  return p;
}

TriangleMesh fromText(std::string_view rest, const std::filesystem::path& path) {
  VertexWelder welder(rest.size() / 500);
  TriangleMesh mesh;
  std::array<std::uint32_t, 3> triangle{};
  int corners = 0;
  bool ended = false;
  for (auto word = nextWord(rest); !word.empty(); word = nextWord(rest)) {
    if (word == "vertex") {
      if (corners == 3) damaged(path, "a facet has more than three vertices");
      triangle[corners++] = welder.indexOf(nextPoint(rest, path));
    } else if (word == "endfacet") {
      if (corners != 3) damaged(path, "a facet has fewer than three vertices");
      mesh.triangles.push_back(triangle);
      corners = 0;
    } else if (word == "solid" || word == "endsolid") {
      ended = word == "endsolid";
      rest.remove_prefix(std::min(rest.size(), rest.find('\n')));  // a name, of any words
    }
  }
  if (corners != 0 || !ended || mesh.empty()) damaged(path, "the text ends early");
  mesh.vertices = welder.vertices();
  return mesh;
}

}  // namespace

void writeStl(const std::filesystem::path& path, const TriangleMesh& mesh) {
  const auto count = std::uint32_t(mesh.triangles.size());
  std::string bytes(prefixSize + count * recordSize, '\0');
  headerText.copy(bytes.data(), headerSize);
  std::memcpy(&bytes[headerSize], &count, sizeof count);
  parallelFor(int(count), [&](int begin, int end) {
    for (int t = begin; t < end; ++t) putRecord(&bytes[prefixSize + t * recordSize], mesh, t);
  });
  writeFileAtomically(path, bytes);
}

TriangleMesh readStl(const std::filesystem::path& path) {
  const std::string bytes = wholeFile(path);
  if (bytes.size() >= prefixSize) {
    std::uint32_t count;
    std::memcpy(&count, &bytes[headerSize], sizeof count);
    if (prefixSize + std::uint64_t(count) * recordSize == bytes.size())
      return fromBinary(bytes, count, path);
  }
  std::string_view text = bytes;
  if (nextWord(text) == "solid") return fromText(bytes, path);
  damaged(path, "its length does not fit the number of triangles it claims");
}

}  // namespace bregma
