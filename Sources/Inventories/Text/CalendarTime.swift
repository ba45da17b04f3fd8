/// Days and moments as systems write them.
enum CalendarTime {
  /// Seconds since 1970 of `"2026-09-28T21:04:12.5Z"`; a time without a zone is taken for UTC.
  static func seconds(iso text: String) -> Double? {
    let parts = text.split { $0 == "T" || $0 == " " }
    guard (1...2).contains(parts.count) else { return nil }
    let date = parts[0].split(separator: "-")
    guard date.count == 3, let year = Int(date[0]), let month = Int(date[1]),
      let day = Int(date[2]), (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let midnight = Double(days(year: year, month: month, day: day)) * 86_400
    guard parts.count == 2 else { return midnight }
    var time = parts[1]
    var zone = 0.0
    if time.hasSuffix("Z") {
      time = time.dropLast()
    } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
      let offset = time[time.index(after: sign)...].filter { $0 != ":" }
      guard offset.count == 4, let number = Int(offset) else { return nil }
      zone = Double(number / 100 * 3600 + number % 100 * 60) * (time[sign] == "-" ? -1 : 1)
      time = time[..<sign]
    }
    let clock = time.split(separator: ":").map { Double(String($0)) }
    guard clock.count == 3, let hour = clock[0], let minute = clock[1], let second = clock[2]
    else { return nil }
    return midnight + hour * 3600 + minute * 60 + second - zone
  }

  /// The day, as `"2026-09-30"`, of a date in any of the forms that Windows and spreadsheets write:
  /// `2026/09/30 07:15`, `30.09.2026`, `9/30/2026` (or day first, where that is the only way to read
  /// it), or the number of days since 30 December 1899.
  static func day(_ text: String) -> String? {
    if let serial = Double(text), (20_000...80_000).contains(serial) {
      return string(days: Int(serial) - 25_569)
    }
    let date = text.prefix { $0 != " " && $0 != "T" }
    let parts = date.split { "./-".contains($0) }.map { Int($0) }
    guard parts.count == 3, let a = parts[0], let b = parts[1], let c = parts[2] else { return nil }
    let (year, month, day) =
      a > 31 ? (a, b, c) : date.contains(".") || a > 12 ? (c, b, a) : (c, a, b)
    guard (1...12).contains(month), (1...31).contains(day), year > 31 else { return nil }
    return string(days: days(year: year, month: month, day: day))
  }

  /// Days since 1970 (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let ofEra = shifted - era * 400
    let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  private static func string(days: Int) -> String {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let ofEra = shifted - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month))-\(two(day))"
  }
}
