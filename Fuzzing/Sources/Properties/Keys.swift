import ZMQ

/// Reads an input as a file of keys and as an address; a pair that is read can be written and read again.
@_cdecl("fuzzKeys")
public func fuzzKeys(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: Input.bytes(start, count), as: UTF8.self)
  if let keys = try? KeyPair(fileText: text) {
    require((try? KeyPair(fileText: keys.fileText)) == keys, "written and read, the keys are others")
  }
  return 0
}
