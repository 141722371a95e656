package policy

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// Limits are the values of flags or of the file; "" is no limit.
type Limits struct {
	MaxSize     string   `yaml:"max-size"`
	MinSize     string   `yaml:"min-size"`
	MaxFiles    string   `yaml:"max-files"`
	MinFiles    string   `yaml:"min-files"`
	MaxTransfer string   `yaml:"max-transfer"`
	MaxGrowth   string   `yaml:"max-growth"`
	FailOn      string   `yaml:"fail-on"`
	MustExclude []string `yaml:"must-exclude"`
}

// Over returns the limits with those of base for what is not limited. Patterns of both count.
func (l Limits) Over(base Limits) Limits {
	for _, pair := range []struct{ to, from *string }{{&l.MaxSize, &base.MaxSize}, {&l.MinSize, &base.MinSize}, {&l.MaxFiles, &base.MaxFiles},
		{&l.MinFiles, &base.MinFiles}, {&l.MaxTransfer, &base.MaxTransfer}, {&l.MaxGrowth, &base.MaxGrowth}, {&l.FailOn, &base.FailOn}} {
		if *pair.to == "" {
			*pair.to = *pair.from
		}
	}
	l.MustExclude = slices.Concat(base.MustExclude, l.MustExclude)
	return l
}

// None reports whether nothing is limited.
func (l *Limits) None() bool {
	return l.MaxSize+l.MinSize+l.MaxFiles+l.MinFiles+l.MaxTransfer+l.MaxGrowth+l.FailOn == "" && len(l.MustExclude) == 0
}

// Gate is the parsed limits of a build; nil is no limit.
type Gate struct {
	MaxSize, MinSize   *int64
	MaxFiles, MinFiles *int64
	MaxTransfer        *int64
	MaxGrowth          *Growth
	FailOn             *lint.Severity
	MustExclude        []Name
}

// Growth is the allowed growth over a baseline.
type Growth struct {
	bytes   int64
	percent float64 // of what was sent before, where relative
	isShare bool
}

// Limit returns the allowed growth in bytes of a build that sent that many bytes before.
func (g *Growth) Limit(before int64) int64 {
	if g.isShare {
		return saturate.Int64(float64(before) * g.percent / 100)
	}
	return g.bytes
}

// Parse returns the gate of limits.
func (l *Limits) Parse() (*Gate, error) {
	g := new(Gate)
	for _, one := range []struct {
		name, text string
		parse      func(name, text string) (*int64, error)
		to         **int64
	}{{"max-size", l.MaxSize, parseSize, &g.MaxSize}, {"min-size", l.MinSize, parseSize, &g.MinSize}, {"max-transfer", l.MaxTransfer, parseSize, &g.MaxTransfer},
		{"max-files", l.MaxFiles, parseCount, &g.MaxFiles}, {"min-files", l.MinFiles, parseCount, &g.MinFiles}} {
		var err error
		if *one.to, err = one.parse(one.name, one.text); err != nil {
			return nil, err
		}
	}
	var err error
	if g.MaxGrowth, err = parseGrowth(l.MaxGrowth); err != nil {
		return nil, err
	}
	if l.FailOn != "" {
		severity, err := lint.ParseSeverity(l.FailOn)
		if err != nil {
			return nil, fmt.Errorf("fail-on: %w", err)
		}
		g.FailOn = &severity
	}
	for _, pattern := range l.MustExclude {
		name, err := parseName(pattern)
		if err != nil {
			return nil, err
		}
		g.MustExclude = append(g.MustExclude, name)
	}
	return g, nil
}

// parseSize returns a number of bytes, nil for an empty text.
func parseSize(name, text string) (*int64, error) {
	if text == "" {
		return nil, nil
	}
	n, err := humanize.ParseBytes(text)
	if err != nil || n > math.MaxInt64 {
		return nil, fmt.Errorf("%s %q: expected a size below 8 EiB, such as 50MB or 50MiB", name, text)
	}
	size := int64(n)
	return &size, nil
}

func parseCount(name, text string) (*int64, error) {
	if text == "" {
		return nil, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("%s %q: expected a number from 0 to %d", name, text, int64(math.MaxInt64))
	}
	return &n, nil
}

func parseGrowth(text string) (*Growth, error) {
	share, isShare := strings.CutSuffix(text, "%")
	if !isShare {
		size, err := parseSize("max-growth", text)
		if size == nil {
			return nil, err
		}
		return &Growth{bytes: *size}, nil
	}
	percent, err := strconv.ParseFloat(share, 64)
	if err != nil || percent < 0 || math.IsNaN(percent) || math.IsInf(percent, 0) {
		return nil, fmt.Errorf("max-growth %q: expected a percentage such as 10%%", text)
	}
	return &Growth{percent: percent, isShare: true}, nil
}
