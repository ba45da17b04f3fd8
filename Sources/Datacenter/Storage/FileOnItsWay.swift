import Quantities

/// One file on its way.
struct FileOnItsWay {
  let size: Bytes
  let path: [CapacityID]
}
