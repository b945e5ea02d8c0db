import Networks
import PluginAPI

/// A model package that the daemon knows of.
struct ModelEntry: Sendable {
  /// Folder of the package.
  var folder: String
  /// The name in `model.json`, or the folder's name where that cannot be read.
  var name: String
  /// What is wrong with it; nil when it can be used.
  var fault: String?
  /// What plugins see of it; nil when it cannot be used.
  var model: PluginModel?

  var digest: String? { model?.digest }
  var description: ModelDescription? { model?.description }
}
