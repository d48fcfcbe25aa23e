#include "model/net/paper_completion.hpp"

#include "model/error.hpp"
#include "model/io/write_file.hpp"
#include "model/net/card.hpp"
#include "model/net/network_folder.hpp"
#include "model/net/paper_layout.hpp"

namespace bregma {

PaperAnswer completeByPaper(std::span<const std::uint8_t> defective) {
  const std::filesystem::path folder = networkFolder("paper");
  const NetworkCard card = readCard(folder, paperArchitecture);
  if (card.files.empty())
    throw Error(ErrorCode::FileDamaged,
                {utf8(folder / cardFileName), std::string("it names no weights")});
  const std::string& name = card.files.front().name;
  return netLibrary().completePaper(readNetworkFile(folder, card, name), name, defective);
}

}  // namespace bregma
