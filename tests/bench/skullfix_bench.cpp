// skullfix_bench DATA METHOD [--to vault] HEAD...
// DATA holds complete_skull/ and implant/. A head is its number ("060"); "060-079" is a range.
// Takes the official implant out of each skull, plans it, and compares the fill with the implant.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "model/io/image_file.hpp"
#include "planning/case.hpp"
#include "planning/comparison.hpp"
#include "planning/process_memory.hpp"
#include "planning/vault.hpp"

using namespace bregma;
namespace fs = std::filesystem;

namespace {

struct Row {
  Comparison comparison;
  double seconds = 0;
};

fs::path fileOf(const fs::path& folder, const std::string& head) {
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().filename().string().starts_with(head)) return entry.path();
  throw Error(ErrorCode::PathMissing, {(folder / head).string()});
}

Row plan(const fs::path& data, const std::string& head, VaultMethod method, Step last) {
  const MaskFile complete = readMask(fileOf(data / "complete_skull", head));
  const MaskFile implant = readMask(fileOf(data / "implant", head));
  std::vector<std::uint8_t> defective = complete.voxels;
  for (std::size_t i = 0; i < defective.size(); ++i) defective[i] &= !implant.voxels[i];
  const fs::path folder = fs::temp_directory_path() / ("skullfix-bench-" + head);
  fs::create_directories(folder);
  writeMaskNrrd(folder / "defective.nrrd", complete.geometry, defective);

  Plan settings;
  settings.vault.method = method;
  Case c(folder / "defective.nrrd", settings);
  c.setFolder(folder / "case");
  const auto start = std::chrono::steady_clock::now();
  c.run(last);
  Row row;
  row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  row.comparison = compareMasks(complete.geometry, implant.voxels,
                                vaultFillMask(*c.scan(), *c.head(), *c.vault()), defective);
  fs::remove_all(folder);
  return row;
}

std::vector<std::string> headsOf(const std::string& text) {
  const std::size_t dash = text.find('-');
  if (dash == std::string::npos) return {text};
  std::vector<std::string> heads;
  for (int i = std::stoi(text.substr(0, dash)); i <= std::stoi(text.substr(dash + 1)); ++i) {
    char name[16];
    std::snprintf(name, sizeof name, "%03d", i);
    heads.push_back(name);
  }
  return heads;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n == 0 ? 0 : (values[(n - 1) / 2] + values[n / 2]) / 2;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc), heads;
  Step last = Step::Export;
  for (std::size_t i = 2; i < words.size(); ++i)
    if (words[i] == "--to" && i + 1 < words.size())
      last = stepNamed(words[++i]).value_or(Step::Export);
    else
      for (const std::string& head : headsOf(words[i])) heads.push_back(head);
  const auto method = words.size() > 1 ? vaultMethodNamed(words[1]) : std::nullopt;
  if (!method || heads.empty()) {
    std::fprintf(stderr, "skullfix_bench DATA spline|mirror [--to STEP] HEAD...\n");
    return 2;
  }
  std::vector<double> dsc, bdsc, hd95, rate, seconds;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  std::printf("head    DSC   bDSC   HD95      r     s   peak MB\n");
  for (const std::string& head : heads) try {
      const Row row = plan(words[0], head, *method, last);
      const Comparison& c = row.comparison;
      std::printf("%s  %.4f %.4f %6.2f %6.1f %5.1f %7.0f\n", head.c_str(), c.dsc, c.bdsc, c.hd95Mm,
                  c.errorRatePercent, row.seconds, peakMemoryMb());
      dsc.push_back(c.dsc);
      bdsc.push_back(c.bdsc);
      hd95.push_back(c.hd95Mm);
      rate.push_back(c.errorRatePercent);
      seconds.push_back(row.seconds);
    } catch (const Error& error) {
      std::printf("%s  %s\n", head.c_str(), error.what());
      dsc.push_back(0);
    }
  std::printf("median %.4f %.4f %5.2f %6.1f %5.1f   least DSC %.4f, most seconds %.1f\n",
              median(dsc), median(bdsc), median(hd95), median(rate), median(seconds),
              *std::min_element(dsc.begin(), dsc.end()),
              seconds.empty() ? 0 : *std::max_element(seconds.begin(), seconds.end()));
}
