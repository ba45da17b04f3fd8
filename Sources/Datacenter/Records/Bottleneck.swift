/// What held a transfer back longest. Its name is made when somebody asks for it.
enum Bottleneck {
  /// What capped it.
  case cap(Channel.Cap)
  /// A datastore, or links side by side.
  case named(String)
  /// A direction of a link: from one of its ends to the other.
  case direction(of: String, from: String, to: String)

  /// As results know it.
  var name: String {
    switch self {
    case .cap(let cap): cap.rawValue
    case .named(let name): name
    case .direction(let link, let from, let to): "\(link):\(from)->\(to)"
    }
  }
}
