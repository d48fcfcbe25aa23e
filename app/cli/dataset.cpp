#include "training/dataset.hpp"

#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/write_file.hpp"

namespace bregma {

int datasetCommand(const DatasetOptions& options) {
  const Dataset dataset = scanDataset(
      options.dataset, options.folder, {}, consoleProgress(), [&](const DatasetHead& h) {
        std::string line = h.files.name + "  " + std::string(nameOf(h.verdict));
        if (h.verdict != h.suggested) line += " (by hand)";
        if (!h.reason.empty()) line += "  " + h.reason;
        std::fputs((line + "\n").c_str(), options.json ? stderr : stdout);
      });
  nlohmann::json heads = nlohmann::json::array();
  std::array<int, 3> counts{};
  for (const DatasetHead& head : dataset.heads) {
    ++counts[std::size_t(head.verdict)];
    heads.push_back({{"name", head.files.name},
                     {"verdict", nameOf(head.verdict)},
                     {"suggested", nameOf(head.suggested)},
                     {"reason", head.reason}});
  }
  if (options.json)
    printDocument({{"file", utf8(options.folder / "dataset.json")}, {"heads", heads}});
  else
    print(std::to_string(counts[0]) + " accepted, " + std::to_string(counts[1]) + " to review, " +
          std::to_string(counts[2]) + " rejected: " + utf8(options.folder / "dataset.json"));
  return 0;
}

}  // namespace bregma
