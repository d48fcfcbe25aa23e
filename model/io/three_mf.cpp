#include <zip.h>

#include <memory>
#include <string_view>

#include "model/error.hpp"
#include "model/io/mesh_file.hpp"
#include "model/io/mesh_text.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

constexpr std::string_view xmlHead = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
constexpr std::string_view contentTypes =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    "<Default Extension=\"rels\" "
    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"model\" "
    "ContentType=\"application/vnd.ms-package.3dmanufacturing-3dmodel+xml\"/></Types>\n";
constexpr std::string_view relationships =
    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    "<Relationship Id=\"rel0\" Target=\"/3D/3dmodel.model\" "
    "Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/></Relationships>\n";

void appendAttribute(std::string& xml, std::string_view name, float value) {
  xml.append(" ").append(name).append("=\"");
  appendNumber(xml, value);
  xml += '"';
}
void appendAttribute(std::string& xml, std::string_view name, std::uint32_t value) {
  xml.append(" ").append(name).append("=\"");
  appendNumber(xml, value);
  xml += '"';
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  return out;
}

void appendMaterial(std::string& xml, const MeshPart& part) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  xml += "<base name=\"" + escaped(part.name) + "\" displaycolor=\"#";
  for (const std::uint8_t c : part.rgb) xml.append({hex[c >> 4], hex[c & 15]});
  xml += "\"/>";
}

void appendObject(std::string& xml, const MeshPart& part, std::uint32_t index) {
  xml += "<object";
  appendAttribute(xml, "id", index + 2);
  xml += " name=\"" + escaped(part.name) + "\" type=\"model\" pid=\"1\"";
  appendAttribute(xml, "pindex", index);
  xml += "><mesh><vertices>\n";
  for (const Vec3& v : part.mesh->vertices) {
    xml += "<vertex";
    appendAttribute(xml, "x", float(v.x));
    appendAttribute(xml, "y", float(v.y));
    appendAttribute(xml, "z", float(v.z));
    xml += "/>\n";
  }
  xml += "</vertices><triangles>\n";
  for (const auto& t : part.mesh->triangles) {
    xml += "<triangle";
    appendAttribute(xml, "v1", t[0]);
    appendAttribute(xml, "v2", t[1]);
    appendAttribute(xml, "v3", t[2]);
    xml += "/>\n";
  }
  xml += "</triangles></mesh></object>\n";
}

std::string modelOf(const std::vector<MeshPart>& parts, MeshFrame frame) {
  constexpr double apartMm = 10;
  std::string xml(xmlHead);
  xml +=
      "<model unit=\"millimeter\" xml:lang=\"en-US\" "
      "xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\">\n"
      "<metadata name=\"Application\">Bregma</metadata>\n"
      "<metadata name=\"Description\">";
  xml += frame == MeshFrame::Patient ? "Vertices are in the patient's frame: LPS, mm."
                                     : "Parts lie on the printer's bed, mm.";
  xml +=
      "</metadata>\n"
      "<resources><basematerials id=\"1\">";
  for (const MeshPart& part : parts) appendMaterial(xml, part);
  xml += "</basematerials>\n";
  for (std::size_t i = 0; i < parts.size(); ++i) appendObject(xml, parts[i], std::uint32_t(i));
  xml += "</resources>\n<build>\n";
  double x = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Box box = boundingBox(*parts[i].mesh);
    xml += "<item";
    appendAttribute(xml, "objectid", std::uint32_t(i + 2));
    xml += " transform=\"1 0 0 0 1 0 0 0 1";
    const Vec3 move = frame == MeshFrame::Bed ? Vec3{} : Vec3{x, 0, 0} - box.low;
    for (const double along : {move.x, move.y, move.z}) {
      xml += ' ';
      appendNumber(xml, float(along));
    }
    xml += "\"/>\n";
    x += box.high.x - box.low.x + apartMm;
  }
  return xml + "</build>\n</model>\n";
}

/// An archive in memory; what libzip cannot do becomes an error about `path`.
class Archive {
 public:
  explicit Archive(const std::filesystem::path& path) : path_(path) {
    zip_error_t why;
    zip_error_init(&why);
    source_ = zip_source_buffer_create(nullptr, 0, 0, &why);
    if (!source_) failed(zip_error_strerror(&why));
    archive_.reset(zip_open_from_source(source_, ZIP_TRUNCATE, &why));
    if (!archive_) {
      zip_source_free(source_);
      failed(zip_error_strerror(&why));
    }
    zip_source_keep(source_);  // the archive has its own hold on it
  }
  ~Archive() {
    archive_.reset();
    zip_source_free(source_);
  }
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  /// `content` must live until `bytes()`.
  void add(const char* name, std::string_view content) {
    zip_source_t* source = zip_source_buffer(archive_.get(), content.data(), content.size(), 0);
    const zip_int64_t index =
        source ? zip_file_add(archive_.get(), name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (index < 0) {
      if (source) zip_source_free(source);
      failed(zip_strerror(archive_.get()));
    }
    constexpr zip_uint16_t firstOfJanuary1980 = 1 << 5 | 1;  // so that the bytes never differ
    zip_file_set_dostime(archive_.get(), zip_uint64_t(index), 0, firstOfJanuary1980, 0);
    zip_set_file_compression(archive_.get(), zip_uint64_t(index), ZIP_CM_DEFLATE, 6);
  }

  std::string bytes() {
    if (zip_close(archive_.get()) < 0) failed(zip_strerror(archive_.get()));
    (void)archive_.release();
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_source_stat(source_, &stat) < 0 || zip_source_open(source_) < 0)
      failed(zip_error_strerror(zip_source_error(source_)));
    std::string all(stat.size, '\0');
    const zip_int64_t got = zip_source_read(source_, all.data(), all.size());
    zip_source_close(source_);
    if (got != zip_int64_t(all.size())) failed("the archive is incomplete");
    return all;
  }

 private:
  [[noreturn]] void failed(const char* why) const {
    throw Error(ErrorCode::WriteFailed, {utf8(path_), std::string(why)});
  }
  struct Discard {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  std::filesystem::path path_;
  zip_source_t* source_ = nullptr;
  std::unique_ptr<zip_t, Discard> archive_;
};

}  // namespace

void write3mf(const std::filesystem::path& path, const std::vector<MeshPart>& parts,
              MeshFrame frame) {
  const std::string types = std::string(xmlHead).append(contentTypes);
  const std::string links = std::string(xmlHead).append(relationships);
  const std::string model = modelOf(parts, frame);
  Archive archive(path);
  archive.add("[Content_Types].xml", types);
  archive.add("_rels/.rels", links);
  archive.add("3D/3dmodel.model", model);
  writeFileAtomically(path, archive.bytes());
}

}  // namespace bregma
