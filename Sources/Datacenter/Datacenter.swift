// The world speaks with strategies in the words of the seam: who imports the one has the other.
@_exported public import Seam
