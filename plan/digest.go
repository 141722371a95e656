package plan

// The digests of image references are checked with the algorithms that the program has linked, and nothing else here links these.
import (
	_ "crypto/sha256"
	_ "crypto/sha512"
)
