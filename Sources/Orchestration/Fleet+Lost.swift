import Datacenter

extension Fleet {
  /// How many VMs were lost with a host, whether a request named them or not.
  public var lostVMs: Int { world.vms.count { $0.primary.state == .lost } }
}
