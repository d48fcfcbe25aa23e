#include "app/cli/commands.hpp"
#include "app/cli/console.hpp"
#include "model/io/dicom_anonymize.hpp"

namespace bregma {

int anonymizeCommand(const AnonymizeOptions& options) {
  const AnonymousSeries made =
      anonymizeSeries(options.input, options.seriesUid, options.folder, consoleProgress());
  if (options.json) {
    printDocument(nlohmann::json::parse(anonymousSeriesJson(made)));
    return 0;
  }
  for (const AnonymizedElement& e : made.elements)
    print("(" + e.tag + ") " + e.name + ": " + std::string(nameOf(e.how)) + " in " +
          std::to_string(e.files) + (e.files == 1 ? " file" : " files"));
  print(std::to_string(made.files) + (made.files == 1 ? " file" : " files") + ", series " +
        made.seriesUid);
  if (made.filesWithText > 0)
    print("warning: " + std::to_string(made.filesWithText) +
          " files say that text is drawn into their pixels; it is still there.");
  print("warning: the face can be drawn from any head CT; it is still there.");
  return 0;
}

}  // namespace bregma
