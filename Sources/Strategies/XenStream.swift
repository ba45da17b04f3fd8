public import Quantities
public import Seam

/// The bytes of Xen's migration stream, version 2 (docs/specs/libxc-migration-stream.pandoc).
///
/// A page-data record holds up to 1024 pages: 8 bytes of record header, 8 of page-data header,
/// 8 per frame number and 4096 per page. A full one is 4,202,512 bytes, 0.2 % more than its memory.
public enum XenStream {
  /// What pages cost.
  public static let wire = WireFormat(
    batch: Pages(1024), batchHeader: Bytes(8 + 8), pageHeader: Bytes(8))
  /// The image header and the domain header, before the first record.
  public static let headers = Bytes(24 + 16)
  /// The END record.
  public static let end = Bytes(8)

  /// What one stream moves: 120 MB/s were reported of XCP-ng on 10 GbE, and Gigabit Ethernet is known
  /// to be filled (125 MB/s at most), so that it is put a little above that.
  public static let ceiling = BytesPerSecond(130e6)
  /// What the stages around Xen's engines cost.
  static let costs = StageCosts(perStream: ceiling)
}

/// The bytes of Xen's first migration stream, up to Xen 4.5 (xc_linux_save.c, xc_domain_save.c).
///
/// A batch holds up to 1024 pages: its count in 4 bytes, 8 per frame number and 4096 per page.
public enum XenClassicStream {
  /// What pages cost.
  public static let wire = WireFormat(
    batch: Pages(1024), batchHeader: Bytes(4), pageHeader: Bytes(8))
  /// The count of 0 that ends the pages.
  public static let end = Bytes(4)
}
