import Datacenter
import Quantities
import Seam

/// A file of a VM: a disk, or the small ones together.
struct StoredFile: Equatable, Sendable {
  let store: DatastoreID
  /// What it takes as it is, without its holes, and with them.
  private let own: Bytes
  private let thin: Bytes
  private let thick: Bytes

  init(_ disk: Disk) {
    store = disk.datastore
    (own, thin, thick) = (disk.space, disk.allocated, disk.size)
  }

  init(_ image: Bytes, on store: DatastoreID) {
    self.store = store
    (own, thin, thick) = (image, image, image)
  }

  /// What it takes where it goes.
  ///
  /// - Parameter provisioning: what becomes of holes; `nil` for what it is.
  func space(_ provisioning: DiskProvisioning?) -> Bytes {
    switch provisioning {
    case nil: own
    case .thin: thin
    case .thick: thick
    }
  }
}
