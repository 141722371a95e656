package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/ctxsize/ctxsize/internal/progress"
	"github.com/ctxsize/ctxsize/internal/saturate"
	"github.com/ctxsize/ctxsize/internal/similar"
)

// Units are the units of sizes.
type Units uint8

// The units of sizes.
const (
	IEC   Units = iota // 1 KiB is 1,024 bytes
	SI                 // 1 kB is 1,000 bytes, as the builders print it
	Bytes              // 1 B
)

// ParseUnits reads the value of --units.
func ParseUnits(word string) (Units, error) {
	names := []string{SI: "si", IEC: "iec", Bytes: "bytes"}
	if u := slices.Index(names, word); u >= 0 {
		return Units(u), nil
	}
	return 0, &similar.UnknownError{Kind: "units", Name: word, Known: []string{"si", "iec", "bytes"}}
}

// lowerBound precedes a size that is a lower bound, because the sum overflows.
const lowerBound = ">="

// Size returns a number of bytes with its unit.
func (u Units) Size(bytes int64) string {
	switch {
	case bytes == saturate.Max:
		return lowerBound + u.Size(saturate.Max-1)
	case u == Bytes:
		return humanize.Comma(bytes) + " B"
	case bytes < 0:
		return "-" + u.Size(saturate.Sub(0, bytes))
	case u == SI:
		return humanize.Bytes(uint64(bytes))
	}
	return humanize.IBytes(uint64(bytes))
}

// Decimal returns a size in the notation of BuildKit's progress: decimal units with two decimals.
func Decimal(bytes int64) string {
	if bytes == saturate.Max {
		return lowerBound + progress.Decimal(saturate.Max-1)
	}
	return progress.Decimal(bytes)
}

// Count returns a number with its noun, in the plural unless it is 1.
func Count(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return humanize.Comma(n) + " " + plural(noun)
}

// plural returns the plural of a regular noun.
func plural(noun string) string {
	stem, ok := strings.CutSuffix(noun, "y")
	if !ok || stem == "" || strings.ContainsRune("aeiou", rune(stem[len(stem)-1])) {
		return noun + "s"
	}
	return stem + "ies"
}

// Progress returns the progress of a scan.
func Progress(entries, bytes int64) string {
	return fmt.Sprintf("%s, %s", Count(entries, "entry"), SI.Size(bytes))
}
