#include "training/ranks.hpp"

#include <torch/types.h>

#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "model/error.hpp"

namespace bregma {

namespace {

constexpr std::chrono::minutes toMeet(5);
// Rank 0 may first check a whole data set; a rank that has gone is noticed at once.
constexpr std::chrono::hours toWait(24);

// Gloo and the store throw what derives from std::exception, each its own.
template <class Work>
auto reached(Work&& work) {
  try {
    return work();
  } catch (const std::exception& e) {
    const std::string text = e.what();
    throw Error(ErrorCode::NetworkLibrary,
                {"the other ranks cannot be reached: " + text.substr(0, text.find('\n'))});
  }
}

}  // namespace

struct Ranks::Group {
  int rank;
  c10::intrusive_ptr<c10d::Store> store;
  c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;

  void sum(torch::Tensor values) {
    std::vector<torch::Tensor> tensors{std::move(values)};
    gloo->allreduce(tensors)->wait();
  }
};

Ranks::Ranks(int rank, int ranks, const std::string& host, int port) {
  group_ = reached([&] {
    c10d::TCPStoreOptions where;
    where.port = std::uint16_t(port);
    where.isServer = rank == 0;
    where.numWorkers = std::size_t(ranks);
    where.timeout = toMeet;
    auto store = c10::make_intrusive<c10d::TCPStore>(host, where);
    const auto options = c10d::ProcessGroupGloo::Options::create();
    options->timeout = toWait;
    const bool here = host == "localhost" || host == "127.0.0.1";
    options->devices.push_back(here ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1")
                                    : c10d::ProcessGroupGloo::createDefaultDevice());
    auto gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(store, rank, ranks, options);
    return std::make_unique<Group>(Group{rank, std::move(store), std::move(gloo)});
  });
}

Ranks::~Ranks() = default;

void Ranks::sum(std::span<float> values) {
  reached([&] {
    group_->sum(torch::from_blob(values.data(), {std::int64_t(values.size())}, torch::kFloat));
  });
}

void Ranks::sum(std::span<double> values) {
  reached([&] {
    group_->sum(torch::from_blob(values.data(), {std::int64_t(values.size())}, torch::kDouble));
  });
}

std::string Ranks::shared(const std::string& bytes) {
  // The sum of rank 0's bytes and the others' zeros.
  std::array<double, 1> size{group_->rank == 0 ? double(bytes.size()) : 0};
  sum(std::span<double>(size));
  std::vector<float> values(std::size_t(size[0]), 0);
  if (group_->rank == 0)
    for (std::size_t i = 0; i < bytes.size(); ++i) values[i] = float(std::uint8_t(bytes[i]));
  sum(std::span<float>(values));
  std::string out(values.size(), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) out[i] = char(std::uint8_t(values[i]));
  return out;
}

}  // namespace bregma
