#include "model/net/paper_weights.hpp"

#include <torch/serialize.h>

#include <sstream>

#include "model/error.hpp"
#include "model/net/paper_layout.hpp"

namespace bregma {

namespace {

struct Part {
  std::string name;
  std::size_t offset, count;
  std::vector<std::int64_t> shape;
};

std::vector<Part> parts() {
  std::vector<Part> all;
  for (std::size_t i = 0; i < paperLayers.size(); ++i) {
    const PaperLayer& layer = paperLayers[i];
    const std::size_t at = paperOffset(i), weights = layer.weightCount();
    all.push_back(
        {std::string(layer.name) + ".weight", at, weights, {layer.out, layer.in, 3, 3, 3}});
    all.push_back(
        {std::string(layer.name) + ".bias", at + weights, std::size_t(layer.out), {layer.out}});
  }
  return all;
}

}  // namespace

std::string paperWeightsBytes(std::span<const float> parameters) {
  torch::serialize::OutputArchive archive;
  for (const Part& part : parts()) {
    torch::Tensor tensor = torch::empty(part.shape);
    std::copy_n(parameters.data() + part.offset, part.count, tensor.data_ptr<float>());
    archive.write(part.name, tensor);
  }
  std::ostringstream bytes;
  archive.save_to(bytes);
  return std::move(bytes).str();
}

std::vector<float> paperWeightsFrom(std::string_view bytes, const std::string& name) {
  const auto refuse = [&](const std::string& reason) {
    throw Error(ErrorCode::FileDamaged, {name, reason});
  };
  std::vector<float> parameters(paperParameters);
  try {
    torch::serialize::InputArchive archive;
    archive.load_from(bytes.data(), bytes.size(), torch::kCPU);
    for (const Part& part : parts()) {
      torch::Tensor tensor;
      if (!archive.try_read(part.name, tensor)) refuse("it has no tensor " + part.name);
      if (tensor.sizes() != at::IntArrayRef(part.shape) || tensor.scalar_type() != torch::kFloat)
        refuse("its tensor " + part.name + " has another shape");
      if (!torch::isfinite(tensor).all().item<bool>()) refuse("it holds numbers that are none");
      std::copy_n(tensor.contiguous().data_ptr<float>(), part.count,
                  parameters.data() + part.offset);
    }
  } catch (const c10::Error&) {
    refuse("it is not an archive of weights");
  }
  return parameters;
}

}  // namespace bregma
