import Glibc

/// An open `weights.safetensors` whose tensors are read one at a time, so that a model never stands in memory twice.
///
/// Read, not mapped: whatever somebody does to the file meanwhile is an error here, where a mapping would end the
/// process, and the kernels want the weights in an order of their own anyway.
final class WeightsFile: Sendable {
  let path: String
  let layout: SafetensorsLayout
  private let descriptor: Int32
  private let dataStart: Int

  /// - Throws: when the file cannot be read or its header is damaged.
  init(_ path: String) throws(ModelPackageError) {
    self.path = path
    let (descriptor, size) = try PackageFiles.openFile(path, limit: 8 << 30)
    do throws(ModelPackageError) {
      let start = try PackageFiles.read(descriptor, 0..<min(8, size), path: path)
      dataStart = try Safetensors.dataStart(start[...], size: size, file: path)
      let header = try PackageFiles.read(descriptor, 8..<dataStart, path: path)
      layout = try SafetensorsLayout(header: header[...], size: size - dataStart, file: path)
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// A tensor's elements in fp32; nil when there is none of that name.
  func values(of name: String) throws(ModelPackageError) -> [Float]? {
    guard let entry = layout.entries[name] else { return nil }
    let range = dataStart + entry.range.lowerBound..<dataStart + entry.range.upperBound
    return entry.values(of: try PackageFiles.read(descriptor, range, path: path)[...])
  }
}
