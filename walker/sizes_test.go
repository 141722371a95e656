package walker

import "testing"

// TestVarints: the length of a protocol buffer's varint grows at each power of 128, and of a number that is 0 nothing is written.
func TestVarints(t *testing.T) {
	for v, want := range map[uint64]int{0: 1, 1: 1, 127: 1, 128: 2, 1<<14 - 1: 2, 1 << 14: 3, 1 << 63: 10} {
		if got := varintLen(v); got != want {
			t.Errorf("%d: got %d, want %d", v, got, want)
		}
	}
	for nanoseconds, want := range map[int64]int{0: 0, 1: 1, 127: 1, 128: 2, -1: 10} {
		if got := timeVarint(nanoseconds); got != want {
			t.Errorf("time %d: got %d, want %d", nanoseconds, got, want)
		}
	}
	for v, want := range map[uint64]int{0: 0, 1: 2, 128: 3} {
		if got := number(v); got != want {
			t.Errorf("number %d: got %d, want %d", v, got, want)
		}
	}
	for length, want := range map[int]int{0: 0, 1: 3, 127: 129, 128: 131} {
		if got := field(length); got != want {
			t.Errorf("field of %d: got %d, want %d", length, got, want)
		}
	}
}

// TestBlocks: content takes whole blocks of an archive.
func TestBlocks(t *testing.T) {
	for bytes, want := range map[int64]int64{0: 0, 1: 512, 511: 512, 512: 512, 513: 1024} {
		if got := blocks(bytes); got != want {
			t.Errorf("%d: got %d, want %d", bytes, got, want)
		}
	}
}

// TestPlainASCII has names that one header holds.
func TestPlainASCII(t *testing.T) {
	for name, want := range map[string]bool{"a": true, "\x7f": true, "\x01": true, "\u0080": false, "é": false, "\x00": false, "": true} {
		if got := plainASCII(name); got != want {
			t.Errorf("%q: got %t, want %t", name, got, want)
		}
	}
}
