/// Whom a transfer belongs to: a migration, and one of its disks if it is that disk's copy.
struct FlowOwner {
  let migration: MigrationID
  let vm: VMID
  var disk: Int?
}
