@testable import Experiment

extension Broken {
  private static func move(
    _ name: String, _ keys: String, by strategy: String = #""moved": { "storage": {} }"#,
    disk: String = #"{ "size": "20 GiB" }"#, at key: String, _ problem: String, _ remedy: String
  ) -> Broken {
    let text = sound.replacing(#""migrate": "web", "to": "node-1""#, with: keys)
      .replacing(#""cold": { "cold": {} }"#, with: strategy)
      .replacing(#"{ "size": "20 GiB" }"#, with: disk)
    return Broken(name, text: text, line: 27, at: "$.requests[0].\(key)", problem, remedy)
  }

  /// Requests to move disks that every run would refuse.
  static let diskMoves: [Broken] = [
    move(
      "disks to no datastore", #""migrate": "web", "to": "a""#, at: "migrate",
      #"the strategy "moved" moves disks to another datastore, and this request names none"#,
      #"add "storage": "ssd""#),
    move(
      "disks to no datastore, by the request's own strategy",
      #""migrate": "web", "to": "a", "strategy": "moved""#, at: "strategy",
      #"the strategy "moved" moves disks to another datastore, and this request names none"#,
      #"add "storage": "ssd""#),
    move(
      "only disks, to another host",
      #""migrate": "web", "to": "node-1", "storage": "ssd", "strategy": "moved""#, at: "to",
      #"the strategy "moved" leaves a VM on its host, but "web" is on "a""#, #"write "a""#),
    move(
      "disks to where they lie",
      #""migrate": "web", "to": "a", "storage": "san", "strategy": "moved""#, at: "storage",
      #"the files of "web" lie on "san" already"#, "write another datastore"),
    move(
      "disks to a datastore that is smaller", #""migrate": "web", "to": "a", "storage": "ssd""#,
      by: #""moved": { "cold": {} }"#,
      disk: #"{ "size": "60 GiB" }, { "size": "60 GiB", "provisioning": "thick" }"#,
      at: "storage", #""ssd" holds 100 GiB, but the files of "web" take 120 GiB"#,
      #"write a larger "capacity" for it, or name another datastore"#),
    move(
      "a VM twice", #""migrate": ["web", "w*"], "to": "node-1""#, by: #""cold": { "cold": {} }"#,
      at: "migrate[1]", #""web" is moved by this request already"#, "name each VM once"),
  ]
}
