#include "app/cli/arguments.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <memory>

#include "app/cli/commands.hpp"
#include "model/io/dicom_write.hpp"
#include "model/io/plan_file.hpp"

namespace bregma {

namespace {

namespace fs = std::filesystem;

constexpr int usageError = 2;

fs::path pathOf(const std::string& utf8) {
  return fs::path(std::u8string(utf8.begin(), utf8.end()));
}

// An option that is a path in UTF-8.
CLI::Option* addPath(CLI::App& app, const std::string& name, fs::path& path,
                     const std::string& help) {
  return app.add_option_function<std::string>(
      name, [&path](const std::string& text) { path = pathOf(text); }, help);
}

// A sub-command that fills `Options` and then calls `command` with them.
template <class Options>
CLI::App& addCommand(CLI::App& app, Arguments& arguments, const std::string& name,
                     const std::string& help, int (*command)(const Options&),
                     std::shared_ptr<Options>& options) {
  options = std::make_shared<Options>();
  CLI::App* sub = app.add_subcommand(name, help);
  if constexpr (requires { options->json; })
    sub->add_flag("--json", options->json, "One JSON document on stdout");
  sub->final_callback([&arguments, options, command] {
    if constexpr (requires { options->json; }) arguments.json = options->json;
    arguments.command = [options, command] { return command(*options); };
  });
  return *sub;
}

std::string methodProblem(const std::string& name) {
  if (vaultMethodNamed(name)) return {};
  return "no such method: network, paper, spline or mirror";
}

std::string settingsHelp() {
  std::string text = "Keys for --set (default; what is allowed):\n";
  for (const PlanKey& key : planKeys())
    text += "  " + key.key + "  " + key.defaultValue + "; " + key.allowed + "\n";
  return text;
}

void addSeries(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<SeriesOptions> o;
  CLI::App& sub = addCommand(app, arguments, "series", "What can be opened under a path",
                             &listSeriesCommand, o);
  addPath(sub, "PATH", o->path, "Folder, ZIP or file")->required();
  sub.add_flag("--identity", o->identity, "Also patient, study and paths");
}

void addAnonymize(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<AnonymizeOptions> o;
  CLI::App& sub = addCommand(
      app, arguments, "anonymize",
      "A copy of a DICOM series without the patient's identity (the face can still be drawn)",
      &anonymizeCommand, o);
  addPath(sub, "PATH", o->input, "Folder, ZIP, DICOMDIR or file")->required();
  addPath(sub, "--out", o->folder, "The folder to write; new or empty")->required();
  sub.add_option("--series", o->seriesUid, "Its UID; without: the likeliest head CT");
}

void addRun(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<RunOptions> o;
  CLI::App& sub = addCommand(app, arguments, "run", "From the scan to implant, mold and report",
                             &runCommand, o);
  addPath(sub, "INPUT", o->input, "DICOM folder or file, .inv3, NRRD, NIfTI")->required();
  addPath(sub, "--out", o->folder, "The case folder to write")->required();
  addPath(sub, "--plan", o->planFile, "A plan.json to start from");
  sub.add_option("--method", o->method, "network (the default), paper, spline or mirror")
      ->check(methodProblem);
  sub.add_option("--set", o->settings, "step.key=value, may be repeated")
      ->take_all()
      ->allow_extra_args(false)
      ->check([](const std::string& text) {
        return text.find('=') == std::string::npos ? "expected step.key=value" : std::string();
      });
  sub.add_option_function<std::string>(
         "--to", [o](const std::string& name) { o->last = *stepNamed(name); },
         "The last step: import, bone, head, defect, vault, implant, mold or export")
      ->check([](const std::string& name) {
        return stepNamed(name) ? std::string() : "no such step: " + name;
      });
  sub.add_flag("!--no-pictures", o->pictures, "Write neither pictures nor report.pdf");
  sub.footer(settingsHelp());
}

void addCheck(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<CheckOptions> o;
  CLI::App& sub =
      addCommand(app, arguments, "check", "Whether meshes can be printed", &checkCommand, o);
  sub.add_option_function<std::vector<std::string>>(
         "MESH",
         [o](const std::vector<std::string>& names) {
           for (const std::string& name : names) o->meshes.push_back(pathOf(name));
         },
         "STL files")
      ->required();
}

void addCompare(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<CompareOptions> o;
  CLI::App& sub =
      addCommand(app, arguments, "compare",
                 "How well a mask agrees with the truth (masks on one grid)", &compareCommand, o);
  addPath(sub, "TRUTH", o->truth, "Mask of the true implant")->required();
  addPath(sub, "RESULT", o->result, "Mask of the planned implant")->required();
  addPath(sub, "--defective", o->defective, "Mask of the defective skull")->required();
}

void addPhantom(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<PhantomOptions> o;
  CLI::App& sub =
      addCommand(app, arguments, "phantom",
                 "A synthetic head CT as DICOM whose answers are formulas", &phantomCommand, o);
  addPath(sub, "OUT", o->folder, "The folder to write")->required();
  sub.add_option("--tilt", o->tiltDeg, "Gantry tilt in degrees")->check(CLI::Range(-30.0, 30.0));
  sub.add_option("--syntax", o->syntax, "explicit, implicit, rle, jpeg, jpegls or jpeg2000")
      ->check([](const std::string& name) {
        return dicomSyntaxNamed(name) ? std::string() : "no such transfer syntax: " + name;
      });
  sub.add_option("--modality", o->modality, "What the files say they are");
  sub.add_option("--pixel", o->pixelMm, "Pixel spacing in mm")->check(CLI::Range(0.2, 5.0));
  sub.add_option("--slice", o->sliceMm, "Slice spacing in mm")->check(CLI::Range(0.2, 10.0));
  sub.add_option("--matrix", o->matrix, "Columns and rows")->check(CLI::Range(64, 1024));
  sub.add_option("--slices", o->slices, "Number of slices")->check(CLI::Range(8, 2000));
  sub.add_option("--drop", o->dropped, "Slices to leave out, counted from below");
  sub.add_option("--double", o->doubled, "Slices to write twice, counted from below");
  sub.add_flag("--reversed", o->reversed, "From superior to inferior");
  sub.add_flag("!--intact", o->hole, "Without a defect");
  sub.add_option("--hole", o->holeDeg,
                 "Half the angle of the defect in degrees; 22: about 60 mm across")
      ->check(CLI::Range(8.0, 45.0));
  sub.add_flag("--couch", o->couch, "With a couch behind the head");
}

void addDataset(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<DatasetOptions> o;
  CLI::App& sub = addCommand(app, arguments, "dataset",
                             "Which heads of a data set can be learned from", &datasetCommand, o);
  addPath(sub, "DATASET", o->dataset, "Folder of heads, or with complete_skull/")->required();
  addPath(sub, "--out", o->folder, "Where dataset.json and the thumbnails are written")->required();
}

void addEvaluate(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<EvaluateOptions> o;
  CLI::App& sub =
      addCommand(app, arguments, "evaluate", "How well methods complete the heads of a data set",
                 &evaluateCommand, o);
  addPath(sub, "DATASET", o->dataset, "Folder of heads, or with complete_skull/ and implant/")
      ->required();
  sub.add_option("--methods", o->methods, "Names with commas between them")
      ->delimiter(',')
      ->required()
      ->check(methodProblem);
  addPath(sub, "--json", o->jsonFile, "File to write every score to");
  addPath(sub, "--figure", o->figure, "SVG file to draw the error against the defect's size into");
  sub.add_option("--heads", o->heads, "Names and ranges, as 060-079,083; all without it");
  sub.add_option_function<std::string>(
         "--defects", [o](const std::string& kind) { o->synthetic = kind == "synthetic"; },
         "official (the data set's own) or synthetic")
      ->check(CLI::IsMember({"official", "synthetic"}));
  sub.add_option(
         "--classes", o->classes,
         "Synthetic defects to measure: clean, healed, mask, share, or some of them, as clean-60; "
         "all without it")
      ->delimiter(',');
  sub.add_option("--seed", o->seed, "Of the synthetic defects");
  sub.add_option_function<std::string>(
         "--to", [o](const std::string& name) { o->last = *stepNamed(name); },
         "Also time the run of each file to this step, as mold or export")
      ->check([](const std::string& name) {
        return stepNamed(name) ? std::string() : "no such step: " + name;
      });
  sub.add_option("--jobs", o->jobs, "Heads at once; seconds and memory are right for 1")
      ->check(CLI::Range(1, 2));
}

void addTrain(CLI::App& app, Arguments& arguments) {
  std::shared_ptr<TrainOptions> o;
  CLI::App& sub =
      addCommand(app, arguments, "train", "Teach a network with a data set", &trainCommand, o);
  addPath(sub, "DATASET", o->dataset, "Folder of heads, or with complete_skull/")->required();
  addPath(sub, "--out", o->folder, "The network's folder, and where a training goes on")
      ->required();
  sub.add_option("--net", o->net, "paper: the published network; network: the shapes of vaults")
      ->check(CLI::IsMember({"network", "paper"}));
  sub.add_option("--epochs", o->epochs, "At most; 1200 as published")
      ->check(CLI::Range(1, 1000000));
  sub.add_flag("--resume", o->resume, "Go on where the folder's training ended, if there is one");
  sub.add_option("--heads", o->heads, "Names and ranges, as 000-059; all without it");
  sub.add_flag("--unchecked", o->unchecked, "Take every head without checking it first");
  sub.add_flag("--mirror", o->mirror, "Every other head left for right");
  sub.add_option("--optimizer", o->optimizer, "adadelta, as published, or adam")
      ->check(CLI::IsMember({"adadelta", "adam"}));
  sub.add_option("--rate", o->learningRate, "Learning rate; 1 for adadelta, 0.002 for adam")
      ->check(CLI::Range(1e-7, 10.0));
  sub.add_option("--batch", o->batch, "Samples a step, of all ranks together")
      ->check(CLI::Range(1, 1000));
  sub.add_option("--samples", o->samplesPerEpoch,
                 "Samples an epoch; without it every head in all 98 positions")
      ->check(CLI::Range(1, 10000000));
  sub.add_option("--validation-samples", o->validationSamples, "Judged after each epoch")
      ->check(CLI::Range(1, 10000));
  sub.add_option("--patience", o->patience, "Epochs without improvement before it stops; 0: never")
      ->check(CLI::Range(0, 1000000));
  sub.add_option("--save-every", o->saveEverySeconds, "Seconds between checkpoints in an epoch")
      ->check(CLI::Range(0.0, 86400.0));
  sub.add_option("--seed", o->seed, "Of the split, the first weights and the samples");
  sub.add_option("--threads", o->threads, "Without it, one a core")->check(CLI::Range(1, 256));
  sub.add_option("--data", o->data, "What the data is, for the card");
  sub.add_option("--license", o->license, "License of the data, for the card");
  CLI::Option* ranks = sub.add_option("--ranks", o->ranks, "Processes that learn together")
                           ->check(CLI::Range(1, 64));
  CLI::Option* master =
      sub.add_option("--master", o->master, "HOST:PORT where rank 0 listens")
          ->check([](const std::string& text) {
            const std::size_t colon = text.rfind(':');
            int port = 0;
            if (colon != std::string::npos)
              std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
            return port > 0 && port < 65536 ? std::string() : "expected HOST:PORT";
          });
  sub.add_option("--rank", o->rank, "Which one this process is; 0 writes")
      ->check(CLI::Range(0, 63));
  ranks->needs(master);
}

}  // namespace

Arguments parseArguments(int argc, const char* const* argv) {
  Arguments arguments;
  CLI::App app("Bregma plans cranioplasty implants and their molds.", "bregma-cli");
  app.set_version_flag("--version", BREGMA_VERSION);
  app.require_subcommand(1);
  addSeries(app, arguments);
  addAnonymize(app, arguments);
  addRun(app, arguments);
  addCheck(app, arguments);
  addCompare(app, arguments);
  addPhantom(app, arguments);
  addDataset(app, arguments);
  addEvaluate(app, arguments);
  addTrain(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    arguments.command = nullptr;
    arguments.exitCode = app.exit(e) == 0 ? 0 : usageError;
  }
  return arguments;
}

}  // namespace bregma
