#include "training/checkpoint.hpp"

#include <nlohmann/json.hpp>

#include "model/error.hpp"
#include "model/io/sha256.hpp"

namespace bregma {

namespace {
using Json = nlohmann::json;
constexpr int checkpointFormat = 2;

// Of all that the file holds.
std::string sha256Of(Json head, const Checkpoint& c) {
  head.erase("sha256");
  return sha256OfText(head.dump() + c.learner + c.bestWeights);
}

}  // namespace

// A line of JSON, then the two blobs that it tells the sizes of.
std::string checkpointBytes(const Checkpoint& c) {
  Json curve = Json::array();
  for (const CurvePoint& p : c.curve) curve.push_back({p.epoch, p.trainingLoss, p.validationLoss});
  Json head{{"format", checkpointFormat},
            {"setup", c.setup},
            {"epoch", c.epoch},
            {"step", c.step},
            {"loss_sum", c.lossSum},
            {"best_epoch", c.bestEpoch},
            {"best_loss", c.bestLoss},
            {"best_error_rate_percent", c.bestErrorRatePercent},
            {"curve", curve},
            {"learner_bytes", c.learner.size()},
            {"best_bytes", c.bestWeights.size()}};
  head["sha256"] = sha256Of(head, c);
  return head.dump() + '\n' + c.learner + c.bestWeights;
}

Checkpoint checkpointFrom(const std::string& bytes, const std::string& name) {
  const auto damaged = [&](const char* reason) -> Error {
    return Error(ErrorCode::FileDamaged, {name, std::string(reason)});
  };
  const std::size_t line = bytes.find('\n');
  if (line == std::string::npos) throw damaged("it is no checkpoint");
  try {
    const Json head = Json::parse(bytes.substr(0, line));
    const double format = head.at("format");
    if (format > checkpointFormat)
      throw Error(ErrorCode::NetworkNewer, {name, format, double(checkpointFormat)});
    if (format != checkpointFormat) throw damaged("it is of an old format");
    Checkpoint c;
    c.setup = head.at("setup");
    c.epoch = head.at("epoch");
    c.step = head.at("step");
    c.lossSum = head.at("loss_sum");
    c.bestEpoch = head.at("best_epoch");
    c.bestLoss = head.at("best_loss");
    c.bestErrorRatePercent = head.at("best_error_rate_percent");
    for (const Json& p : head.at("curve")) c.curve.push_back({p.at(0), p.at(1), p.at(2)});
    const std::size_t learner = head.at("learner_bytes"), best = head.at("best_bytes");
    if (learner > bytes.size() || best > bytes.size() || bytes.size() != line + 1 + learner + best)
      throw damaged("it is cut short");
    c.learner = bytes.substr(line + 1, learner);
    c.bestWeights = bytes.substr(line + 1 + learner);
    if (head.at("sha256") != sha256Of(head, c)) throw damaged("its SHA-256 is wrong");
    return c;
  } catch (const Json::exception&) {
    throw damaged("it is no checkpoint");
  }
}

}  // namespace bregma
