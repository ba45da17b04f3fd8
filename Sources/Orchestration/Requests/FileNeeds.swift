public import Datacenter
public import Seam

/// What a move wants of the datastores at its destination.
public struct FileNeeds: Hashable, Sendable {
  /// The datastore that takes all files; `nil` for any.
  public var datastore: DatastoreID?
  /// Whether disks become thin or thick; `nil` for what each is.
  public var provisioning: DiskProvisioning?

  public init(datastore: DatastoreID? = nil, provisioning: DiskProvisioning? = nil) {
    self.datastore = datastore
    self.provisioning = provisioning
  }
}
