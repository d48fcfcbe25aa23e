#include "model/net/card.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "model/error.hpp"
#include "model/io/read_file.hpp"
#include "model/io/sha256.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr double largestCard = 16e6, largestWeights = 1e9;  // bytes

fs::path pathOf(const std::string& utf8Name) {
  return fs::path(std::u8string(utf8Name.begin(), utf8Name.end()));
}

[[noreturn]] void damaged(const fs::path& file, const std::string& reason) {
  throw Error(ErrorCode::FileDamaged, {utf8(file), reason});
}

// A name that stays within the folder, on every system.
bool isPlainName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\\:\0", 4)) == std::string::npos;
}

bool isSha256(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Json toJson(const NetworkCard& card) {
  Json files = Json::array(), curve = Json::array();
  for (const NetworkFile& file : card.files)
    files.push_back({{"name", file.name}, {"sha256", file.sha256}});
  for (const CurvePoint& point : card.learningCurve)
    curve.push_back({{"epoch", point.epoch},
                     {"training_loss", point.trainingLoss},
                     {"validation_loss", point.validationLoss}});
  return {{"format", cardFormat},
          {"name", card.name},
          {"architecture", card.architecture},
          {"data", card.data},
          {"data_license", card.dataLicense},
          {"split", {{"training", card.trainingHeads}, {"validation", card.validationHeads}}},
          {"seed", card.seed},
          {"scores", card.scores},
          {"files", files},
          {"learning_curve", curve},
          {"notes", card.notes}};
}

// nlohmann's exceptions say what is missing or of the wrong kind.
NetworkCard fromJson(const Json& json) {
  static const std::set<std::string> keys{
      "format", "name",   "architecture", "data",           "data_license", "split",
      "seed",   "scores", "files",        "learning_curve", "notes"};
  for (const auto& [key, value] : json.items())
    if (!keys.contains(key)) throw std::invalid_argument("unknown key \"" + key + "\"");
  NetworkCard card;
  json.at("name").get_to(card.name);
  json.at("architecture").get_to(card.architecture);
  json.at("data").get_to(card.data);
  json.at("data_license").get_to(card.dataLicense);
  json.at("split").at("training").get_to(card.trainingHeads);
  json.at("split").at("validation").get_to(card.validationHeads);
  json.at("seed").get_to(card.seed);
  json.at("scores").get_to(card.scores);
  for (const Json& file : json.at("files")) {
    card.files.push_back({file.at("name"), file.at("sha256")});
    if (!isPlainName(card.files.back().name) || !isSha256(card.files.back().sha256))
      throw std::invalid_argument("bad name or SHA-256 of a file");
  }
  for (const Json& point : json.value("learning_curve", Json::array()))
    card.learningCurve.push_back(
        {point.at("epoch"), point.at("training_loss"), point.at("validation_loss")});
  card.notes = json.value("notes", std::string());
  return card;
}

}  // namespace

std::string NetworkCard::weightsSha256() const {
  Sha256 sha;
  for (const NetworkFile& file : files) sha.update(file.name + ' ' + file.sha256 + '\n');
  return sha.hex();
}

NetworkCard readCard(const fs::path& folder, std::string_view architecture) {
  const fs::path path = folder / cardFileName;
  std::error_code failure;
  if (!fs::is_regular_file(path, failure))
    throw Error(ErrorCode::NetworkMissing, {utf8(folder.filename()), utf8(folder)});
  NetworkCard card;
  try {
    const Json json = Json::parse(readFile(path, largestCard));
    const double format = json.at("format");
    if (format > cardFormat)
      throw Error(ErrorCode::NetworkNewer, {utf8(path), format, double(cardFormat)});
    if (format < 1) throw std::invalid_argument("no such format");
    card = fromJson(json);
  } catch (const Json::exception& e) {
    damaged(path, e.what());
  } catch (const std::invalid_argument& e) {
    damaged(path, e.what());
  }
  if (card.architecture != architecture)
    throw Error(ErrorCode::NetworkForeign,
                {utf8(path), card.architecture, std::string(architecture)});
  for (const NetworkFile& file : card.files) readNetworkFile(folder, card, file.name);
  return card;
}

std::string readNetworkFile(const fs::path& folder, const NetworkCard& card,
                            std::string_view name) {
  const auto file = std::ranges::find(card.files, name, &NetworkFile::name);
  if (file == card.files.end())
    damaged(folder / cardFileName, "it names no file \"" + std::string(name) + "\"");
  const fs::path path = folder / pathOf(file->name);
  std::error_code failure;
  if (!fs::is_regular_file(path, failure)) damaged(path, "the card names it, but it is missing");
  std::string bytes = readFile(path, largestWeights);
  if (sha256OfText(bytes) != file->sha256) damaged(path, "its SHA-256 is not the card's");
  return bytes;
}

NetworkCard writeCard(NetworkCard card, const fs::path& folder) {
  for (NetworkFile& file : card.files) file.sha256 = sha256OfFile(folder / pathOf(file.name));
  writeFileAtomically(folder / cardFileName,
                      toJson(card).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return card;
}

}  // namespace bregma
