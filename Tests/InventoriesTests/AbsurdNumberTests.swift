import Experiment
import Foundation
import Testing

@testable import Inventories

@Suite("Whatever the numbers say")
struct AbsurdNumberTests {
  /// Files that are imported together, and how their numbers stand: apart from names that hold digits.
  static let samples: [(files: [String], leads: [Character])] = [
    (
      [
        "rvtools/csv-4.7/RVTools_tabvInfo.csv", "rvtools/csv-4.7/RVTools_tabvMemory.csv",
        "rvtools/csv-4.7/RVTools_tabvDisk.csv", "rvtools/csv-4.7/RVTools_tabvHost.csv",
      ], [","]
    ),
    (["libvirt/kvm-a/domstats.txt", "libvirt/kvm-a/nodeinfo.txt"], ["=", " "]),
    (["kubevirt/vmis.json", "kubevirt/nodes.json", "kubevirt/dirty-rate.json"], ["\"", " "]),
    (["proxmox/cluster-resources.json"], [":"]),
    (["openstack/servers.json", "openstack/flavors.json", "openstack/hypervisors.json"], [" "]),
  ]

  @Test(
    "each becomes a sound scenario or a mistake with a place, never a crash",
    arguments: samples.indices, ["99999999999999999999999999", "0", "-7"])
  func numbers(sample: Int, number: String) throws {
    let (files, leads) = Self.samples[sample]
    for changed in files {
      let text = try Samples.text(changed)
      let places = text.indices.filter { place in
        text[place].isNumber && place > text.startIndex
          && leads.contains(text[text.index(before: place)])
      }
      for place in places.enumerated().filter({ $0.offset % max(1, places.count / 12) == 0 }) {
        let rest = text[place.element...].drop { $0.isNumber }
        var contents = try files.reduce(into: [String: [UInt8]]()) {
          $0[$1] = try Samples.bytes($1)
        }
        contents[changed] = Array((text[..<place.element] + number + rest).utf8)
        do {
          let estate = try Samples.estate(files: contents)
          let imported = Imported(estate)
          guard imported.hasVMs else { continue }
          _ = try Scenario(parsing: imported.scenario, file: "fleet.json")
        } catch let error as ImportErrors {
          #expect(!error.errors.isEmpty)
        }
      }
    }
  }
}
